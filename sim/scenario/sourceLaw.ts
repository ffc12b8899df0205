/** What a workload was told to do, in the form that the run's checks hold it to. */
import type { SourceLaw } from '../hosts/simulated/simulationConfig.ts';
import { pacings } from '../../workloads/generators/pacings.ts';
import type { WorkloadConfig } from '../../workloads/workloadConfig.ts';

/** Null where nothing follows: something besides the pacing says when IO comes, or that it ends. */
export function sourceLaw(workload: WorkloadConfig): SourceLaw | null {
  if (workload.kind !== 'paced') return null;
  const { pacing, startNs, stopNs, ios, bytes, limits, flushWaits } = workload;
  const hasEnd = ios !== null || bytes !== null;
  if (hasEnd || flushWaits || limits.ratePerSecond !== null || limits.bytesPerSecond !== null) return null;
  const law = pacings.find(({ name }) => name === pacing.type)?.law?.(pacing.params) ?? null;
  return law === null ? null : { ...law, startNs, stopNs: stopNs === null ? Infinity : stopNs };
}
