/** The span under a point of the lanes: what is there, or within a few pixels along its row. */
import type { LaneBoxes } from '../../worker/lanes/laneMessages.ts';
import { rowBox } from './laneLayout.ts';
import type { LaneLayout } from './laneLayout.ts';

export interface FoundBox {
  readonly vm: number;
  readonly io: number;
  readonly name: number;
  readonly spans: number;
  readonly fromNs: number;
  readonly toNs: number;
}

const nearPixels = 3;

/** Null: nothing is there. O(boxes). */
export function boxAt(boxes: LaneBoxes, layout: LaneLayout, x: number, y: number): FoundBox | null {
  let found = -1;
  let nearest = nearPixels;
  for (let box = 0; box < boxes.count; box += 1) {
    const row = rowBox(layout, boxes.lane[box]!, boxes.row[box]!);
    if (y < row.y || y > row.y + row.height + 1) continue;
    const distance = Math.max(layout.xOf(boxes.fromNs[box]!) - x, x - layout.xOf(boxes.toNs[box]!), 0);
    if (distance >= nearest) continue;
    nearest = distance;
    found = box;
    if (distance === 0) break;
  }
  if (found < 0) return null;
  const { vm, io, name, spans, fromNs, toNs } = boxes;
  return { vm: vm[found]!, io: io[found]!, name: name[found]!, spans: spans[found]!, fromNs: fromNs[found]!, toNs: toNs[found]! };
}
