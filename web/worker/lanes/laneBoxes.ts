/** The spans of lanes in a range of time at the resolution of a screen: at most one box for each row and each two pixels, however many spans there are. */
import type { TimeRange } from '../../../reports/charts/timeLink.ts';
import type { LaidOutLane } from './laidOutIos.ts';
import type { LaneBoxes } from './laneMessages.ts';

const pixelsPerBox = 2;

interface Box {
  readonly lane: number;
  readonly row: number;
  readonly fromNs: number;
  toNs: number;
  vm: number;
  io: number;
  name: number;
  spans: number;
  /** Of the span whose `io` and `name` it has. */
  longestNs: number;
}

export interface BoxesInRange {
  readonly boxes: LaneBoxes;
  /** In the range. */
  readonly spans: number;
  /** By lane: as many rows as are taken in the range. */
  readonly rows: readonly number[];
}

export function laneBoxes(lanes: readonly LaidOutLane[], range: TimeRange, pixels: number): BoxesInRange {
  const boxes: Box[] = [];
  let spans = 0;
  const boxNs = ((range.toNs - range.fromNs) / Math.max(1, pixels)) * pixelsPerBox;
  for (const [lane, laidOut] of lanes.entries()) spans += addBoxes(boxes, lane, laidOut, range, boxNs);
  const rows = lanes.map(() => 1);
  for (const { lane, row } of boxes) rows[lane] = Math.max(rows[lane]!, row + 1);
  return { boxes: columnsOf(boxes), spans, rows };
}

/** Returns how many spans there are in the range. */
function addBoxes(boxes: Box[], lane: number, { head, spans, rowOf }: LaidOutLane, range: TimeRange, boxNs: number): number {
  const lastOfRow: (Box | undefined)[] = Array.from({ length: head.rows });
  let count = 0;
  for (let span = 0; span < rowOf.length; span += 1) {
    const [fromNs, toNs] = [spans.fromNs[span]!, spans.toNs[span]!];
    if (fromNs > range.toNs || toNs < range.fromNs) continue;
    count += 1;
    const row = rowOf[span]!;
    const before = lastOfRow[row];
    const lastsNs = toNs - fromNs;
    if (before !== undefined && lastsNs < boxNs && toNs - before.fromNs < boxNs) {
      before.toNs = Math.max(before.toNs, toNs);
      before.spans += 1;
      if (lastsNs <= before.longestNs) continue;
      before.longestNs = lastsNs;
      before.vm = spans.vm[span]!;
      before.io = spans.io[span]!;
      before.name = spans.name[span]!;
    } else {
      const box = { lane, row, fromNs, toNs, vm: spans.vm[span]!, io: spans.io[span]!, name: spans.name[span]!, spans: 1, longestNs: lastsNs };
      lastOfRow[row] = box;
      boxes.push(box);
    }
  }
  return count;
}

function columnsOf(boxes: readonly Box[]): LaneBoxes {
  return {
    count: boxes.length,
    lane: Uint8Array.from(boxes, ({ lane }) => lane),
    row: Uint16Array.from(boxes, ({ row }) => row),
    fromNs: Float64Array.from(boxes, ({ fromNs }) => fromNs),
    toNs: Float64Array.from(boxes, ({ toNs }) => toNs),
    vm: Int32Array.from(boxes, ({ vm }) => vm),
    io: Float64Array.from(boxes, ({ io }) => io),
    name: Uint8Array.from(boxes, ({ name }) => name),
    spans: Uint32Array.from(boxes, ({ spans }) => spans),
  };
}
