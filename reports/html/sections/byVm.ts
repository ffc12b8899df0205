/** The same figures by VM, and the percentiles of latency. */
import { tableMarkup } from '../../charts/chartMarkup.ts';
import { readableBytes, readableCount, readableDuration, readablePercent } from '../../text/readable.ts';
import type { IoFigures, LatencyFigures } from '../../../sim/results/runResult.ts';
import type { Section } from '../section.ts';

/** More rows than this nobody reads. */
const vmRowsMax = 24;

export const byVmSection: Section = {
  id: 'vms',
  title: 'By VM',
  shortTitle: 'By VM',
  render({ result }) {
    const all = [...busiest(result.vms), { ...result.total, name: 'total' }];
    const figures = tableMarkup(
      {
        head: ['VM', 'IO/s', 'reads', 'writes', 'flushes', 'discards', 'read', 'written', 'DRAM hits', 'flash hits', 'waited for room'],
        rows: all.map((io) => [
          io.name,
          readableCount(Math.round(io.iops)),
          readableCount(io.reads),
          readableCount(io.writes),
          readableCount(io.flushes),
          readableCount(io.discards),
          readableBytes(io.bytesRead),
          readableBytes(io.bytesWritten),
          io.reads === 0 ? '–' : readablePercent(io.hitRatio.dram),
          io.reads === 0 ? '–' : readablePercent(io.hitRatio.flash),
          io.stallNs === 0 ? '–' : readableDuration(io.stallNs),
        ]),
      },
      'Figures by VM',
    );
    const left = result.vms.length - vmRowsMax;
    return `<p>Counted after the warm-up.${left > 0 ? ` These are the ${vmRowsMax} busiest; the other ${left} are in <code>result.json</code>.` : ''}</p>${withTotal(figures)}`;
  },
};

export const latencyTable = (vms: readonly IoFigures[], total: IoFigures): string => {
  const rows = [...busiest(vms), { ...total, name: 'total' }].flatMap((io) =>
    (['read', 'write'] as const)
      .filter((direction) => io.latencyNs[direction].count > 0)
      .map((direction) => [io.name, `${direction}s`, ...percentiles(io.latencyNs[direction])]),
  );
  return tableMarkup(
    { head: ['VM', 'of', 'count', 'mean', '50 %', '90 %', '99 %', '99.9 %', '99.99 %', 'largest'], rows },
    'Percentiles of latency',
    new Set([0, 1]),
  );
};

function percentiles(latency: LatencyFigures): string[] {
  return [
    readableCount(latency.count),
    ...[latency.mean, latency.p50, latency.p90, latency.p99, latency.p999, latency.p9999, latency.max].map(readableDuration),
  ];
}

/** The VMs that do most, in their own order. */
function busiest(vms: readonly IoFigures[]): readonly IoFigures[] {
  if (vms.length <= vmRowsMax) return vms;
  const kept = new Set([...vms].sort((left, right) => right.iops - left.iops).slice(0, vmRowsMax));
  return vms.filter((vm) => kept.has(vm));
}

/** The last row stands out. */
function withTotal(table: string): string {
  const last = table.lastIndexOf('<tr>');
  return `${table.slice(0, last)}<tr class="total">${table.slice(last + 4)}`;
}
