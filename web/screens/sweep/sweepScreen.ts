/** A grid of runs: written and run in the page, or loaded. A metric as a map over two parameters and as lines over one; a cell opens its run. */
import { html, render } from 'lit/html.js';
import { presentMetrics, sweepChart, sweepChoice, sweepMap, unitOf, type MapCell, type SweepChoice } from '../../../reports/charts/models/sweepCharts.ts';
import { readableAmount, readableValue } from '../../../reports/text/readable.ts';
import { cellName, type SweepResult } from '../../../sim/results/sweepResult.ts';
import { ScenarioError } from '../../../sim/scenario/scenarioError.ts';
import { ChartFigure } from '../../charts/chartFigure.ts';
import { TextEditor } from '../../editor/textEditor.ts';
import type { PagePool } from '../../experiment/pagePool.ts';
import { failedPart, progressPart } from '../../experiment/experimentParts.ts';
import { namedResult } from '../../files/namedResult.ts';
import { openScenario, textOfSet } from '../../run/runAddress.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import { shippedStudies } from './shippedStudies.ts';
import { sweepDraft } from './sweepDraft.ts';
import { planOf, planSweep, runPlanned, type PlannedSweep, type ShippedText } from './sweepRun.ts';
import styles from './sweepScreen.css?inline';

adoptStyles(styles);

/** Of the deepest cell, in percent of the colour: its text still has a contrast of 4.5 in both themes. */
const depthMax = 46;

interface Shown {
  readonly sweep: SweepResult;
  readonly origin: string;
  /** What its cells are opened with; null where the file does not tell. */
  readonly planned: PlannedSweep | null;
}

type State =
  | { readonly kind: 'writing' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'shown' } & Shown);

let last: Shown | null = null;

export function sweepScreen(place: HTMLElement, app: App): () => void {
  const screen = new SweepScreen(place, app);
  void screen.start();
  return () => screen.destroy();
}

class SweepScreen {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #stopListening: () => void;
  readonly #editor: TextEditor;
  #shipped: readonly ShippedText[] = [];
  #planned: PlannedSweep | null = null;
  #state: State = { kind: 'writing' };
  #pool: PagePool | null = null;
  #figure: ChartFigure | null = null;
  #isGone = false;

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
    this.#editor = new TextEditor('sweep', 'Text of the sweep', (text) => {
      sweepDraft.text = text;
      this.#check();
    });
    this.#stopListening = app.address.place.listen(({ screen }) => {
      if (screen === 'sweep') void this.#openNamed();
    });
  }

  async start(): Promise<void> {
    if (sweepDraft.text === '') sweepDraft.text = shippedStudies[0]?.text ?? '';
    const cards = await this.#app.run.tell('list', null);
    if (this.#isGone) return;
    this.#shipped = cards ?? [];
    await this.#openNamed();
  }

  destroy(): void {
    this.#isGone = true;
    this.#stopListening();
    this.#pool?.stop();
    this.#figure?.destroy();
  }

  async #openNamed(): Promise<void> {
    const { address } = this.#app;
    const named = await namedResult(this.#app, 'sweep');
    if (named !== null) this.#state = named.kind === 'failed' ? named : { kind: 'shown', ...this.#loaded(named.result.sweep), origin: named.origin };
    else if (last !== null && this.#state.kind === 'writing' && address.get('write') === null) this.#state = { kind: 'shown', ...last };
    else if (this.#state.kind !== 'running') this.#state = { kind: 'writing' };
    if (this.#isGone) return;
    this.#editor.setText(sweepDraft.text);
    this.#check();
    this.#show();
  }

  /** A file holds figures only: its cells open when the text of its sweep is here, as one that ships or one that was dropped in. */
  #loaded(sweep: SweepResult): Pick<Shown, 'sweep' | 'planned'> {
    const named = shippedStudies.filter(({ name }) => name === sweep.name);
    return { sweep, planned: planOf(sweep, [sweepDraft.text, ...named.map(({ text }) => text)], this.#shipped) };
  }

  #check(): void {
    const before = this.#planned === null;
    this.#planned = null;
    try {
      this.#planned = planSweep(this.#editor.text, this.#shipped);
      this.#editor.setMistake(null);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const words = `${error.field === '' ? '' : `${error.field} `}${error.given}; ${error.allowed}${error.suggestion === null ? '' : `; did you mean ${error.suggestion}?`}`;
      this.#editor.setMistake({ line: error.file === 'sweep.yaml' ? error.line : 0, column: error.column, message: words });
    }
    if (this.#state.kind === 'writing' || (this.#planned === null) !== before) this.#show();
  }

  async #run(): Promise<void> {
    const planned = this.#planned;
    if (planned === null) return;
    this.#app.address.note({ result: null, dropped: null, write: null });
    const { PagePool } = await import('../../experiment/pagePool.ts');
    const pool = new PagePool();
    this.#pool = pool;
    const total = planned.plan.cells.length * planned.plan.seeds.length;
    this.#state = { kind: 'running', done: 0, total };
    this.#show();
    try {
      const sweep = await runPlanned(
        planned.plan,
        pool,
        () => this.#isGone || this.#pool !== pool,
        (done, all) => {
          this.#state = { kind: 'running', done, total: all };
          if (!this.#isGone) this.#show();
        },
      );
      if (sweep === null) this.#state = { kind: 'writing' };
      else {
        last = { sweep, origin: 'run in this page', planned };
        this.#state = { kind: 'shown', ...last };
        this.#app.say('The sweep is done');
      }
    } catch (error) {
      this.#state = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    pool.stop();
    this.#pool = null;
    if (!this.#isGone) this.#show();
  }

  #stop(): void {
    const pool = this.#pool;
    this.#pool = null;
    pool?.stop();
  }

  #write(): void {
    this.#app.address.note({ result: null, dropped: null, write: '' });
    this.#state = { kind: 'writing' };
    this.#show();
  }

  #show(): void {
    const state = this.#state;
    this.#figure?.destroy();
    this.#figure = null;
    render(html`${this.#bar()}${this.#body()}`, this.#place);
    if (state.kind === 'writing') this.#place.querySelector('.sweep-editor')?.replaceChildren(this.#editor.element);
    if (state.kind !== 'shown') return;
    this.#figure = new ChartFigure(this.#place.querySelector<HTMLElement>('.sweep-lines')!, this.#app);
    this.#figure.show(sweepChart(state.sweep, this.#choice(state.sweep)));
  }

  #bar(): unknown {
    const state = this.#state;
    const runs = this.#planned === null ? 0 : this.#planned.plan.cells.length * this.#planned.plan.seeds.length;
    return html`<div class="bar-line sweep-bar">
      ${
        state.kind === 'writing'
          ? html`<label class="field"
                >Begin with
                <select
                  class="plain"
                  @change=${(event: Event) => {
                    const study = shippedStudies.find(({ name }) => name === (event.target as HTMLSelectElement).value);
                    sweepDraft.text = study?.text ?? sweepDraft.text;
                    this.#editor.setText(sweepDraft.text);
                    this.#check();
                  }}
                >
                  ${shippedStudies.map(({ name, text }) => html`<option .selected=${text === sweepDraft.text}>${name}</option>`)}
                  ${shippedStudies.some(({ text }) => text === sweepDraft.text) ? '' : html`<option selected disabled>what is written below</option>`}
                </select>
              </label>
              <span class="soft"
                >${this.#planned === null ? '' : `${readableAmount(this.#planned.plan.cells.length, 'cell')}, ${readableAmount(runs, 'run')}`}</span
              >
              <button type="button" class="primary" ?disabled=${this.#planned === null} @click=${() => void this.#run()}>Run the sweep</button>`
          : state.kind === 'running'
            ? html`<button type="button" class="plain" @click=${() => this.#stop()}>Stop</button>`
            : html`<button type="button" class="plain" @click=${() => this.#write()}>Write another</button>`
      }
    </div>`;
  }

  #body(): unknown {
    const state = this.#state;
    if (state.kind === 'writing') return html`<div class="sweep-editor"></div>`;
    if (state.kind === 'failed') return failedPart(state.message);
    if (state.kind === 'running') return progressPart(`${String(state.done)} of ${String(state.total)} runs`, state.done, state.total, 'Progress of the sweep');
    return this.#result(state);
  }

  #choice(sweep: SweepResult): SweepChoice {
    const { address } = this.#app;
    const named = (param: string): string | null => address.get(param);
    return sweepChoice(sweep, { metric: named('metric'), across: named('across'), down: named('down'), held: (label) => named(`at-${label}`) });
  }

  #result({ sweep, origin, planned }: Shown): unknown {
    const choice = this.#choice(sweep);
    const { axes } = sweep;
    const metric = sweep.metrics.find(({ name }) => name === choice.metric)!;
    const select = (label: string, param: string, options: readonly { value: string; text: string }[], chosen: string): unknown =>
      html`<label class="field"
        >${label}
        <select
          class="plain"
          @change=${(event: Event) => {
            this.#app.address.note({ [param]: (event.target as HTMLSelectElement).value });
            this.#show();
          }}
        >
          ${options.map(({ value, text }) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
        </select>
      </label>`;
    const asOptions = (names: readonly string[]): { value: string; text: string }[] => names.map((name) => ({ value: name, text: name }));
    const present = presentMetrics(sweep);
    return html`<p class="soft sweep-summary">
        ${sweep.summary === '' ? sweep.name : sweep.summary} ${readableAmount(sweep.cells.length, 'cell')}, ${readableAmount(sweep.seeds.length, 'seed')},
        ${origin}. ${sweep.unsound.length > 0 ? html`<span class="bad">${readableAmount(sweep.unsound.length, 'run')} not sound.</span>` : ''}
      </p>
      ${sweep.expected === '' ? '' : html`<p class="sweep-expected"><b>Expected:</b> ${sweep.expected}</p>`}
      <div class="bar-line sweep-choices">
        ${select(
          'Figure',
          'metric',
          present.map(({ name, summary }) => ({ value: name, text: summary })),
          choice.metric,
        )}
        ${select('Across', 'across', asOptions(axes.map(({ label }) => label)), axes[choice.across]!.label)}
        ${axes.length < 2 ? '' : select('Down', 'down', asOptions(axes.flatMap(({ label }, index) => (index === choice.across ? [] : [label]))), axes[choice.down]!.label)}
        ${axes.map(({ label, values }, axis) => (axis === choice.across || axis === choice.down ? '' : select(label, `at-${label}`, asOptions(values), values[choice.held[axis]!]!)))}
      </div>
      <div class="sweep-figures">
        <section class="panel">
          <h2>${metric.summary}</h2>
          <p class="soft">
            Deeper is more; better is ${metric.better}.
            ${planned === null ? 'To open the run of a cell, drop the file of this sweep (.yaml) first, then the result again.' : 'A cell opens its run.'}
          </p>
          ${this.#map(sweep, choice, planned)}
        </section>
        <div class="sweep-lines"></div>
      </div>`;
  }

  /** One axis alone goes down: its values are often names. */
  #map(sweep: SweepResult, choice: SweepChoice, planned: PlannedSweep | null): unknown {
    const isAlone = choice.down < 0;
    const found = sweepMap(sweep, choice);
    const rows = isAlone ? found[0]!.map((cell) => [cell]) : found;
    const [across, down] = isAlone ? [null, sweep.axes[choice.across]!] : [sweep.axes[choice.across]!, sweep.axes[choice.down]!];
    const unit = unitOf(sweep.metrics.find(({ name }) => name === choice.metric)!.unit);
    return html`<div class="scroll" role="region" aria-label="Map of the sweep" tabindex="0">
      <table class="sweep-map ${isAlone ? 'alone' : ''}">
        <thead>
          ${
            across === null
              ? ''
              : html`<tr>
                  <td></td>
                  <th class="axis" scope="colgroup" colspan=${String(across.values.length)}>${across.label}</th>
                </tr>`
          }
          <tr>
            <th class="text" scope="col">${down.label}</th>
            ${(across?.values ?? ['mean']).map((value) => html`<th scope="col">${value}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, index) =>
              html`<tr>
                <th class="text" scope="row">${down.values[index] ?? ''}</th>
                ${row.map((cell) => this.#cell(sweep, cell, planned, unit))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #cell(sweep: SweepResult, { cell, figures, share }: MapCell, planned: PlannedSweep | null, unit: ReturnType<typeof unitOf>): unknown {
    if (cell === null || figures === null || share === null) return html`<td class="none"><span class="soft">–</span></td>`;
    const half = figures.ciLow === null || figures.ciHigh === null ? '' : `± ${readableValue((figures.ciHigh - figures.ciLow) / 2, unit)}`;
    const shown = html`<b>${readableValue(figures.mean, unit)}</b>${half === '' ? '' : html`<small>${half}</small>`}`;
    const name = cellName(sweep, sweep.cells[cell]!);
    return html`<td style=${`--depth:${String(Math.round(share * depthMax))}%`}>
      ${planned === null ? shown : html`<button type="button" title=${`Open the run of ${name}`} aria-label=${`${name}: ${readableValue(figures.mean, unit)}. Open this run`} @click=${() => this.#open(planned, cell)}>${shown}</button>`}
    </td>`;
  }

  #open(planned: PlannedSweep, cell: number): void {
    const sets = planned.sets[cell] ?? [];
    const { scenario } = planned;
    if ('name' in scenario) {
      this.#app.address.go('run', { scenario: scenario.name, text: null, set: sets.map(textOfSet), at: null, from: null, to: null });
      return;
    }
    void openScenario(this.#app, scenario, sets);
  }
}
