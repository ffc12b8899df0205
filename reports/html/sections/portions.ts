/** Who had how much of the cache: the portions of the VMs, and how they moved. */
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableBytes, readableCount } from '../../text/readable.ts';
import type { RunView } from '../../charts/runView.ts';
import type { PortionRange } from '../../../sim/results/partitionFigures.ts';
import type { RunResult } from '../../../sim/results/runResult.ts';
import type { Section } from '../section.ts';
import { chartGrid } from './charts.ts';

/** More rows than this nobody reads. */
const vmRowsMax = 24;

export const portionsSection: Section = {
  id: 'portions',
  title: 'Who gets the cache',
  shortTitle: 'Who gets the cache',
  render({ result }, view) {
    if (result.partition.vms.length === 0) return null;
    return `<p>${movesText(result)}</p>${portionTable(result)}${chartsOf(view)}`;
  },
};

function movesText({ partition, blockBytes }: RunResult): string {
  const { policy, plans, plansLeftOut, moves, movesRefused, dramBlocksMoved, flashBlocksMoved } = partition;
  if (plans === 0) return `Partition <code>${policy}</code>: every VM kept the portion that it began with, but for resizes in the timeline.`;
  const leftOut = plansLeftOut === 0 ? '' : `, ${readableCount(plansLeftOut)} times left out since portions were still moving`;
  const refused = movesRefused === 0 ? '' : `; ${readableCount(movesRefused)} were refused`;
  const moved = `${readableBytes(dramBlocksMoved * blockBytes)} of DRAM and ${readableBytes(flashBlocksMoved * blockBytes)} of flash changed hands`;
  return `Partition <code>${policy}</code>: divided ${readableCount(plans)} times${leftOut}; ${readableCount(moves)} portions changed${refused}. ${moved}.`;
}

function portionTable({ partition, blockBytes, vms }: RunResult): string {
  const bytes = (range: PortionRange): string[] => [range.start, range.min, range.max, range.end].map((blocks) => readableBytes(blocks * blockBytes));
  const rows = partition.vms
    .slice(0, vmRowsMax)
    .map((vm, number) => [vm.name, ...bytes(vm.dramBlocks), ...bytes(vm.flashBlocks), readableCount(vm.logRecords.end), hitText(vms[number]?.hitRatio)]);
  const head = ['VM', 'DRAM first', 'least', 'most', 'last', 'flash first', 'least', 'most', 'last', 'log records', 'hits'];
  const left = partition.vms.length - rows.length;
  return `${tableMarkup({ head, rows }, 'Portions by VM')}${left > 0 ? `<p>The other ${String(left)} VMs are in <code>result.json</code>.</p>` : ''}`;
}

function hitText(hitRatio: { readonly dram: number; readonly flash: number } | undefined): string {
  return hitRatio === undefined ? '–' : `${((hitRatio.dram + hitRatio.flash) * 100).toFixed(1)} %`;
}

/** Nothing where portions stood still. */
function chartsOf(view: RunView): string {
  return chartGrid(view, ['portion-dram', 'portion-flash']) ?? '';
}
