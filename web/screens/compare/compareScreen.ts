/** Variants of a scenario side by side: run in the page on a few workers, or loaded from a folder of results or a file. */
import { html, render } from 'lit/html.js';
import { differenceChart, flashByVariant, latencyByVariant, throughputByVariant, tradeOffOf } from '../../../reports/charts/models/comparisonCharts.ts';
import { readableAmount, readableDuration } from '../../../reports/text/readable.ts';
import type { Comparison } from '../../../sim/results/comparisonResult.ts';
import { shortenedSets, type ShortenedSets } from '../../experiment/shortenedSets.ts';
import { flushPolicyNames } from '../../../sim/scenario/policyNames.ts';
import { ChartFigure } from '../../charts/chartFigure.ts';
import type { AskedComparison } from '../../experiment/comparePlan.ts';
import type { PagePool } from '../../experiment/pagePool.ts';
import { failedPart, progressPart } from '../../experiment/experimentParts.ts';
import { namedResult } from '../../files/namedResult.ts';
import { firstScenario } from '../../run/runAddress.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import type { ScenarioCard } from '../../worker/messages.ts';
import { comparisonTable } from './comparisonTable.ts';
import styles from './compareScreen.css?inline';

adoptStyles(styles);

export const flushPath = 'server.cache.flush.policy';
const normalValues = 'write-through, periodic, write-back';
const replicationsNormal = 5;
const durationNormal = '2s';
const knownPaths = [
  flushPath,
  'server.cache.eviction',
  'server.cache.durability',
  'server.cache.granularity',
  'server.cache.preimage',
  'server.flash.size',
  'server.dram.size',
  'server.cache.partition',
  'server.scheduler',
  'blockSize',
];

interface Shown {
  readonly comparison: Comparison;
  /** Where it comes from, in words. */
  readonly origin: string;
}

type State =
  | { readonly kind: 'empty' }
  | { readonly kind: 'running'; readonly done: number; readonly planned: number }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'shown' } & Shown);

/** Stays while other screens are looked at. */
let last: Shown | null = null;

export function compareScreen(place: HTMLElement, app: App): () => void {
  const screen = new CompareScreen(place, app);
  void screen.start();
  return () => screen.destroy();
}

class CompareScreen {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #stopListening: () => void;
  #cards: readonly ScenarioCard[] = [];
  #state: State = last === null ? { kind: 'empty' } : { kind: 'shown', ...last };
  #pool: PagePool | null = null;
  #figures: ChartFigure[] = [];
  #isAll = false;
  #isGone = false;

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
    this.#stopListening = app.address.place.listen(({ screen }) => {
      if (screen === 'compare') void this.#openNamed();
    });
  }

  async start(): Promise<void> {
    this.#show();
    this.#cards = (await this.#app.run.tell('list', null)) ?? [];
    if (this.#isGone) return;
    await this.#openNamed();
  }

  destroy(): void {
    this.#isGone = true;
    this.#stopListening();
    this.#pool?.stop();
    for (const figure of this.#figures) figure.destroy();
  }

  /** What the address names: a result of the server's folder, or a file that was dropped in. */
  async #openNamed(): Promise<void> {
    const named = await namedResult(this.#app, 'comparison');
    if (named !== null) this.#state = named.kind === 'failed' ? named : { kind: 'shown', comparison: named.result.comparison, origin: named.origin };
    if (!this.#isGone) this.#show();
  }

  #asked(): AskedComparison & ShortenedSets & { readonly duration: string } {
    const { address } = this.#app;
    const name = address.get('scenario') ?? firstScenario;
    const card = this.#cards.find((found) => found.name === name) ?? this.#cards[0];
    const duration = address.get('duration') ?? durationNormal;
    return {
      text: card?.text ?? '',
      sourceName: `workloads/scenarios/${card?.name ?? name}.yaml`,
      ...shortenedSets(card?.text ?? '', duration),
      path: address.get('vary') ?? flushPath,
      values: address.get('values') ?? normalValues,
      replications: Math.min(50, Math.max(2, Number(address.get('n') ?? replicationsNormal) || replicationsNormal)),
      duration,
    };
  }

  async #run(): Promise<void> {
    this.#app.address.note({ result: null, dropped: null });
    const startMs = performance.now();
    this.#state = { kind: 'running', done: 0, planned: 0 };
    this.#show();
    const [{ comparePlan }, { PagePool }, { runExperiment }, { comparison }] = await Promise.all([
      import('../../experiment/comparePlan.ts'),
      import('../../experiment/pagePool.ts'),
      import('../../../sim/experiment/runExperiment.ts'),
      import('../../../sim/experiment/comparison.ts'),
    ]);
    let pool: PagePool | null = null;
    let isStopped = false;
    try {
      const plan = comparePlan(this.#asked());
      pool = new PagePool();
      this.#pool = pool;
      const done = await runExperiment(plan, pool, {
        isStopped: () => isStopped || this.#isGone || this.#pool !== pool,
        progress: (count, planned) => {
          this.#state = { kind: 'running', done: count, planned };
          if (!this.#isGone) this.#show();
        },
      });
      if (this.#isGone) return;
      if ((done.runs[0]?.length ?? 0) < 2) this.#state = { kind: 'failed', message: 'stopped before every variant had two runs: there is nothing to compare' };
      else {
        const found = comparison(plan, done, [], (performance.now() - startMs) / 1000);
        last = { comparison: found, origin: 'run in this page' };
        this.#state = { kind: 'shown', ...last };
        this.#app.say('The comparison is done');
      }
    } catch (error) {
      isStopped = true;
      this.#state = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    pool?.stop();
    this.#pool = null;
    if (!this.#isGone) this.#show();
  }

  #stop(): void {
    const pool = this.#pool;
    this.#pool = null;
    pool?.stop();
  }

  #show(): void {
    const state = this.#state;
    for (const figure of this.#figures) figure.destroy();
    this.#figures = [];
    render(html`${this.#form()}${this.#body()}`, this.#place);
    if (state.kind === 'shown') this.#drawCharts(state);
  }

  #body(): unknown {
    const state = this.#state;
    if (state.kind === 'empty')
      return html`<div class="empty">
        <p>Each value runs with the same seeds, so that the same work meets the same luck.<br />Press Compare, or drop a compare.json here.</p>
      </div>`;
    if (state.kind === 'failed') return failedPart(state.message);
    if (state.kind === 'running') {
      const { done, planned } = state;
      const text = planned === 0 ? 'Finding where the warm-up ends …' : `${String(done)} of ${String(planned)} runs`;
      return progressPart(text, done, planned, 'Progress of the comparison');
    }
    return this.#result(state);
  }

  #form(): unknown {
    const asked = this.#asked();
    const { address } = this.#app;
    const note = (name: string) => (event: Event) => {
      address.note({ [name]: (event.target as HTMLInputElement).value });
      this.#show();
    };
    const isRunning = this.#state.kind === 'running';
    const chosen = asked.values.split(',').map((value) => value.trim());
    return html`<form
        class="bar-line compare-form"
        @submit=${(event: Event) => {
          event.preventDefault();
          void this.#run();
        }}
      >
        <label class="field"
          >Scenario
          <select class="plain" @change=${note('scenario')}>
            ${this.#cards.map(({ name }) => html`<option .selected=${asked.sourceName.endsWith(`/${name}.yaml`)}>${name}</option>`)}
          </select>
        </label>
        <label class="field">Vary <input class="plain" list="compare-paths" size="22" .value=${asked.path} @change=${note('vary')} /></label>
        <datalist id="compare-paths">${knownPaths.map((path) => html`<option value=${path}></option>`)}</datalist>
        <label class="field grow">Values <input class="plain" .value=${asked.values} @change=${note('values')} /></label>
        ${
          asked.path === flushPath
            ? html`<details class="menu policies">
                <summary>Policies</summary>
                <div class="menu-list">
                  ${flushPolicyNames.map(
                    (name) =>
                      html`<label
                        ><input
                          type="checkbox"
                          .checked=${chosen.includes(name)}
                          @change=${() => {
                            const values = chosen.includes(name) ? chosen.filter((value) => value !== name) : [...chosen.filter((value) => value !== ''), name];
                            address.note({ values: values.join(', ') });
                            this.#show();
                          }}
                        />${name}</label
                      >`,
                  )}
                </div>
              </details>`
            : ''
        }
        <label class="field"
          >For <input class="plain" size="5" .value=${asked.duration} aria-label="Simulated time of each run" @change=${note('duration')}
        /></label>
        <label class="field">Seeds <input class="plain" type="number" min="2" max="50" .value=${String(asked.replications)} @change=${note('n')} /></label>
        ${
          isRunning
            ? html`<button type="button" class="plain" @click=${() => this.#stop()}>Stop</button>`
            : html`<button type="submit" class="primary" ?disabled=${this.#cards.length === 0}>Compare</button>`
        }
      </form>
      ${asked.eventsLeftOut === 0 ? '' : html`<p class="soft compare-note">Runs end at ${asked.duration}: ${readableAmount(asked.eventsLeftOut, 'event')} of the timeline would come later, and ${asked.eventsLeftOut === 1 ? 'is' : 'are'} left out. Without a time they run as long as the scenario says.</p>`}`;
  }

  #result({ comparison, origin }: Shown): unknown {
    const pairs = comparison.pareto.map(({ metrics }) => metrics);
    const { warmup, partial, unsound, wallSeconds } = comparison;
    return html`<p class="soft compare-note">
        ${comparison.scenario}, ${origin}, ${readableDuration(wallSeconds * 1e9)} of computing. Measured from ${readableDuration(warmup.ns)}
        on${warmup.foundBy === 'mser5' ? ' (found by MSER-5)' : ''}. ${partial ? html`<span class="bad">Stopped early: not all replications.</span>` : ''}
        ${warmup.unsettled.length > 0 ? html`<span class="bad">Had not settled: ${warmup.unsettled.join(', ')}.</span>` : ''}
        ${unsound.length > 0 ? html`<span class="bad">${String(unsound.length)} runs were not sound.</span>` : ''}
      </p>
      ${comparisonTable(comparison, this.#isAll, this.#metric(comparison), (metric) => {
        this.#app.address.note({ metric });
        this.#show();
      })}
      <p class="compare-more">
        <button
          type="button"
          class="quiet"
          @click=${() => {
            this.#isAll = !this.#isAll;
            this.#show();
          }}
        >
          ${this.#isAll ? 'Only the main figures' : 'All figures'}
        </button>
        <button type="button" class="quiet" @click=${() => void this.#save(comparison)}>Save compare.json</button>
      </p>
      <h2 class="unseen">Charts</h2>
      <div class="compare-charts">
        <div data-chart-place="difference"></div>
        <div>
          ${
            pairs.length > 1
              ? html`<label class="field"
                  >Trade-off
                  <select
                    class="plain"
                    @change=${(event: Event) => {
                      this.#app.address.note({ pair: (event.target as HTMLSelectElement).value });
                      this.#show();
                    }}
                  >
                    ${pairs.map((pair) => html`<option value=${pair.join()} .selected=${pair.join() === this.#pair(comparison).join()}>${pair.map((name) => comparison.metrics.find((metric) => metric.name === name)?.summary ?? name).join(' against ')}</option>`)}
                  </select>
                </label>`
              : ''
          }
          <div data-chart-place="pareto"></div>
        </div>
        <div data-chart-place="read"></div>
        <div data-chart-place="write"></div>
        <div data-chart-place="throughput"></div>
        <div data-chart-place="flash"></div>
      </div>`;
  }

  #metric(comparison: Comparison): string {
    const asked = this.#app.address.get('metric');
    const names = comparison.metrics.map(({ name }) => name);
    return asked !== null && names.includes(asked) ? asked : names.includes('throughput') ? 'throughput' : (names[0] ?? '');
  }

  #pair(comparison: Comparison): readonly [string, string] {
    const pairs = comparison.pareto.map(({ metrics }) => metrics);
    return pairs.find((pair) => pair.join() === this.#app.address.get('pair')) ?? pairs[0] ?? ['', ''];
  }

  #drawCharts({ comparison }: Shown): void {
    const models = {
      difference: differenceChart(comparison, this.#metric(comparison)),
      pareto: tradeOffOf(comparison, ...this.#pair(comparison)),
      read: latencyByVariant(comparison, 'read'),
      write: latencyByVariant(comparison, 'write'),
      throughput: throughputByVariant(comparison),
      flash: flashByVariant(comparison),
    };
    for (const [name, model] of Object.entries(models)) {
      const place = this.#place.querySelector<HTMLElement>(`[data-chart-place=${name}]`);
      if (place === null || model === null) continue;
      const figure = new ChartFigure(place, this.#app);
      figure.show(model);
      this.#figures.push(figure);
    }
  }

  async #save(comparison: Comparison): Promise<void> {
    const { downloadFile } = await import('../../../reports/charts/downloadFile.ts');
    downloadFile('compare.json', new Blob([`${JSON.stringify(comparison, null, 2)}\n`], { type: 'application/json' }));
  }
}
