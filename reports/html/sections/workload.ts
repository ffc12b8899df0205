/** The workload itself: what each VM was told to do, what came of it, and when. */
import type { IoFigures } from '../../../sim/results/runResult.ts';
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableBytes, readableCount, readablePercent } from '../../text/readable.ts';
import { workloadText } from '../../text/workloadText.ts';
import type { Section } from '../section.ts';
import { chartGrid } from './charts.ts';

/** More rows than this nobody reads. */
const vmRowsMax = 24;

export const workloadSection: Section = {
  id: 'workload',
  title: 'The workload',
  shortTitle: 'Workload',
  render({ result, origin }, view) {
    const told = workloadsOf(origin.scenario);
    const rows = result.vms.slice(0, vmRowsMax).map((io) => [io.name, told.get(io.name) ?? '–', ...amounts(io)]);
    const left = result.vms.length - rows.length;
    const more = left > 0 ? `<p>The other ${String(left)} VMs are in <code>result.json</code>.</p>` : '';
    const head = ['VM', 'is told to', 'requests', 'reads', 'size of a read', 'size of a write', 'flushes', 'discards'];
    return `${tableMarkup({ head, rows }, 'What each VM does', new Set([0, 1])).replaceAll('<td class="text">', '<td class="text wrap">')}${more}${chartGrid(view, ['requests']) ?? ''}`;
  },
};

function amounts({ reads, writes, flushes, discards, bytesRead, bytesWritten }: IoFigures): string[] {
  return [
    readableCount(reads + writes + flushes + discards),
    reads + writes === 0 ? '–' : readablePercent(reads / (reads + writes)),
    reads === 0 ? '–' : readableBytes(bytesRead / reads),
    writes === 0 ? '–' : readableBytes(bytesWritten / writes),
    readableCount(flushes),
    readableCount(discards),
  ];
}

/** VM → its workloads in words, out of the scenario as resolved. */
function workloadsOf(scenario: unknown): Map<string, string> {
  const vms = (scenario as { readonly vms?: unknown } | null)?.vms;
  const found = new Map<string, string>();
  if (!Array.isArray(vms)) return found;
  for (const vm of vms as readonly { readonly name?: unknown; readonly workloads?: unknown }[]) {
    if (typeof vm.name === 'string' && Array.isArray(vm.workloads)) found.set(vm.name, vm.workloads.map(workloadText).join('; '));
  }
  return found;
}
