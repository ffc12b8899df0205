import type { Spec } from '../base/spec.ts';
import type { PartitionPolicy } from './partitionPolicy.ts';
import { demandPartition } from './demandPartitioner.ts';
import { globalPartition } from './globalPartitioner.ts';
import { proportionalPartition } from './proportionalPartitioner.ts';
import { staticPartition } from './staticPartitioner.ts';
import { utilityPartition } from './utilityPartitioner.ts';

/** A spec whose parameters were checked against its own table before `create` is called. */
export type PartitionerSpec = Spec<Record<string, unknown>, null, PartitionPolicy>;

/** Every way to divide the server's cache among VMs: help, validation, docs and conformance tests read this table. */
export const partitioners: readonly PartitionerSpec[] = [staticPartition, proportionalPartition, demandPartition, utilityPartition, globalPartition];
