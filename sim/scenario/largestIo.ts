/** The largest IO of all workloads, in blocks that it touches wherever it begins: each VM must have room for one as large. */
import { blocksTouchedMax } from '../base/units.ts';
import { granulesBytes, largestIoBytes } from '../../workloads/generators/patternFacts.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import { pacedParts, type PacedWorkload, type WorkloadConfig } from '../../workloads/workloadConfig.ts';

/** `traceOf` gives the trace of a workload, or null where it replays none or it is not loaded yet. A fio job file that is not read yet counts as nothing. */
export function largestIo(workloads: readonly WorkloadConfig[], blockBytes: number, traceOf: (workload: PacedWorkload) => Trace | null): number {
  return workloads.flatMap(pacedParts).reduce((largest, workload) => Math.max(largest, largestOf(workload, blockBytes, traceOf(workload))), 1);
}

function largestOf(workload: PacedWorkload, blockBytes: number, trace: Trace | null): number {
  if (trace !== null) return blocksTouchedMax(trace.lengthBytesMax, blockBytes);
  if (workload.type === 'trace') return 1;
  const bytes = largestIoBytes(workload);
  const isAligned = granulesBytes(workload).every((granule) => granule % blockBytes === 0);
  return isAligned ? bytes / blockBytes : blocksTouchedMax(bytes, blockBytes);
}
