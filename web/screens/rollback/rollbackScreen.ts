/** Going back in time: what a rollback would undo, what becomes of it beside the run without, and the records that rollbacks have walked. */
import { html, render } from 'lit/html.js';
import { readableDuration } from '../../../reports/text/readable.ts';
import type { App } from '../../shell/screen.ts';
import { Signal } from '../../shell/signal.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import type { ForkOutcome, LoadedRun, RollbackPreview, RunStatus } from '../../worker/messages.ts';
import { ForkView } from './forkView.ts';
import { previewOf } from './previewView.ts';
import { deedOf, targetOf, targetText } from './rollbackTarget.ts';
import type { Handle } from './rollbackTarget.ts';
import styles from './rollbackScreen.css?inline';
import { timelineOf } from './timelineView.ts';
import { TraceTable } from './traceTable.ts';

/** The fork is followed for this share of the run, or so long at least. */
const forkShare = 0.1;
const forkMinNs = 100e6;
const forkMetrics = ['readsPerSecond', 'writesPerSecond', 'writeLatencyP99Ns', 'readLatencyP99Ns', 'dirtyBlocks'];
let isStyled = false;

interface ScreenState {
  readonly vm: number;
  /** Null: the handle is at now. */
  readonly handle: Handle | null;
  readonly preview: RollbackPreview | null;
  readonly isForking: boolean;
}

class RollbackScreen {
  readonly #app: App;
  readonly #place: HTMLElement;
  readonly #state = new Signal<ScreenState>({ vm: 0, handle: null, preview: null, isForking: false });
  readonly #fork: ForkView;
  readonly #trace: TraceTable;
  #isAsking = false;

  constructor(place: HTMLElement, app: App) {
    this.#app = app;
    render(
      html`<div class="rb-top"></div>
        <div class="rb-fork"></div>
        <div class="rb-trace"></div>`,
      place,
    );
    this.#place = place.querySelector<HTMLElement>('.rb-top')!;
    this.#fork = new ForkView(place.querySelector<HTMLElement>('.rb-fork')!, app);
    this.#trace = new TraceTable(place.querySelector<HTMLElement>('.rb-trace')!, app);
    const named = app.address.get('vm');
    const { run } = app;
    const draw = (): void => this.#draw();
    this.stop = [
      this.#state.listen(draw),
      run.status.listen(() => {
        draw();
        void this.#ask();
      }),
      run.loaded.listen(() => {
        this.#state.set({ vm: 0, handle: null, preview: null, isForking: false });
        this.#fork.clear();
      }),
    ];
    const number = run.loaded.value?.vms.findIndex(({ name }) => name === named) ?? -1;
    if (number > 0) this.#change({ vm: number });
    draw();
  }

  readonly stop: readonly (() => void)[];

  leave(): void {
    for (const stop of this.stop) stop();
    this.#fork.clear();
    this.#trace.leave();
  }

  #change(changes: Partial<ScreenState>): void {
    this.#state.set({ ...this.#state.value, ...changes });
  }

  #draw(): void {
    const { status, loaded } = this.#app.run;
    if (loaded.value === null || status.value === null) {
      render(html`<p class="empty">Load a scenario, and let it run for a while: then there is something to go back to.</p>`, this.#place);
      return;
    }
    render(this.#view(loaded.value, status.value), this.#place);
    this.#trace.follow();
  }

  #view(loaded: LoadedRun, status: RunStatus): unknown {
    const { vm, handle, preview, isForking } = this.#state.value;
    const shown = status.vms[vm] ?? status.vms[0]!;
    return html`<div class="rb-choice">
        <h2>Take back</h2>
        <div class="segments" role="group" aria-label="Which VM">
          ${loaded.vms
            .slice(0, 8)
            .map(
              ({ name }, number) =>
                html`<button type="button" aria-pressed=${String(number === vm)} @click=${() => this.#chooseVm(number, name)}>${name}</button>`,
            )}
        </div>
      </div>
      ${timelineOf(shown, vm, status, handle, {
        move: (moved) => this.#move(moved),
        release: () => void this.#release(loaded),
      })}
      <div class="rb-below">
        ${previewOf(loaded, status, handle, preview)}
        <div class="rb-actions">
          <button type="button" class="primary" ?disabled=${!this.#isPossible(status) || isForking} @click=${() => this.#release(loaded)}>
            ${isForking ? 'Running …' : 'Try it in a fork'}
          </button>
          <button type="button" class="plain" ?disabled=${!this.#isPossible(status)} @click=${() => this.#rollBack(loaded)}>Do it in this run</button>
          <button
            type="button"
            class="plain"
            ?disabled=${status.phase === 'finished'}
            @click=${() => this.#inject(`do: undo, vm: ${shown.name}`, `Undo in ${shown.name}`)}
          >
            Undo the latest
          </button>
        </div>
      </div>`;
  }

  #isPossible(status: RunStatus): boolean {
    const { handle, preview } = this.#state.value;
    return handle !== null && status.phase !== 'finished' && preview !== null && preview.refused === null;
  }

  #chooseVm(vm: number, name: string): void {
    this.#app.address.note({ vm: name });
    this.#fork.clear();
    this.#change({ vm, handle: null, preview: null });
  }

  #move(handle: Handle | null): void {
    this.#change({ handle, ...(handle === null ? { preview: null } : {}) });
    void this.#ask();
  }

  /** What a rollback to the handle would do; one question at a time. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      let asked: Handle | null = null;
      for (;;) {
        const { handle, vm } = this.#state.value;
        if (handle === null || handle === asked) break;
        asked = handle;
        this.#change({ preview: await this.#app.run.ask('preview', { vm, target: targetOf(handle) }) });
      }
    } catch {
      // The run is gone; its screen says so.
    }
    this.#isAsking = false;
  }

  async #release(loaded: LoadedRun): Promise<void> {
    const { handle, vm, isForking } = this.#state.value;
    const status = this.#app.run.status.value;
    if (handle === null || isForking || status === null) return;
    await this.#ask();
    if (!this.#isPossible(status)) return;
    this.#change({ isForking: true });
    if (status.phase === 'playing') await this.#app.run.tell('pause', null);
    const forNs = Math.max(forkMinNs, Math.round(loaded.durationNs * forkShare));
    const outcome = await this.#app.run.tell('fork', { deed: deedOf(handle, loaded.vms[vm]!.name), forNs, names: forkMetrics, pixels: 400 });
    this.#change({ isForking: false });
    if (outcome === null) return;
    this.#showFork(loaded, outcome, handle);
  }

  #showFork(loaded: LoadedRun, [without, withDeed]: readonly [ForkOutcome, ForkOutcome], handle: Handle): void {
    this.#fork.show({ loaded, vm: this.#state.value.vm, without, withDeed, target: targetText(handle) });
    const done = withDeed.rollbacks.at(0);
    if (done !== undefined)
      this.#app.say(`In the fork ${done.vm} ran again after ${readableDuration(done.rtoNs)}, with ${done.blocksRestored} blocks restored`);
  }

  #rollBack(loaded: LoadedRun): void {
    const { handle, vm } = this.#state.value;
    if (handle === null) return;
    void this.#inject(deedOf(handle, loaded.vms[vm]!.name), `Rollback to ${targetText(handle)}`).then(async () => {
      this.#move(null);
      if (this.#app.run.status.value?.phase === 'paused') await this.#app.run.tell('stepTo', { target: 'rollback' });
    });
  }

  async #inject(deed: string, said: string): Promise<void> {
    if ((await this.#app.run.tell('inject', { deed })) !== null) this.#app.say(said);
  }
}

export function rollbackScreen(place: HTMLElement, app: App): () => void {
  if (!isStyled) adoptStyles(styles);
  isStyled = true;
  const screen = new RollbackScreen(place, app);
  return () => screen.leave();
}
