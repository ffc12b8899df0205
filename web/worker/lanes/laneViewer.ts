/** What the screen Swimlanes asks of the run: lanes of a range of time, percentiles, the way of one IO. What is recorded is laid out once for each instant at which the run stands. */
import type { TimeRange } from '../../../reports/charts/timeLink.ts';
import type { SteeredRun } from '../../../sim/scenario/steeredRun.ts';
import { ioPath } from './ioPath.ts';
import { layOutIos } from './laidOutIos.ts';
import type { LaidOutIos } from './laidOutIos.ts';
import { laneBoxes } from './laneBoxes.ts';
import type { IoPath, LanesRequest, LaneView, PercentileIo } from './laneMessages.ts';

/** Shown while no range of time is chosen. */
const latestIos = 300;
const shares = [0.5, 0.9, 0.99, 0.999, 1] as const;

export class LaneViewer {
  #laidOut: { readonly run: SteeredRun; readonly digest: string; readonly ios: LaidOutIos } | null = null;

  view(run: SteeredRun, { range: asked, pixels, filter, vm, isRangeOnly }: LanesRequest): LaneView {
    const laidOut = this.#of(run);
    const { recording, nowNs, lanes, vmsLeftOut } = laidOut;
    const { ios } = recording;
    const range = asked ?? latestRange(laidOut);
    const { boxes, spans, rows } = laneBoxes(lanes, range, pixels);
    const answered = answeredRows(laidOut, isRangeOnly ? range : { fromNs: 0, toNs: Infinity }).filter(
      (row) => (vm < 0 || ios.vm[row] === vm) && (filter === 'all' || (ios.op[row] === 0) === (filter === 'reads')),
    );
    return {
      nowNs,
      range,
      keptFromNs: ios.count === 0 ? nowNs : Math.min(...ios.arrivalNs.subarray(0, latestIos)),
      iosKept: ios.count,
      iosLeftOut: recording.iosLeftOut,
      lanes: lanes.map(({ head }, lane) => ({ ...head, rows: rows[lane]! })),
      vmsLeftOut,
      boxes,
      spansInRange: spans,
      answered: answered.length,
      percentiles: percentilesOf(laidOut, answered),
    };
  }

  /** Null: it is not among those that are kept. */
  path(run: SteeredRun, id: number): IoPath | null {
    const laidOut = this.#of(run);
    const { ios } = laidOut.recording;
    const row = id - (ios.id[0] ?? 0);
    return row >= 0 && row < ios.count ? ioPath(laidOut, row) : null;
  }

  #of(run: SteeredRun): LaidOutIos {
    const digest = `${String(run.events)} ${run.digest()}`;
    if (this.#laidOut === null || this.#laidOut.run !== run || this.#laidOut.digest !== digest)
      this.#laidOut = { run, digest, ios: layOutIos(run.recording(), run.nowNs) };
    return this.#laidOut.ios;
  }
}

function latestRange({ recording: { ios }, nowNs }: LaidOutIos): TimeRange {
  const fromNs = Math.min(nowNs - 1, ...ios.arrivalNs.subarray(Math.max(0, ios.count - latestIos)));
  return { fromNs: Math.max(0, fromNs), toNs: Math.max(1, nowNs) };
}

function answeredRows({ recording: { ios } }: LaidOutIos, { fromNs, toNs }: TimeRange): number[] {
  const rows: number[] = [];
  for (let row = 0; row < ios.count; row += 1) if (ios.answeredNs[row]! >= fromNs && ios.answeredNs[row]! <= toNs && ios.status[row] === 0) rows.push(row);
  return rows;
}

function percentilesOf(laidOut: LaidOutIos, rows: readonly number[]): readonly PercentileIo[] {
  const { ios } = laidOut.recording;
  const latencyNs = (row: number): number => ios.answeredNs[row]! - ios.arrivalNs[row]!;
  const sorted = [...rows].sort((one, other) => latencyNs(one) - latencyNs(other) || one - other);
  if (sorted.length === 0) return [];
  return shares.map((share) => ({ share, path: ioPath(laidOut, sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!) }));
}
