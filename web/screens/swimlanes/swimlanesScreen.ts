/**
 * Single IOs as spans over lanes: each VM, the hypervisor, the wait for room, the devices. What is asked of the worker is a range of time and a width; it answers with at most a box for each
 * row and two pixels. An IO is chosen by pointer, by keys, or as a percentile; then its way is seen on all lanes, and step by step below.
 */
import { html, render } from 'lit/html.js';
import { TimeBrush } from '../../../reports/charts/timeBrush.ts';
import type { TimeRange } from '../../../reports/charts/timeLink.ts';
import { readableCount, readableDuration } from '../../../reports/text/readable.ts';
import { Refresher } from '../../shell/refresher.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import type { IoPath, LaneChoice, LaneView } from '../../worker/lanes/laneMessages.ts';
import { spanNames } from '../../worker/lanes/spanNames.ts';
import { boxAt } from './boxAt.ts';
import { laneLayout } from './laneLayout.ts';
import type { LaneLayout } from './laneLayout.ts';
import { paintLanes, paintOverlay } from './lanePainter.ts';
import type { LanePicture } from './lanePainter.ts';
import { percentileTable } from './percentileTable.ts';
import { laneBar, laneLegend, laneNote } from './laneBar.ts';
import { panned, rangeAround, zoomed } from './laneRange.ts';
import styles from './swimlanesScreen.css?inline';
import { waterfall } from './waterfall.ts';

adoptStyles(styles);

/** While it plays. */
const refreshMs = 250;

export function swimlanesScreen(place: HTMLElement, app: App): () => void {
  const screen = new SwimlanesScreen(place, app);
  screen.start();
  return () => screen.destroy();
}

class SwimlanesScreen {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #stop: (() => void)[] = [];
  readonly #observer: ResizeObserver;
  #brush: TimeBrush | null = null;
  #view: LaneView | null = null;
  #layout: LaneLayout | null = null;
  #path: IoPath | null = null;
  #choice: LaneChoice = { filter: 'all', vm: -1, isRangeOnly: false };
  readonly #refresher = new Refresher(
    () => this.#ask(),
    () => (this.#app.run.status.value?.phase === 'playing' ? refreshMs : 0),
  );

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
    this.#observer = new ResizeObserver(() => this.#refresher.due());
  }

  start(): void {
    const { run, theme, time } = this.#app;
    this.#stop.push(
      run.status.listen(() => this.#refresher.due()),
      run.loaded.listen(() => this.#clear()),
      theme.shown.listen(() => this.#paint()),
      time.subscribe({ onRange: () => this.#refresher.due(), onCursor: () => this.#paintOverlay() }),
    );
    this.#observer.observe(this.#place);
    this.#show();
    this.#refresher.due();
  }

  destroy(): void {
    this.#refresher.stop();
    this.#observer.disconnect();
    this.#brush?.destroy();
    for (const stop of this.#stop) stop();
  }

  /** Another run: what was chosen of the one before is not in it. The first one is that of the address, with its IO. */
  #clear(): void {
    if (this.#view !== null) this.#app.address.note({ io: null });
    this.#path = null;
    this.#view = null;
    this.#refresher.due();
  }

  async #ask(): Promise<void> {
    const { run, time, address } = this.#app;
    if (run.status.value === null) return;
    try {
      this.#view = await run.ask('lanes', { range: time.range, pixels: this.#width(), ...this.#choice });
      const chosen = Number(address.get('io') ?? 'NaN');
      this.#path = Number.isInteger(chosen) ? await run.ask('ioPath', { id: chosen }) : null;
      this.#show();
    } catch {
      // No run is loaded, or its worker has died: the page says so elsewhere.
    }
  }

  #width(): number {
    return Math.max(300, this.#place.clientWidth);
  }

  #show(): void {
    if (this.#refresher.isStopped) return;
    const { loaded, status } = this.#app.run;
    if (loaded.value === null || status.value === null || this.#view === null) {
      this.#brush?.destroy();
      this.#brush = null;
      render(
        html`<div class="empty">
          <p>${loaded.value === null ? html`No scenario is loaded. <a href=${this.#app.address.link('scenarios')}>Choose one</a>.` : 'Reading the IOs …'}</p>
        </div>`,
        this.#place,
      );
      return;
    }
    const view = this.#view;
    this.#layout = laneLayout(view.lanes, view.range, this.#width());
    const height = `${String(this.#layout.height)}px`;
    render(
      html`${laneBar(this.#app, view, this.#choice, { choose: (choice) => this.#choose(choice), show: (range) => this.#app.time.setRange(range) })}
        ${laneNote(this.#app, view)}
        <div
          class="lanes"
          style=${`height:${height}`}
          tabindex="0"
          role="slider"
          data-keys="own"
          aria-label="IO that is shown: arrow keys choose, plus and minus zoom, page keys move"
          aria-valuemin="0"
          aria-valuemax=${String(view.iosLeftOut + view.iosKept)}
          aria-valuenow=${String(this.#path?.id ?? 0)}
          aria-valuetext=${this.#path === null ? 'none is chosen' : this.#textOf(this.#path)}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @wheel=${(event: WheelEvent) => this.#onWheel(event)}
        >
          <canvas class="lane-ground"></canvas>
          <canvas
            class="lane-overlay"
            @click=${(event: MouseEvent) => this.#onClick(event)}
            @pointermove=${(event: PointerEvent) => this.#onMove(event)}
            @pointerleave=${() => this.#tell(null)}
          ></canvas>
          <div class="lane-tip" hidden aria-hidden="true"></div>
        </div>
        ${laneLegend()}
        <div class="lane-below">
          <section class="panel">
            <h2>Percentiles</h2>
            ${percentileTable(view, this.#path?.id ?? null, (path) => this.#open(path, !this.#choice.isRangeOnly))}
          </section>
          <section class="panel" aria-live="polite">
            ${
              this.#path === null
                ? html`<h2>The way of an IO</h2>
                    <p class="soft">Click a span, choose a percentile, or move with the arrow keys: here is what the IO went through, step by step.</p>`
                : waterfall(this.#path, this.#vmName(this.#path.vm))
            }
          </section>
        </div>`,
      this.#place,
    );
    const overlay = this.#place.querySelector<HTMLCanvasElement>('.lane-overlay')!;
    this.#brush ??= new TimeBrush(overlay, this.#plot(), this.#app.time);
    this.#paint();
  }

  /** As the layout is at the time. */
  #plot(): ConstructorParameters<typeof TimeBrush>[1] {
    const layout = (): LaneLayout => this.#layout!;
    return {
      get area() {
        return layout().area;
      },
      nsAt: (x) => layout().nsAt(x),
    };
  }

  #picture(): LanePicture | null {
    const { theme, time, run } = this.#app;
    const [view, layout, loaded, status] = [this.#view, this.#layout, run.loaded.value, run.status.value];
    if (view === null || layout === null || loaded === null || status === null) return null;
    return { view, layout, loaded, status, theme: theme.shown.value, path: this.#path, cursorNs: time.cursorNs };
  }

  #paint(): void {
    const picture = this.#picture();
    const canvas = this.#place.querySelector<HTMLCanvasElement>('.lane-ground');
    if (picture !== null && canvas !== null) paintLanes(canvas, picture);
    this.#paintOverlay();
  }

  #paintOverlay(): void {
    const picture = this.#picture();
    const canvas = this.#place.querySelector<HTMLCanvasElement>('.lane-overlay');
    if (picture !== null && canvas !== null) paintOverlay(canvas, picture);
  }

  #choose(choice: Partial<LaneChoice>): void {
    this.#choice = { ...this.#choice, ...choice };
    this.#refresher.due();
  }

  /** `isFar`: the range moves to where it is seen. */
  #open(path: IoPath | null, isFar: boolean): void {
    this.#path = path;
    this.#app.address.note({ io: path === null ? null : String(path.id) });
    if (path !== null) this.#app.say(this.#textOf(path));
    if (path !== null && isFar) this.#app.time.setRange(rangeAround(path));
    this.#show();
  }

  async #openId(id: number): Promise<void> {
    const path = await this.#app.run.tell('ioPath', { id });
    if (path === null || this.#refresher.isStopped) return;
    const { range } = this.#view!;
    this.#open(path, path.arrivalNs < range.fromNs || path.answeredNs > range.toNs);
  }

  #onClick(event: MouseEvent): void {
    const found = this.#boxAt(event);
    if (found === null || found.io < 0) this.#open(null, false);
    else void this.#openId(found.io);
  }

  #boxAt({ offsetX, offsetY }: MouseEvent): ReturnType<typeof boxAt> {
    return this.#view === null || this.#layout === null ? null : boxAt(this.#view.boxes, this.#layout, offsetX, offsetY);
  }

  #onMove(event: PointerEvent): void {
    this.#tell(event);
  }

  /** What is under the pointer. */
  #tell(event: PointerEvent | null): void {
    const tip = this.#place.querySelector<HTMLElement>('.lane-tip');
    const found = event === null ? null : this.#boxAt(event);
    if (tip === null) return;
    tip.hidden = found === null;
    if (found === null || event === null) return;
    const { spans, vm, io, name, fromNs, toNs } = found;
    const own = io < 0 ? ', the cache’s own work' : '';
    const text = `${this.#vmName(vm)}: ${spanNames[name]!}${own}, ${readableDuration(toNs - fromNs)}`;
    tip.textContent = spans === 1 ? text : `${text} for ${readableCount(spans)} drawn as one, the longest of them named`;
    const isRight = event.offsetX > this.#width() / 2;
    tip.style.translate = `${isRight ? '-100%' : '0'} 0`;
    tip.style.left = `${String(event.offsetX + (isRight ? -12 : 14))}px`;
    tip.style.top = `${String(event.offsetY + 14)}px`;
  }

  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey || this.#view === null || this.#layout === null) return;
    event.preventDefault();
    this.#app.time.setRange(zoomed(this.#view.range, event.deltaY > 0 ? 1.25 : 0.8, this.#layout.nsAt(event.offsetX)));
  }

  #onKey(event: KeyboardEvent): void {
    const view = this.#view;
    if (view === null) return;
    const { range } = view;
    const { time } = this.#app;
    const first = view.iosLeftOut;
    const last = view.iosLeftOut + view.iosKept - 1;
    const move = (id: number): void => void this.#openId(Math.min(last, Math.max(first, id)));
    const now = this.#path?.id ?? last + 1;
    const centreNs = this.#path === null ? (range.fromNs + range.toNs) / 2 : this.#path.arrivalNs;
    const zoom = (factor: number): TimeRange => zoomed(range, factor, centreNs);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => move(now - 1),
      ArrowRight: () => move(now + 1),
      Home: () => move(first),
      End: () => move(last),
      PageUp: () => time.setRange(panned(range, -0.5)),
      PageDown: () => time.setRange(panned(range, 0.5)),
      '+': () => time.setRange(zoom(0.5)),
      '-': () => time.setRange(zoom(2)),
      Escape: () => this.#open(null, false),
    };
    const act = acts[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  #vmName(vm: number): string {
    return this.#app.run.loaded.value?.vms[vm]?.name ?? `VM ${String(vm)}`;
  }

  #textOf(path: IoPath): string {
    return `${this.#vmName(path.vm)}: ${path.name}, ${readableDuration(path.answeredNs - path.arrivalNs)}`;
  }
}
