/** Where lanes and their rows lie on the canvas, below each other, and which instant is where. All in CSS pixels. */
import type { TimePlot } from '../../../reports/charts/timeBrush.ts';
import type { TimeRange } from '../../../reports/charts/timeLink.ts';
import type { Lane } from '../../worker/lanes/laneMessages.ts';

export interface PlacedLane {
  readonly top: number;
  readonly height: number;
  /** Of a row; deeper rows than fit lie over the last. */
  readonly rowHeight: number;
  readonly rows: number;
}

export interface LaneLayout extends TimePlot {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly PlacedLane[];
  xOf(atNs: number): number;
}

const gutter = 116;
const narrowGutter = 74;
const axisHeight = 22;
const gap = 6;
const rowMin = 3.5;
const rowMax = 14;
/** Room above a VM's IOs for its bookmarks. */
export const flagHeight = 12;

export function laneLayout(lanes: readonly Lane[], range: TimeRange, width: number): LaneLayout {
  const vmCount = lanes.filter(({ kind }) => kind === 'vm').length;
  const vmHeight = vmCount <= 4 ? 62 : vmCount <= 8 ? 44 : 30;
  const placed: PlacedLane[] = [];
  let top = axisHeight;
  for (const { kind, rows } of lanes) {
    const flags = kind === 'vm' ? flagHeight : 0;
    const wanted = kind === 'vm' ? vmHeight : kind === 'device' ? 64 : 26;
    const fitting = Math.max(1, Math.min(rows, Math.floor((wanted - flags) / rowMin)));
    placed.push({ top, height: wanted, rowHeight: Math.min(rowMax, (wanted - flags) / fitting), rows: fitting });
    top += wanted + gap;
  }
  const area = { left: width < 700 ? narrowGutter : gutter, right: width - 8, top: axisHeight, bottom: top - gap };
  const perNs = (area.right - area.left) / Math.max(1, range.toNs - range.fromNs);
  return {
    width,
    height: top + 2,
    lanes: placed,
    area,
    xOf: (atNs) => area.left + (atNs - range.fromNs) * perNs,
    nsAt: (x) => range.fromNs + (x - area.left) / perNs,
  };
}

/** Top and height of a row of a lane: rows are stacked from the lane's bottom upwards. */
export function rowBox({ lanes }: LaneLayout, lane: number, row: number): { readonly y: number; readonly height: number } {
  const { top, height, rowHeight, rows } = lanes[lane]!;
  const place = Math.min(row, rows - 1);
  const gapBetween = rowHeight >= 6 ? 1.5 : 0.5;
  return { y: top + height - (place + 1) * rowHeight, height: rowHeight - gapBetween };
}

/** Round steps from the start of the range, at most so many. */
export function axisTicks({ fromNs, toNs }: TimeRange, ticksMax: number): readonly number[] {
  const span = toNs - fromNs;
  const power = 10 ** Math.floor(Math.log10(span / Math.max(1, ticksMax)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= ticksMax) ?? span;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, tick) => tick * step);
}
