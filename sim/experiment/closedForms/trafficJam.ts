/**
 * Mean latency of reads at an array that serves one operation at a time, in order, when a bulk of destages comes every T (Carson and Setia 1992):
 * S + w0 + (W²/2 + W·w0) / (T(1 − ρ)), with S the mean service of a read, ρ the share of the time that reads need, w0 = λE[S²] / (2(1 − ρ)) what a read waits for other reads, W the work of a bulk.
 *
 * Holds for Poisson reads that all miss, writes at an even rate that never meet the same block twice within T, and bulks that are done before the next comes. What the cache and the network take is left out.
 */
import { momentsOf } from '../../base/moments.ts';
import type { Distribution } from '../../base/distributions.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ClosedForm } from './closedForm.ts';

export const trafficJam: ClosedForm = {
  name: 'traffic-jam',
  summary: 'mean latency of Poisson reads at an array that serves one operation at a time, under a periodic flush of even writes',
  source: 'Carson and Setia, IEEE TSE 18(1), 1992',
  metric: 'readMean',
  value(scenario) {
    const { model, params } = scenario.array;
    const flush = scenario.vms[0]?.cache.flush;
    const rates = ratesOf(scenario);
    if (model !== 'latency' || params['parallel'] !== 1 || flush?.policy !== 'periodic' || rates === null) return null;
    const [read, write] = [momentsOf(params['readLatency'] as Distribution), momentsOf(params['writeLatency'] as Distribution)];
    const intervalNs = Number(flush.params['interval']);
    const readsPerNs = rates.reads / 1e9;
    const idle = 1 - readsPerNs * read.meanNs;
    const aloneNs = (readsPerNs * (read.variance + read.meanNs * read.meanNs)) / (2 * idle);
    const bulkNs = (rates.writes / 1e9) * intervalNs * write.meanNs;
    return bulkNs >= intervalNs * idle ? null : read.meanNs + aloneNs + ((bulkNs * bulkNs) / 2 + bulkNs * aloneNs) / (intervalNs * idle);
  },
};

/** Per second, of all VMs; null where something else is done. */
function ratesOf({ vms }: Scenario): { readonly reads: number; readonly writes: number } | null {
  let [reads, writes] = [0, 0];
  for (const workload of vms.flatMap((vm) => vm.workloads)) {
    if (workload.kind !== 'paced') return null;
    const { pacing, params } = workload;
    const rate = Number(pacing.params['ratePerSecond']);
    if (pacing.type === 'poisson' && params['readRatio'] === 1) reads += rate;
    else if (pacing.type === 'constant' && params['readRatio'] === 0 && workload.type === 'sequential') writes += rate;
    else return null;
  }
  return { reads, writes };
}
