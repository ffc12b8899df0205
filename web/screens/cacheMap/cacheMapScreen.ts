/**
 * The slots of the cache by VM and tier, each in the colour of its state, as the run stands: while it plays, and wherever it is stopped, stepped or taken back to. A bin opens what is in its
 * slots, a block its history: where its versions are, down the log.
 */
import { html, render } from 'lit/html.js';
import { readableAmount, readableBytes, readableCount, readableInstant } from '../../../reports/text/readable.ts';
import { Refresher } from '../../shell/refresher.ts';
import { LiveCharts } from '../../run/liveCharts.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import { stateToken, vmInk } from '../../../reports/charts/palette.ts';
import type { BlockHistory, SlotListing, SlotMap, SlotStrip } from '../../worker/messages.ts';
import { KeptMaps } from './keptMaps.ts';
import { binAt, movedBin, stripLayout, type StripLayout } from './stripLayout.ts';
import { paintStrip, slotStateInks } from './stripPainter.ts';
import styles from './cacheMapScreen.css?inline';

adoptStyles(styles);

/** All strips together. */
const binsMax = 24_000;
const listedMax = 24;
const versionsMax = 40;
const stateNames = ['free', 'in flight', 'current, clean', 'current, dirty', 'previous', 'redo'] as const;
const tierNames = { dram: 'DRAM', flash: 'Flash' } as const;

interface Marked {
  readonly tier: SlotStrip['tier'];
  readonly vm: number;
  readonly bin: number;
}

export function cacheMapScreen(place: HTMLElement, app: App): () => void {
  const screen = new CacheMapScreen(place, app);
  screen.start();
  return () => screen.destroy();
}

class CacheMapScreen {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #stop: (() => void)[] = [];
  readonly #observer: ResizeObserver;
  readonly #time: HTMLElement;
  readonly #charts: LiveCharts;
  readonly #kept = new KeptMaps();
  /** As the run stands. */
  #now: SlotMap | null = null;
  /** What is shown: as it stands, or as it was where someone points. */
  #map: SlotMap | null = null;
  #marked: Marked | null = null;
  #listed: readonly SlotListing[] = [];
  #history: { readonly vm: number; readonly space: 'disk' | 'memory'; readonly block: number; readonly found: BlockHistory } | null = null;
  readonly #refresher = new Refresher(
    () => this.#ask(),
    () => 0,
  );

  constructor(place: HTMLElement, app: App) {
    this.#app = app;
    const [title, time, map] = [document.createElement('h2'), document.createElement('div'), document.createElement('div')];
    title.className = 'unseen';
    title.textContent = 'Over time';
    time.className = 'map-time live-chart';
    time.hidden = app.run.loaded.value === null;
    place.append(title, time, map);
    this.#time = time;
    this.#place = map;
    this.#charts = new LiveCharts(app, new Map([['dirty', time]]));
    this.#observer = new ResizeObserver(() => this.#paint());
  }

  start(): void {
    const { run, theme, time } = this.#app;
    this.#stop.push(
      run.status.listen(() => this.#refresher.due()),
      run.loaded.listen((loaded) => {
        this.#time.hidden = loaded === null;
        this.#kept.clear();
        this.#now = null;
        this.#marked = null;
        this.#history = null;
        this.#refresher.due();
      }),
      theme.shown.listen(() => this.#paint()),
      time.subscribe({ onCursor: () => this.#showMap() }),
    );
    this.#time.addEventListener('click', this.#goThere);
    this.#observer.observe(this.#place);
    this.#show();
    this.#refresher.due();
  }

  destroy(): void {
    this.#refresher.stop();
    this.#observer.disconnect();
    this.#charts.destroy();
    for (const stop of this.#stop) stop();
  }

  async #ask(): Promise<void> {
    const { loaded, status } = this.#app.run;
    const asked = status.value;
    if (loaded.value === null) return;
    try {
      this.#now = await this.#app.run.ask('slots', { binsMax });
      this.#kept.add(this.#now);
      await this.#follow();
      if (await this.#app.run.isInStep(asked)) this.#showMap();
    } catch {
      // No run is loaded, or its worker has died: the page says so elsewhere.
    }
  }

  /** Follows the pointer of the charts over time. */
  #showMap(): void {
    const { cursorNs } = this.#app.time;
    this.#map = cursorNs === null || this.#now === null || cursorNs >= this.#now.nowNs ? this.#now : (this.#kept.at(cursorNs) ?? this.#now);
    this.#show();
    this.#paint();
  }

  /** A click on the chart takes the run to where the pointer is. */
  readonly #goThere = (event: Event): void => {
    const { cursorNs } = this.#app.time;
    if (cursorNs !== null && event.target instanceof HTMLCanvasElement) void this.#app.run.tell('jump', { atNs: Math.round(cursorNs) });
  };

  /** What is marked moves on with the run. */
  async #follow(): Promise<void> {
    if (this.#marked !== null) await this.#list(this.#marked);
    if (this.#history !== null) await this.#look(this.#history.vm, this.#history.space, this.#history.block);
  }

  #stripOf({ tier, vm }: Pick<Marked, 'tier' | 'vm'>): SlotStrip | undefined {
    return this.#map?.strips.find((strip) => strip.tier === tier && strip.vm === vm);
  }

  async #list(marked: Marked): Promise<void> {
    const strip = this.#stripOf(marked);
    if (strip === undefined) return;
    this.#listed = await this.#app.run.ask('slotList', {
      tier: marked.tier,
      vm: marked.vm,
      from: marked.bin * strip.slotsPerBin,
      count: Math.min(listedMax, strip.slotsPerBin),
    });
  }

  async #look(vm: number, space: 'disk' | 'memory', block: number): Promise<void> {
    this.#history = { vm, space, block, found: await this.#app.run.ask('blockHistory', { vm, space, block, versionsMax }) };
  }

  async #mark(marked: Marked, isOpened: boolean): Promise<void> {
    this.#marked = marked;
    await this.#list(marked);
    const first = this.#listed.find(({ block }) => block >= 0);
    if (isOpened && first !== undefined) await this.#look(marked.vm, spaceOf(first), first.block);
    if (this.#refresher.isStopped) return;
    this.#show();
    this.#paint();
  }

  async #choose(slot: SlotListing): Promise<void> {
    await this.#look(this.#marked?.vm ?? 0, spaceOf(slot), slot.block);
    if (!this.#refresher.isStopped) this.#show();
  }

  #show(): void {
    if (this.#refresher.isStopped) return;
    const loaded = this.#app.run.loaded.value;
    const map = this.#map;
    if (loaded === null || map === null) {
      render(
        html`<div class="empty">
          <p>${loaded === null ? html`No scenario is loaded. <a href=${this.#app.address.link('scenarios')}>Choose one</a>.` : 'Reading the slots …'}</p>
        </div>`,
        this.#place,
      );
      return;
    }
    const most = Math.max(1, ...map.strips.map(({ slotsPerBin }) => slotsPerBin));
    render(
      html`<div class="cache-map">
        <div class="map-strips">
          <ul class="legend map-legend">
            ${[3, 2, 4, 5, 1, 0].map((state) => html`<li class="key">${stateMark(state)}${stateNames[state]!}</li>`)}
          </ul>
          <p class="soft map-note">
            At ${readableInstant(map.nowNs)}${map === this.#now ? '' : ', as it was then'}. ${this.#pointed(map)} Each square is
            ${most === 1 ? `a slot of ${readableBytes(loaded.blockBytes)}` : `${String(most)} neighbouring slots, in the colour of the most frequent state`}.
          </p>
          ${(['dram', 'flash'] as const).map((tier) => {
            const strips = map.strips.filter((strip) => strip.tier === tier);
            return strips.length === 0
              ? ''
              : html`<section class="panel">
                  <h2>${tierNames[tier]}</h2>
                  ${strips.map((strip) => this.#strip(strip))}
                </section>`;
          })}
        </div>
        <aside class="map-detail" aria-label="What is marked">${this.#detail()}</aside>
      </div>`,
      this.#place,
    );
  }

  /** Of an instant that was not looked at there is no picture. */
  #pointed(map: SlotMap): string {
    const { cursorNs } = this.#app.time;
    return cursorNs === null || map !== this.#now || cursorNs >= map.nowNs
      ? 'Point at the chart to see the cache as it was then, as far as it was shown; a click takes the run there.'
      : `Of ${readableInstant(cursorNs)} no picture is kept: a click takes the run there.`;
  }

  #strip(strip: SlotStrip): unknown {
    const name = this.#vmName(strip.vm);
    const marked = this.#markedIn(strip);
    const counts = stateCounts(strip);
    const text = stateNames.map((state, index) => `${state} ${percentOf(counts[index]!, strip.slots)}`).join(', ');
    const value = marked === null ? 'nothing is marked' : `slots from ${readableCount(marked * strip.slotsPerBin)} on: ${stateNames[strip.states[marked]!]!}`;
    return html`<div class="strip">
      <div class="strip-head">
        <h3>${strip.vm < 0 ? '' : html`<i class="vm-dot" style=${`--ink:var(--line-${String(vmInk(strip.vm))})`}></i>`}${name}</h3>
        <span class="soft">${readableAmount(strip.slots, 'slot')}, ${readableBytes(strip.slots * (this.#app.run.loaded.value?.blockBytes ?? 0))}</span>
        <span class="shares" aria-hidden="true"
          >${[3, 2, 4, 5].map((state) => (counts[state]! === 0 ? '' : html`${stateMark(state)}${percentOf(counts[state]!, strip.slots)}`))}</span
        >
      </div>
      <div
        class="strip-canvas"
        tabindex="0"
        role="slider"
        data-keys="own"
        aria-label=${`Slots of ${name} in ${tierNames[strip.tier]}: ${text}`}
        aria-valuemin="0"
        aria-valuemax=${String(strip.states.length - 1)}
        aria-valuenow=${String(marked ?? 0)}
        aria-valuetext=${value}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, strip)}
        @click=${(event: MouseEvent) => this.#onClick(event, strip)}
      >
        <canvas data-tier=${strip.tier} data-vm=${String(strip.vm)}></canvas>
      </div>
    </div>`;
  }

  #markedIn({ tier, vm }: SlotStrip): number | null {
    return this.#marked !== null && this.#marked.tier === tier && this.#marked.vm === vm ? this.#marked.bin : null;
  }

  #vmName(vm: number): string {
    return vm < 0 ? 'reserve' : (this.#app.run.loaded.value?.vms[vm]?.name ?? `VM ${String(vm)}`);
  }

  #layout(strip: SlotStrip, canvas: HTMLElement): StripLayout {
    const strips = this.#map?.strips.length ?? 1;
    return stripLayout(strip.states.length, canvas.parentElement?.clientWidth ?? 600, Math.max(72, Math.min(360, 1400 / strips)));
  }

  #onKey(event: KeyboardEvent, strip: SlotStrip): void {
    const canvas = (event.currentTarget as HTMLElement).querySelector('canvas')!;
    const bin = this.#markedIn(strip) ?? 0;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      void this.#mark({ tier: strip.tier, vm: strip.vm, bin }, true);
      return;
    }
    const moved = movedBin(this.#layout(strip, canvas), strip.states.length, bin, event.key);
    if (moved === null) return;
    event.preventDefault();
    void this.#mark({ tier: strip.tier, vm: strip.vm, bin: moved }, false);
  }

  #onClick(event: MouseEvent, strip: SlotStrip): void {
    const canvas = (event.currentTarget as HTMLElement).querySelector('canvas')!;
    const box = canvas.getBoundingClientRect();
    const bin = binAt(this.#layout(strip, canvas), strip.states.length, event.clientX - box.left, event.clientY - box.top);
    if (bin !== null) void this.#mark({ tier: strip.tier, vm: strip.vm, bin }, true);
  }

  #paint(): void {
    for (const canvas of this.#place.querySelectorAll<HTMLCanvasElement>('canvas[data-tier]')) {
      const strip = this.#stripOf({ tier: canvas.dataset['tier'] as SlotStrip['tier'], vm: Number(canvas.dataset['vm']) });
      if (strip !== undefined) paintStrip(canvas, strip, this.#layout(strip, canvas), this.#app.theme.shown.value, this.#markedIn(strip));
    }
  }

  #detail(): unknown {
    if (this.#marked === null)
      return html`<h2>What is in a slot</h2>
        <p class="soft">
          Click a square, or move to one with the arrow keys and press Enter: here is what its slots hold, and the history of a block down the log.
        </p>`;
    return html`<h2>${this.#vmName(this.#marked.vm)}, ${tierNames[this.#marked.tier]}</h2>
      <div class="scroll" role="region" aria-label="Slots that are marked" tabindex="0">
        <table>
          <thead>
            <tr>
              <th class="text" scope="col">slot</th>
              <th class="text" scope="col">state</th>
              <th scope="col">block</th>
              <th scope="col">write</th>
            </tr>
          </thead>
          <tbody>
            ${this.#listed.map((slot) => this.#slotRow(slot))}
          </tbody>
        </table>
      </div>
      ${this.#historyOf()}`;
  }

  #slotRow(slot: SlotListing): unknown {
    const name = slot.block < 0 ? '–' : `${spaceOf(slot)} ${readableCount(slot.block)}`;
    return html`<tr>
      <th class="text" scope="row">${readableCount(slot.slot)}</th>
      <td class="text">${stateMark(slot.state)}${stateNames[slot.state]!}</td>
      <td>${slot.block < 0 ? name : html`<button type="button" class="link" @click=${() => void this.#choose(slot)}>${name}</button>`}</td>
      <td>${slot.sequence === 0 ? '–' : readableCount(slot.sequence)}</td>
    </tr>`;
  }

  #historyOf(): unknown {
    const history = this.#history;
    if (history === null) return '';
    const { current, currentSequence, versions, leftOut } = history.found;
    return html`<h3>Block ${readableCount(history.block)} of ${history.space === 'disk' ? 'the disk' : 'the memory'} of ${this.#vmName(history.vm)}</h3>
      <p class="soft">Newest first: each record of the log names the place of a version that was written over.</p>
      <div class="scroll" role="region" aria-label="History of the block" tabindex="0">
        <table>
          <thead>
            <tr>
              <th class="text" scope="col">version</th>
              <th scope="col">until</th>
              <th scope="col">write</th>
              <th class="text" scope="col">where</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th class="text" scope="row">current${current.isDirty ? ', dirty' : ''}</th>
              <td>now</td>
              <td>${currentSequence === 0 ? '–' : readableCount(currentSequence)}</td>
              <td class="text">${placeText(current)}</td>
            </tr>
            ${versions.map(
              (version) =>
                html`<tr>
                  <th class="text" scope="row">${version.isRedo ? 'redo' : 'previous'}</th>
                  <td>${readableInstant(version.timeNs)}</td>
                  <td>${readableCount(version.sequence)}</td>
                  <td class="text">${placeText(version)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${versions.length === 0 ? html`<p class="soft">The log has no record of it: it can't be taken back.</p>` : ''}
      ${leftOut === 0 ? '' : html`<p class="soft">${readableAmount(leftOut, 'older version')} left out.</p>`}`;
  }
}

/** A small square in the colour of a state. */
function stateMark(state: number): unknown {
  const colour = state === 0 ? 'var(--shade)' : `var(${stateToken(slotStateInks[state]!)})`;
  return html`<i class=${state === 0 ? 'state free' : 'state'} style=${`--state:${colour}`}></i>`;
}

function spaceOf({ space }: SlotListing): 'disk' | 'memory' {
  return space === 0 ? 'disk' : 'memory';
}

/** By state, about: a bin counts as its most frequent state. */
function stateCounts({ states, slots, slotsPerBin }: SlotStrip): readonly number[] {
  const counts = stateNames.map(() => 0);
  for (let bin = 0; bin < states.length; bin++) counts[states[bin]!]! += bin === states.length - 1 ? slots - bin * slotsPerBin : slotsPerBin;
  return counts;
}

function percentOf(count: number, whole: number): string {
  const percent = (100 * count) / Math.max(1, whole);
  return `${percent > 0 && percent < 1 ? '<1' : String(Math.round(percent))} %`;
}

function placeText({ place, slot }: { readonly place: string; readonly slot: number }): string {
  if (place === 'none') return 'nowhere: it is zeros';
  return slot < 0 ? place : `${place} ${readableCount(slot)}`;
}
