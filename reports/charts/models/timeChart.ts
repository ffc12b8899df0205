/** Charts over simulated time: lines from columns of the series, events marked, warm-up and stalls shaded, a table of means by interval. */
import { seriesColumn } from '../../../sim/results/series.ts';
import type { SeriesUnit } from '../../../sim/results/series.ts';
import { readableInstant, readableValue } from '../../text/readable.ts';
import type { ChartBand, ChartLine, ChartMark, LineChartModel, ChartTable } from '../chartModel.ts';
import { stateInk, vmInk } from '../palette.ts';
import type { InkedState } from '../palette.ts';
import { restNamePrefix } from '../runView.ts';
import type { TimeView } from '../runView.ts';

export interface TimeChartPlan {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly unit: SeriesUnit;
  readonly lines: readonly ChartLine[];
  readonly isStacked?: boolean;
}

/** A time chart, or null when none of its lines was recorded. */
export function timeChart(view: TimeView, plan: TimeChartPlan): LineChartModel | null {
  if (plan.lines.length === 0 || view.series.timesNs.length === 0) return null;
  const { result } = view;
  return {
    kind: 'lines',
    id: plan.id,
    title: plan.title,
    note: plan.note,
    // Made when they are asked for: a live chart is made ten times a second, and rarely described.
    get description() {
      return describe(plan, result.simulatedNs);
    },
    x: { kind: 'time', min: 0, max: result.simulatedNs },
    y: { unit: plan.unit, scale: 'linear' },
    isStacked: plan.isStacked ?? false,
    lines: plan.lines,
    marks: runMarks(view),
    bands: runBands(view),
    get table() {
      return intervalTable(plan, result.simulatedNs);
    },
  };
}

/** One line per VM that recorded `metrics`; several are added up (reads and writes together). */
export function vmLines(view: TimeView, metrics: readonly string[]): ChartLine[] {
  const { series } = view;
  const lines: ChartLine[] = [];
  for (let vm = 0; vm < series.vmNames.length; vm += 1) {
    const columns = metrics
      .map((metric) => seriesColumn(series, metric, vm))
      .filter((column) => column >= 0)
      .map((column) => series.columns[column]!);
    if (columns.length === 0) continue;
    const ys = columns.length === 1 ? columns[0]! : columns[0]!.map((_, row) => columns.reduce((sum, column) => sum + column[row]!, 0));
    lines.push({ label: series.vmNames[vm]!, ink: vm, xs: series.timesNs, ys });
  }
  return lines;
}

/** Lines of the whole server: [metric, label, state whose colour it has]; those not recorded are left out. */
export function serverLines(view: TimeView, metrics: readonly (readonly [string, string, InkedState?])[]): ChartLine[] {
  const { series } = view;
  const lines: ChartLine[] = [];
  metrics.forEach(([metric, label, state], number) => {
    const column = seriesColumn(series, metric, -1);
    if (column >= 0) lines.push({ label, ink: state === undefined ? vmInk(number) : stateInk(state), xs: series.timesNs, ys: series.columns[column]! });
  });
  return lines;
}

/** Lines of all VMs together: [metric, label, state whose colour it has]. Where there are many VMs, some are in the view as their mean: then nothing, since sums would be wrong. */
export function sumLines({ series }: TimeView, metrics: readonly (readonly [string, string, InkedState])[]): ChartLine[] {
  if (series.vmNames.at(-1)?.startsWith(restNamePrefix) === true) return [];
  return metrics.flatMap(([metric, label, state]): ChartLine[] => {
    const columns = series.columns.filter((_, column) => series.names[column] === metric && series.vms[column]! >= 0);
    if (columns.length === 0) return [];
    const ys = Float64Array.from(series.timesNs, (_, row) => columns.reduce((sum, column) => sum + (column[row]! > 0 ? column[row]! : 0), 0));
    return [{ label, ink: stateInk(state), xs: series.timesNs, ys }];
  });
}

/** Marks beyond this would be a fence, not a help; rollbacks and undos come first. */
const marksMax = 60;

function runMarks({ result }: TimeView): ChartMark[] {
  const found = new Map<string, { mark: ChartMark; vms: string[] }>();
  const add = (vm: string, mark: ChartMark): void => {
    const key = `${mark.kind} ${mark.atNs} ${mark.label}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, { mark, vms: [vm] });
    else group.vms.push(vm);
  };
  for (const rollback of result.rollbacks) {
    const kind = rollback.refused ? 'refused' : rollback.kind;
    const label = rollback.kind === 'undo' ? 'undo' : `rollback to ${rollback.target}`;
    add(rollback.vm, { kind, atNs: rollback.atNs, label: rollback.refused ? `${label} refused` : label });
  }
  for (const change of result.changes)
    add(change.vm ?? 'all', {
      kind: change.reason === null ? 'change' : 'refused',
      atNs: change.atNs,
      label: `${change.path} = ${change.value}${change.reason === null ? '' : ' refused'}`,
    });
  for (const crash of result.crashes ?? [])
    if (crash.source === 'timeline' && crash.image === 'server') add('server', { kind: 'crash', atNs: crash.atNs, label: `crash while ${crash.phase}` });
  for (const bookmark of result.bookmarks)
    if (bookmark.name !== null) add(bookmark.vm, { kind: 'bookmark', atNs: bookmark.atNs, label: `bookmark ${bookmark.name}` });
  const marks = [...found.values()]
    .slice(0, marksMax)
    .map(({ mark, vms }): ChartMark => ({ ...mark, label: `${vms.length > 3 ? `${vms.length} VMs` : vms.join(', ')}: ${mark.label}` }));
  return marks.sort((left, right) => left.atNs - right.atNs);
}

function runBands({ result }: TimeView): ChartBand[] {
  const warmup: ChartBand[] = result.warmupNs > 0 ? [{ kind: 'warm-up', fromNs: 0, toNs: result.warmupNs }] : [];
  return [...warmup, ...result.stalls.map(({ fromNs, toNs }): ChartBand => ({ kind: 'stall', fromNs, toNs }))];
}

interface LineFigures {
  readonly mean: number;
  readonly max: number;
}

/** Over rows `from` up to `to`; NaN where there is no value. */
function lineFigures(ys: ArrayLike<number>, from: number, to: number): LineFigures {
  let sum = 0;
  let count = 0;
  let max = NaN;
  for (let row = from; row < to; row += 1) {
    const value = ys[row]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
    if (!(max >= value)) max = value;
  }
  return { mean: count === 0 ? NaN : sum / count, max };
}

function describe(plan: TimeChartPlan, simulatedNs: number): string {
  const parts = plan.lines.map((line) => {
    const { mean, max } = lineFigures(line.ys, 0, line.ys.length);
    return `${line.label}: mean ${readableValue(mean, plan.unit)}, highest ${readableValue(max, plan.unit)}`;
  });
  return `${plan.title}, from 0 to ${readableInstant(simulatedNs)}. ${parts.join('; ')}.`;
}

const tableIntervals = 20;

function intervalTable(plan: TimeChartPlan, simulatedNs: number): ChartTable {
  const xs = plan.lines[0]!.xs;
  const intervals = Math.min(tableIntervals, xs.length);
  const rows: string[][] = [];
  for (let interval = 0; interval < intervals; interval += 1) {
    const from = Math.floor((interval * xs.length) / intervals);
    const to = Math.floor(((interval + 1) * xs.length) / intervals);
    const label = `${readableInstant(from === 0 ? 0 : xs[from - 1]!)} – ${readableInstant(Math.min(simulatedNs, xs[to - 1]!))}`;
    rows.push([label, ...plan.lines.map((line) => readableValue(lineFigures(line.ys, from, to).mean, plan.unit))]);
  }
  const whole = plan.lines.map((line) => lineFigures(line.ys, 0, line.ys.length));
  rows.push(['mean', ...whole.map(({ mean }) => readableValue(mean, plan.unit))]);
  rows.push(['highest', ...whole.map(({ max }) => readableValue(max, plan.unit))]);
  return { head: ['time', ...plan.lines.map(({ label }) => label)], rows };
}
