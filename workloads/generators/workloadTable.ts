/** Every workload: a new one is a file of its own and a line here. */
import type { Spec } from '../../sim/base/spec.ts';
import { hotCold } from './hotCold.ts';
import type { IoPattern, WorkloadContext } from './ioPattern.ts';
import { sequential } from './sequential.ts';
import { trace } from './trace.ts';
import { uniform } from './uniform.ts';
import { zipf } from './zipf.ts';

export const workloadTable: readonly Spec<object, WorkloadContext, IoPattern>[] = [zipf, uniform, hotCold, sequential, trace];
