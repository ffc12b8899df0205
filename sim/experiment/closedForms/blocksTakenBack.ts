/**
 * How many blocks a rollback by a changes, of N that are written at random, each as likely as the others, λ times a second in all: N(1 − exp(−λa/N)).
 *
 * Holds for one VM with one Poisson workload that writes single blocks all over its disk, and one rollback.
 */
import type { ClosedForm } from './closedForm.ts';

export const blocksTakenBack: ClosedForm = {
  name: 'blocks-taken-back',
  summary: 'blocks that a rollback changes, when single blocks are written uniformly at Poisson times',
  source: 'each block is met by a Poisson process of its own: it stays untouched for a with probability exp(−λa/N)',
  metric: 'rollbackBlocks',
  value({ vms, timeline, blockBytes }) {
    const [vm, otherVm] = vms;
    const [workload, otherWorkload] = vm?.workloads ?? [];
    const [rollback, otherEvent] = timeline;
    if (workload?.kind !== 'paced' || otherVm !== undefined || otherWorkload !== undefined || otherEvent !== undefined) return null;
    if (rollback?.do !== 'rollback' || rollback.target.by !== 'time') return null;
    const { type, pacing, params } = workload;
    if (type !== 'uniform' || pacing.type !== 'poisson' || params['readRatio'] !== 0 || params['ioSizeBytes'] !== blockBytes) return null;
    const footprint = Number(params['footprintBytes']);
    const blocks = (footprint > 0 ? footprint : (vm?.diskBytes ?? 0)) / blockBytes;
    const writes = (Number(pacing.params['ratePerSecond']) * (rollback.atNs - rollback.target.timeNs)) / 1e9;
    return blocks * (1 - Math.exp(-writes / blocks));
  },
};
