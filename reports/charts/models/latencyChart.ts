/** Latency by percentile: the tail is stretched so that 90 %, 99 %, 99.9 % and 99.99 % are equally far apart, and the latency is on a log axis. */
import type { IoFigures, LatencyFigures } from '../../../sim/results/runResult.ts';
import { readableDuration } from '../../text/readable.ts';
import type { ChartLine, LineChartModel } from '../chartModel.ts';
import type { RunView } from '../runView.ts';

/** The axis ends at 99.99 %. */
const ninesMax = 4;

const percentiles: readonly (readonly [string, (figures: LatencyFigures) => number])[] = [
  ['50 %', (figures) => figures.p50],
  ['90 %', (figures) => figures.p90],
  ['99 %', (figures) => figures.p99],
  ['99.9 %', (figures) => figures.p999],
  ['99.99 %', (figures) => figures.p9999],
  ['largest', (figures) => figures.max],
];

/** For `read` or `write`; null when there were none. */
export function latencyChart(view: RunView, direction: 'read' | 'write'): LineChartModel | null {
  const { result, series } = view;
  const names = series.vmNames;
  const drawn = result.vms.filter((vm) => vm.latencyNs[direction].count > 0 && names.includes(vm.name));
  const subjects: readonly { io: IoFigures; ink: number; label: string }[] =
    drawn.length > 0 ? drawn.map((io) => ({ io, ink: names.indexOf(io.name), label: io.name })) : [{ io: result.total, ink: 0, label: 'all VMs' }];
  const lines = subjects.map(({ io, ink, label }) => percentileLine(io, direction, ink, label)).filter((line) => line.xs.length > 1);
  if (lines.length === 0) return null;
  const shown = subjects.filter(({ io }) => io.latencyNs[direction].count > 0);
  const title = direction === 'read' ? 'Latency of reads by percentile' : 'Latency of writes by percentile';
  return {
    kind: 'lines',
    id: `latency-${direction}`,
    title,
    note: 'Of all IOs of a VM, the share on the axis was at least as fast as the line. Counted from the intended arrival to the acknowledgement.',
    description: `${title}. ${shown.map(({ io, label }) => `${label}: half within ${readableDuration(io.latencyNs[direction].p50)}, 99 % within ${readableDuration(io.latencyNs[direction].p99)}, 99.99 % within ${readableDuration(io.latencyNs[direction].p9999)}`).join('; ')}.`,
    x: { kind: 'nines', min: 0, max: ninesMax },
    y: { unit: 'ns', scale: 'logarithmic' },
    isStacked: false,
    lines,
    marks: [],
    bands: [],
    table: {
      head: ['share of the IOs', ...shown.map(({ label }) => label)],
      rows: percentiles.map(([name, read]) => [name, ...shown.map(({ io }) => readableDuration(read(io.latencyNs[direction])))]),
    },
  };
}

/** The distribution as points of (nines, ns): where several shares have the same latency the line is flat. What took no time has no place on a log axis: the line begins after it. */
function percentileLine(io: IoFigures, direction: 'read' | 'write', ink: number, label: string): ChartLine {
  const { upToNs, fractions } = io.latencyCdf[direction];
  const xs: number[] = [];
  const ys: number[] = [];
  for (let point = 0; point < upToNs.length; point += 1) {
    const latencyNs = upToNs[point]!;
    if (latencyNs <= 0) continue;
    const from = point === 0 ? 0 : nines(fractions[point - 1]!);
    const to = Math.min(ninesMax, nines(fractions[point]!));
    if (from > ninesMax) break;
    if (xs.length === 0 || ys.at(-1) !== latencyNs) {
      // A small step is drawn as a slope, a large one (many IOs of the same latency) as a level that is reached at once.
      if (xs.length > 0 && to - from > 0.35) {
        xs.push(from);
        ys.push(latencyNs);
      }
      xs.push(to);
      ys.push(latencyNs);
    }
  }
  if (xs.length > 0 && xs[0]! > 0 && upToNs[0]! > 0) {
    xs.unshift(0);
    ys.unshift(ys[0]!);
  }
  return { label, ink, xs, ys };
}

function nines(fraction: number): number {
  return fraction >= 1 ? Infinity : -Math.log10(1 - fraction);
}
