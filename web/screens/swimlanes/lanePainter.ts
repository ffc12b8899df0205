/** Paints the lanes: on one canvas what changes with the run and the range, on a second above it what follows the pointer and the choice of an IO. */
import { lineInk, pageInks, vmInk } from '../../../reports/charts/palette.ts';
import type { Theme } from '../../../reports/charts/palette.ts';
import { readableDuration } from '../../../reports/text/readable.ts';
import { clockText } from '../../run/clockText.ts';
import type { IoPath, LaneView } from '../../worker/lanes/laneMessages.ts';
import type { LoadedRun, RunStatus } from '../../worker/messages.ts';
import { spanAlpha, spanColour } from './laneInks.ts';
import { axisTicks, flagHeight, rowBox } from './laneLayout.ts';
import type { LaneLayout } from './laneLayout.ts';

export interface LanePicture {
  readonly view: LaneView;
  readonly layout: LaneLayout;
  readonly theme: Theme;
  readonly loaded: LoadedRun;
  readonly status: RunStatus;
  readonly path: IoPath | null;
  readonly cursorNs: number | null;
}

const font = '12px system-ui, sans-serif';
/** Everything but the chosen IO. */
const fadedAlpha = 0.22;
const narrowestPixels = 1;

export function paintLanes(canvas: HTMLCanvasElement, picture: LanePicture): void {
  const context = sized(canvas, picture.layout);
  if (context === null) return;
  paintGround(context, picture);
  withinPlot(context, picture.layout, () => {
    paintBands(context, picture);
    paintBoxes(context, picture);
    paintEvents(context, picture);
  });
}

export function paintOverlay(canvas: HTMLCanvasElement, picture: LanePicture): void {
  const context = sized(canvas, picture.layout);
  if (context === null) return;
  withinPlot(context, picture.layout, () => {
    if (picture.path !== null) paintPath(context, picture, picture.path);
    const { cursorNs, layout, theme } = picture;
    if (cursorNs === null) return;
    context.fillStyle = pageInks.soft[theme];
    context.fillRect(Math.round(layout.xOf(cursorNs)), layout.area.top, 1, layout.area.bottom - layout.area.top);
  });
}

function sized(canvas: HTMLCanvasElement, { width, height }: LaneLayout): CanvasRenderingContext2D | null {
  const scale = Math.max(1, window.devicePixelRatio);
  const [wide, high] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${String(width)}px`;
  canvas.style.height = `${String(height)}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

function withinPlot(context: CanvasRenderingContext2D, { area }: LaneLayout, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  paint();
  context.restore();
}

/** Titles, axis, and a floor below each lane. */
function paintGround(context: CanvasRenderingContext2D, { view, layout, theme }: LanePicture): void {
  const { area } = layout;
  context.font = font;
  context.textBaseline = 'middle';
  const plotWidth = area.right - area.left;
  for (const [tick, offsetNs] of axisTicks(view.range, Math.max(2, Math.floor(plotWidth / 110))).entries()) {
    const x = Math.round(layout.xOf(view.range.fromNs + offsetNs));
    context.fillStyle = pageInks.rule[theme];
    context.fillRect(x, area.top, 1, area.bottom - area.top);
    context.fillStyle = pageInks.soft[theme];
    const text = tick === 0 ? clockText(view.range.fromNs) : `+${readableDuration(offsetNs)}`;
    context.textAlign = tick === 0 || x + 40 < area.right ? 'left' : 'right';
    context.fillText(text, context.textAlign === 'left' ? x + 3 : x - 3, area.top / 2);
  }
  context.textAlign = 'left';
  for (const [number, lane] of view.lanes.entries()) {
    const { top, height } = layout.lanes[number]!;
    context.fillStyle = pageInks.rule[theme];
    context.fillRect(0, top + height + 2, area.right, 1);
    const ink = lane.kind === 'vm' ? lineInk(vmInk(lane.vm))[theme] : null;
    if (ink !== null) {
      context.fillStyle = ink;
      context.fillRect(0, top + 4, 3, height - 6);
    }
    context.fillStyle = lane.kind === 'vm' ? pageInks.text[theme] : pageInks.soft[theme];
    context.fillText(lane.title, 8, top + height / 2 + 1, area.left - 12);
  }
}

/** Warm-up over everything, stalls over the lane of their VM. */
function paintBands(context: CanvasRenderingContext2D, { view, layout, theme, loaded, status }: LanePicture): void {
  const { area } = layout;
  if (loaded.warmupNs > view.range.fromNs) {
    context.fillStyle = pageInks.shade[theme];
    context.fillRect(area.left, area.top, layout.xOf(loaded.warmupNs) - area.left, area.bottom - area.top);
  }
  context.fillStyle = pageInks.stall[theme];
  for (const stall of status.stalls) {
    const lane = laneOfVm(view, stall.vm, loaded);
    if (lane < 0 || stall.toNs < view.range.fromNs || stall.fromNs > view.range.toNs) continue;
    const { top, height } = layout.lanes[lane]!;
    context.fillRect(layout.xOf(stall.fromNs), top, Math.max(1, layout.xOf(stall.toNs) - layout.xOf(stall.fromNs)), height);
  }
}

function paintBoxes(context: CanvasRenderingContext2D, { view: { boxes }, layout, theme, path }: LanePicture): void {
  const fade = path === null ? 1 : fadedAlpha;
  let colour = '';
  for (let box = 0; box < boxes.count; box += 1) {
    const [io, name] = [boxes.io[box]!, boxes.name[box]!];
    const wanted = spanColour(boxes.vm[box]!, io, name, theme);
    if (wanted !== colour) context.fillStyle = colour = wanted;
    const alpha = spanAlpha(io, name) * fade;
    if (context.globalAlpha !== alpha) context.globalAlpha = alpha;
    const { y, height } = rowBox(layout, boxes.lane[box]!, boxes.row[box]!);
    const x = layout.xOf(boxes.fromNs[box]!);
    context.fillRect(x, y, Math.max(narrowestPixels, layout.xOf(boxes.toNs[box]!) - x - 0.5), height);
  }
  context.globalAlpha = 1;
}

/** Bookmarks as flags, rollbacks and undos as hatched bars over the lane of their VM. */
function paintEvents(context: CanvasRenderingContext2D, { view, layout, theme, loaded, status }: LanePicture): void {
  context.font = '11px system-ui, sans-serif';
  context.fillStyle = pageInks.mark[theme];
  for (const { name: vm, bookmarks } of status.vms) {
    const lane = laneOfVm(view, vm, loaded);
    if (lane < 0) continue;
    const { top, height } = layout.lanes[lane]!;
    for (const { name, timeNs } of bookmarks) {
      if (name === null || timeNs < view.range.fromNs || timeNs > view.range.toNs) continue;
      const x = Math.round(layout.xOf(timeNs));
      context.fillRect(x, top, 1.5, height);
      context.fillRect(x, top, 7, 5);
      context.fillText(name, x + 10, top + 4);
    }
  }
  for (const { vm, kind, atNs, rtoNs, refused } of status.rollbacks) {
    const lane = laneOfVm(view, vm, loaded);
    if (lane < 0 || atNs + rtoNs < view.range.fromNs || atNs > view.range.toNs) continue;
    const { top, height } = layout.lanes[lane]!;
    const [from, to] = [layout.xOf(atNs), layout.xOf(atNs + rtoNs)];
    hatch(context, from, top + flagHeight, Math.max(2, to - from), height - flagHeight, pageInks.mark[theme]);
    context.fillStyle = pageInks.mark[theme];
    context.fillText(refused ? `${kind} refused` : kind, Math.max(from, layout.area.left) + 3, top + 5);
  }
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, ink: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.strokeRect(x, y, width, height);
  context.beginPath();
  // Only what can be seen of a long bar.
  for (let left = Math.max(x, 0) - height; left < Math.min(x + width, 8192); left += 7) {
    context.moveTo(left, y + height);
    context.lineTo(left + height, y);
  }
  context.stroke();
  context.restore();
}

/** The chosen IO on every lane that it is on. */
function paintPath(context: CanvasRenderingContext2D, { layout, theme }: LanePicture, path: IoPath): void {
  const ink = lineInk(vmInk(path.vm))[theme];
  if (path.lane >= 0) outline(context, layout, theme, { fromNs: path.arrivalNs, toNs: path.answeredNs, ...rowBox(layout, path.lane, path.row) }, ink);
  for (const { lane, row, fromNs, toNs } of path.spans) outline(context, layout, theme, { fromNs, toNs, ...rowBox(layout, lane, row) }, ink);
}

function outline(
  context: CanvasRenderingContext2D,
  layout: LaneLayout,
  theme: Theme,
  { fromNs, toNs, y, height }: { fromNs: number; toNs: number; y: number; height: number },
  ink: string,
): void {
  const x = layout.xOf(fromNs);
  const width = Math.max(2, layout.xOf(toNs) - x);
  context.fillStyle = ink;
  context.fillRect(x, y, width, height);
  context.strokeStyle = pageInks.text[theme];
  context.lineWidth = 1.5;
  context.strokeRect(x - 0.75, y - 0.75, width + 1.5, height + 1.5);
}

function laneOfVm({ lanes }: LaneView, name: string, { vms }: LoadedRun): number {
  const number = vms.findIndex((vm) => vm.name === name);
  return lanes.findIndex(({ kind, vm }) => kind === 'vm' && vm === number);
}
