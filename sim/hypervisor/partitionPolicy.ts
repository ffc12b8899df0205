import type { Portion } from '../engine/protocol.ts';

/** What a VM asks for. Amounts that the scenario fixes are taken as they are; null leaves them to the policy. */
export interface PartitionDemand {
  /** Its share of what is not fixed; > 0. */
  readonly weight: number;
  readonly dramBlocks: number | null;
  readonly flashBlocks: number | null;
  readonly logRecords: number | null;
}

/** Sets the portions before the run; policies that move them while VMs run extend this. */
export interface PartitionPolicy {
  /** One portion per demand, in their order; or which amount of `total` the fixed ones exceed. */
  partition(total: Portion, demands: readonly PartitionDemand[]): PartitionResult;
}

export type PartitionResult =
  | { readonly ok: true; readonly portions: readonly Portion[] }
  | { readonly ok: false; readonly exceeded: keyof Portion; readonly wanted: number; readonly available: number };
