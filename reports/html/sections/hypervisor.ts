/** Between VMs and cache: what each VM was to get of the IO, and how its requests waited for their turn. */
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableCount, readableDuration, readablePercent } from '../../text/readable.ts';
import type { RunResult } from '../../../sim/results/runResult.ts';
import type { Section } from '../section.ts';

/** More rows than this nobody reads. */
const vmRowsMax = 24;

export const hypervisorSection: Section = {
  id: 'hypervisor',
  title: 'Between the VMs',
  shortTitle: 'Between the VMs',
  render({ result }) {
    const { hypervisor } = result;
    if (hypervisor.vms.length === 0) return null;
    return `<p>${schedulerText(hypervisor)}</p>${waitTable(result)}`;
  },
};

function schedulerText({ scheduler, waitingMean, waitingMax, overheadMean, overheadUtilisation }: RunResult['hypervisor']): string {
  const waiting =
    waitingMax === 0
      ? 'no request had to wait for its turn'
      : `${waitingMean.toFixed(1)} requests waited for their turn on average, ${readableCount(waitingMax)} at most`;
  const overhead =
    overheadMean === 0
      ? ''
      : ` ${overheadMean.toFixed(2)} were on their way through the hypervisor, which was busy with them ${readablePercent(overheadUtilisation)} of its time.`;
  return `Scheduler <code>${scheduler}</code>: ${waiting}.${overhead}`;
}

function waitTable({ hypervisor, vms }: RunResult): string {
  const rows = hypervisor.vms
    .slice(0, vmRowsMax)
    .map((vm, number) => [
      vm.name,
      String(vm.ioWeight),
      vm.reservationPerSecond === 0 ? '–' : readableCount(vm.reservationPerSecond),
      vm.limitPerSecond === null ? '–' : readableCount(vm.limitPerSecond),
      readableCount(Math.round(vms[number]?.iops ?? 0)),
      vm.waited === 0 ? '–' : readableCount(vm.waited),
      vm.waited === 0 ? '–' : readableDuration(vm.waitMeanNs),
      vm.waited === 0 ? '–' : readableDuration(vm.waitMaxNs),
    ]);
  const left = hypervisor.vms.length - rows.length;
  const more = left > 0 ? `<p>The other ${String(left)} VMs are in <code>result.json</code>.</p>` : '';
  return `${tableMarkup({ head: ['VM', 'weight', 'reserved IO/s', 'limit IO/s', 'IO/s', 'had to wait', 'mean wait', 'longest wait'], rows }, 'How requests waited for their turn')}${more}`;
}
