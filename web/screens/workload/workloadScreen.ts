/** What a workload asks for, before any cache has to do with it: of a VM of a scenario, or of a block trace that was dropped in. */
import { html, render } from 'lit/html.js';
import type { ChartModel } from '../../../reports/charts/chartModel.ts';
import { readableBytes, readableCount, readableDuration } from '../../../reports/text/readable.ts';
import type { TraceInfo } from '../../../workloads/traces/info/traceInfo.ts';
import { ChartFigure } from '../../charts/chartFigure.ts';
import { droppedTrace } from '../../files/droppedFiles.ts';
import { firstScenario, setsIn } from '../../run/runAddress.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import { WorkloadClient } from '../../workload/workloadClient.ts';
import type { WorkloadAnswer } from '../../workload/workloadMessages.ts';
import type { ScenarioCard } from '../../worker/messages.ts';
import { workloadCharts } from './workloadCharts.ts';
import { workloadFacts } from './workloadFacts.ts';
import styles from './workloadScreen.css?inline';

adoptStyles(styles);

const requestLimits = [100_000, 1_000_000, 10_000_000] as const;

export function workloadScreen(place: HTMLElement, app: App): () => void {
  const screen = new WorkloadScreen(place, app);
  void screen.start();
  return () => screen.destroy();
}

class WorkloadScreen {
  readonly #place: HTMLElement;
  readonly #app: App;
  readonly #client = new WorkloadClient((answer) => this.#hear(answer));
  readonly #stopListening: (() => void)[] = [];
  #cards: readonly ScenarioCard[] = [];
  #figures: ChartFigure[] = [];
  #vms: readonly string[] = [];
  #volumes: readonly string[] = [];
  #volume = '';
  #requestsMax: number = requestLimits[0];
  #state: { readonly kind: 'reading'; readonly requests: number } | Extract<WorkloadAnswer, { kind: 'found' | 'failed' }> = { kind: 'reading', requests: 0 };
  #isGone = false;

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
    this.#stopListening.push(droppedTrace.listen(() => this.#look()));
  }

  async start(): Promise<void> {
    this.#cards = (await this.#app.run.tell('list', null)) ?? [];
    if (!this.#isGone) this.#look();
  }

  destroy(): void {
    this.#isGone = true;
    for (const stop of this.#stopListening) stop();
    for (const figure of this.#figures) figure.destroy();
    this.#client.close();
  }

  #look(): void {
    const file = droppedTrace.value;
    this.#state = { kind: 'reading', requests: 0 };
    if (file !== null) this.#client.ask({ kind: 'file', file, volume: this.#volume, format: 'auto' }, this.#requestsMax);
    else {
      const card = this.#card();
      const sets = card?.name === this.#app.address.get('scenario') ? setsIn(this.#app) : [];
      if (card !== undefined)
        this.#client.ask({ kind: 'scenario', text: card.text, sourceName: `workloads/scenarios/${card.name}.yaml`, sets, vm: this.#vm() }, this.#requestsMax);
    }
    this.#show();
  }

  #card(): ScenarioCard | undefined {
    const name = this.#app.address.get('scenario') ?? firstScenario;
    return this.#cards.find((card) => card.name === name) ?? this.#cards[0];
  }

  #vm(): number {
    const vm = Number(this.#app.address.get('vm') ?? '0');
    return Number.isInteger(vm) && vm >= 0 ? vm : 0;
  }

  #hear(answer: WorkloadAnswer): void {
    if (answer.kind === 'progress') this.#state = { kind: 'reading', requests: answer.requests };
    else {
      this.#state = answer;
      this.#vms = answer.vms;
      if (answer.kind === 'found' && this.#volume === '') this.#volumes = answer.info.volumes.map(({ name }) => name);
      this.#app.say(answer.kind === 'found' ? `${readableCount(answer.info.requests)} requests read` : answer.message);
    }
    this.#show();
  }

  #show(): void {
    const state = this.#state;
    for (const figure of this.#figures) figure.destroy();
    this.#figures = [];
    render(
      html`${this.#controls()}
      ${
        state.kind === 'found'
          ? foundOf(state.info, state.isCut, this.#volume)
          : state.kind === 'failed'
            ? html`<div class="empty"><p class="bad" role="alert">${state.message}</p></div>`
            : html`<div class="empty" role="status"><p>Reading${state.requests > 0 ? `: ${readableCount(state.requests)} requests so far` : ' …'}</p></div>`
      }`,
      this.#place,
    );
    if (state.kind !== 'found') return;
    const holder = this.#place.querySelector<HTMLElement>('.workload-charts')!;
    this.#figures = workloadCharts(state.info).map((model) => figureOf(holder, this.#app, model));
  }

  #controls(): unknown {
    const file = droppedTrace.value;
    const card = this.#card();
    const change = (changes: Readonly<Record<string, string | null>>): void => {
      droppedTrace.set(null);
      this.#volume = '';
      this.#volumes = [];
      this.#app.address.note(changes);
      this.#look();
    };
    return html`<div class="bar-line workload-source">
      <label class="field"
        >Scenario
        <select
          class="plain"
          ?disabled=${this.#cards.length === 0}
          @change=${(event: Event) => change({ scenario: (event.target as HTMLSelectElement).value, set: null, vm: null })}
        >
          ${file === null ? '' : html`<option selected disabled>–</option>`}
          ${this.#cards.map(({ name }) => html`<option .selected=${file === null && name === card?.name}>${name}</option>`)}
        </select>
      </label>
      ${
        file === null && this.#vms.length > 0
          ? html`<label class="field"
              >VM
              <select class="plain" @change=${(event: Event) => change({ vm: (event.target as HTMLSelectElement).value })}>
                ${this.#vms.map((name, vm) => html`<option value=${String(vm)} .selected=${vm === Math.min(this.#vm(), this.#vms.length - 1)}>${name}</option>`)}
              </select>
            </label>`
          : ''
      }
      ${file === null ? '' : html`<span class="dropped-name">${file.name}, ${readableBytes(file.size)}</span>`}
      ${
        file !== null && this.#volumes.length > 1
          ? html`<label class="field"
              >Volume
              <select
                class="plain"
                @change=${(event: Event) => {
                  this.#volume = (event.target as HTMLSelectElement).value;
                  this.#look();
                }}
              >
                <option value="">all</option>
                ${this.#volumes.map((name) => html`<option .selected=${name === this.#volume}>${name}</option>`)}
              </select>
            </label>`
          : ''
      }
      ${this.#amountAndFile()}
    </div>`;
  }

  #amountAndFile(): unknown {
    return html`<label class="field"
        >First
        <select
          class="plain"
          @change=${(event: Event) => {
            this.#requestsMax = Number((event.target as HTMLSelectElement).value);
            this.#look();
          }}
        >
          ${requestLimits.map((limit) => html`<option value=${String(limit)} .selected=${limit === this.#requestsMax}>${readableCount(limit)} requests</option>`)}
        </select>
      </label>
      <label class="button file-button"
        >Open a trace …<input
          type="file"
          class="unseen"
          @change=${(event: Event) => {
            const [chosen] = (event.target as HTMLInputElement).files ?? [];
            this.#volume = '';
            this.#volumes = [];
            if (chosen !== undefined) droppedTrace.set(chosen);
          }}
      /></label>`;
  }
}

function foundOf(info: TraceInfo, isCut: boolean, volume: string): unknown {
  const windows = info.blocks.workingSets.filter(({ windows: count }) => count >= 2);
  return html`<p class="soft workload-note">
      ${
        info.format === 'scenario'
          ? 'What this VM would ask of a server that answers every request after 200 µs; disk and memory together.'
          : `Format ${info.format}${volume === '' ? '' : `, volume ${volume}`}.`
      }
      ${isCut ? 'There is more than this: it was cut.' : ''} ${info.notes.map(({ what, count }) => `${what}: ${readableCount(count)}. `)}
    </p>
    <dl class="facts-grid">
      ${workloadFacts(info).map(
        ({ name, value, more }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}${more === '' ? '' : html`<small>${more}</small>`}</dd>
          </div>`,
      )}
    </dl>
    <section aria-label="Charts" class="panel">
      <h2 class="unseen">Charts</h2>
      <div class="workload-charts"></div>
    </section>
    ${
      windows.length === 0
        ? ''
        : html`<section class="panel">
            <h2>Working set</h2>
            <div class="scroll" role="region" aria-label="Working set" tabindex="0">
              <table>
                <thead>
                  <tr>
                    <th class="text" scope="col">in</th>
                    <th scope="col">blocks, mean</th>
                    <th scope="col">size, mean</th>
                    <th scope="col">blocks, most</th>
                    <th scope="col">size, most</th>
                  </tr>
                </thead>
                <tbody>
                  ${windows.map(
                    ({ windowNs, meanBlocks, maxBlocks }) =>
                      html`<tr>
                        <th class="text" scope="row">${readableDuration(windowNs)}</th>
                        <td>${readableCount(Math.round(meanBlocks))}</td>
                        <td>${readableBytes(meanBlocks * info.blocks.blockBytes)}</td>
                        <td>${readableCount(maxBlocks)}</td>
                        <td>${readableBytes(maxBlocks * info.blocks.blockBytes)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
          </section>`
    }`;
}

function figureOf(holder: HTMLElement, app: App, model: ChartModel): ChartFigure {
  const place = document.createElement('div');
  holder.append(place);
  const figure = new ChartFigure(place, app);
  figure.show(model);
  return figure;
}
