/** Every chart of a run, by its id. A new chart is one line here; reports and the dashboard draw what they name. */
import type { ChartModel } from './chartModel.ts';
import { latencyChart } from './models/latencyChart.ts';
import { crashChart } from './models/crashChart.ts';
import { serverLines, sumLines, timeChart, vmLines } from './models/timeChart.ts';
import type { RunView, TimeView } from './runView.ts';

/** Null when the run did not record what the chart needs. */
type ChartMaker = (view: RunView) => ChartModel | null;
type TimeChartMaker = (view: TimeView) => ChartModel | null;

const flashCauses = [
  ['flashDemotionBytesPerSecond', 'demotion', 'previous'],
  ['flashWriteBytesPerSecond', 'guest writes', 'dirty'],
  ['flashPromotionBytesPerSecond', 'promotion', 'clean'],
  ['flashPreimageBytesPerSecond', 'previous data', 'preimage'],
  ['flashLogBytesPerSecond', 'log', 'log'],
  ['flashMetadataBytesPerSecond', 'metadata', 'metadata'],
  ['flashGcBytesPerSecond', 'garbage collection', 'garbage'],
] as const;

/** Those over time: a run that is still going can be drawn as well. */
export const timeChartTable = {
  throughput: (view) =>
    timeChart(view, {
      id: 'throughput',
      title: 'Throughput by VM',
      note: 'Reads and writes acknowledged.',
      unit: 'perSecond',
      lines: vmLines(view, ['readsPerSecond', 'writesPerSecond']),
    }),
  requests: (view) =>
    timeChart(view, {
      id: 'requests',
      title: 'Reads and writes',
      note: 'All VMs together.',
      unit: 'perSecond',
      lines: sumLines(view, [
        ['readsPerSecond', 'reads', 'clean'],
        ['writesPerSecond', 'writes', 'dirty'],
      ]),
    }),
  bandwidth: (view) =>
    timeChart(view, {
      id: 'bandwidth',
      title: 'Bandwidth by VM',
      note: 'Bytes read and written.',
      unit: 'bytesPerSecond',
      lines: vmLines(view, ['bytesReadPerSecond', 'bytesWrittenPerSecond']),
    }),
  'read-p99': (view) =>
    timeChart(view, {
      id: 'read-p99',
      title: '99th percentile of reads',
      note: 'Of the reads of each interval.',
      unit: 'ns',
      lines: vmLines(view, ['readLatencyP99Ns']),
    }),
  'write-p99': (view) =>
    timeChart(view, {
      id: 'write-p99',
      title: '99th percentile of writes',
      note: 'Of the writes of each interval.',
      unit: 'ns',
      lines: vmLines(view, ['writeLatencyP99Ns']),
    }),
  dirty: (view) =>
    timeChart(view, {
      id: 'dirty',
      title: 'Dirty blocks',
      note: 'Blocks whose current version the array does not hold yet.',
      unit: 'blocks',
      lines: vmLines(view, ['dirtyBlocks']),
    }),
  log: (view) =>
    timeChart(view, {
      id: 'log',
      title: 'Log records',
      note: 'One per superseded version that can still be brought back.',
      unit: 'records',
      lines: vmLines(view, ['logRecords']),
    }),
  window: (view) =>
    timeChart(view, {
      id: 'window',
      title: 'Rollback window',
      note: 'How far back each VM can be taken at that instant.',
      unit: 'ns',
      lines: vmLines(view, ['windowNs']),
    }),
  'portion-dram': (view) =>
    timeChart(view, {
      id: 'portion-dram',
      title: 'DRAM by VM',
      note: 'Blocks that each VM has.',
      unit: 'blocks',
      lines: vmLines(view, ['dramPortionBlocks']),
    }),
  'portion-flash': (view) =>
    timeChart(view, {
      id: 'portion-flash',
      title: 'Flash by VM',
      note: 'Blocks that each VM has.',
      unit: 'blocks',
      lines: vmLines(view, ['flashPortionBlocks']),
    }),
  flash: (view) =>
    timeChart(view, {
      id: 'flash',
      title: 'Written to flash, by cause',
      note: 'The areas add up.',
      unit: 'bytesPerSecond',
      isStacked: true,
      lines: busy(serverLines(view, flashCauses)),
    }),
  utilisation: (view) =>
    timeChart(view, {
      id: 'utilisation',
      title: 'Utilisation of the devices',
      note: 'Share of the places for parallel operations that were busy.',
      unit: 'ratio',
      lines: serverLines(view, [
        ['dramUtilisation', 'DRAM'],
        ['flashUtilisation', 'flash'],
        ['arrayUtilisation', 'array'],
      ]),
    }),
  queue: (view) =>
    timeChart(view, {
      id: 'queue',
      title: 'Operations in the devices',
      note: 'Waiting and in service, mean over the interval.',
      unit: 'operations',
      lines: serverLines(view, [
        ['', ''],
        ['flashQueue', 'flash'],
        ['arrayQueue', 'array'],
      ]),
    }),
} as const satisfies Readonly<Record<string, TimeChartMaker>>;

export const chartTable = {
  ...timeChartTable,
  'latency-read': (view) => latencyChart(view, 'read'),
  'latency-write': (view) => latencyChart(view, 'write'),
  'crashes-array': (view) => crashChart(view, 'array'),
  'crashes-server': (view) => crashChart(view, 'server'),
} as const satisfies Readonly<Record<string, ChartMaker>>;

export type ChartId = keyof typeof chartTable;
export type TimeChartId = keyof typeof timeChartTable;

/** Without causes that never wrote a byte. */
function busy<Line extends { readonly ys: ArrayLike<number> }>(lines: readonly Line[]): Line[] {
  return lines.filter(({ ys }) => {
    for (let row = 0; row < ys.length; row += 1) if (ys[row]! > 0) return true;
    return false;
  });
}

/** Columns that are thinned together since they are stacked. */
export function stackOfMetric(name: string): string | null {
  return flashCauses.some(([metric]) => metric === name) ? 'flash' : null;
}
