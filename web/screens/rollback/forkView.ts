/** The fork in which a rollback was tried, beside the run without it: what became of the VM, whether the oracle agrees. */
import { html, render } from 'lit/html.js';
import type { ChartLine } from '../../../reports/charts/chartModel.ts';
import { timeChart } from '../../../reports/charts/models/timeChart.ts';
import { readableCount, readableDuration } from '../../../reports/text/readable.ts';
import { seriesColumn } from '../../../sim/results/series.ts';
import type { SeriesTable, SeriesUnit } from '../../../sim/results/series.ts';
import { ChartFigure } from '../../charts/chartFigure.ts';
import type { App } from '../../shell/screen.ts';
import type { ForkOutcome, LoadedRun } from '../../worker/messages.ts';

export interface ForkShown {
  readonly loaded: LoadedRun;
  readonly vm: number;
  readonly without: ForkOutcome;
  readonly withDeed: ForkOutcome;
  readonly target: string;
}

const plots: readonly { readonly id: string; readonly title: string; readonly unit: SeriesUnit; readonly metrics: readonly string[] }[] = [
  { id: 'fork-throughput', title: 'Throughput', unit: 'perSecond', metrics: ['readsPerSecond', 'writesPerSecond'] },
  { id: 'fork-p99', title: '99th percentile of writes', unit: 'ns', metrics: ['writeLatencyP99Ns'] },
  { id: 'fork-dirty', title: 'Dirty blocks', unit: 'blocks', metrics: ['dirtyBlocks'] },
];

/** In the palette; the rollback in the colour that calls for attention. */
const inkWithout = 7;
const inkWith = 1;

export class ForkView {
  readonly #place: HTMLElement;
  readonly #app: App;
  #figures: readonly ChartFigure[] = [];

  constructor(place: HTMLElement, app: App) {
    this.#place = place;
    this.#app = app;
  }

  show(fork: ForkShown): void {
    this.#drop();
    render(headOf(fork), this.#place);
    this.#figures = plots.map((plot) => {
      const figure = new ChartFigure(this.#place.querySelector<HTMLElement>(`[data-fork=${plot.id}]`)!, this.#app, null);
      const model = modelOf(fork, plot);
      if (model !== null) figure.show(model);
      return figure;
    });
  }

  clear(): void {
    this.#drop();
    render('', this.#place);
  }

  #drop(): void {
    for (const figure of this.#figures) figure.destroy();
    this.#figures = [];
  }
}

function headOf({ loaded, vm, withDeed, target }: ForkShown): unknown {
  const done = withDeed.rollbacks.at(0);
  const { oracle } = withDeed.inspection;
  const name = loaded.vms[vm]?.name ?? '';
  return html`<section class="panel" aria-labelledby="fork-title">
    <h2 id="fork-title">In the fork</h2>
    ${
      done === undefined
        ? html`<p>The rollback of ${name} to ${target} was not over yet when the fork ended.</p>`
        : html`<dl class="figures">
            <div>
              <dt>${name} back at</dt>
              <dd>${target}</dd>
            </div>
            <div>
              <dt>ran again after</dt>
              <dd>${readableDuration(done.rtoNs)}</dd>
            </div>
            <div>
              <dt>blocks restored</dt>
              <dd>${readableCount(done.blocksRestored)}</dd>
            </div>
            <div>
              <dt>records walked</dt>
              <dd>${readableCount(done.recordsWalked)}</dd>
            </div>
            <div>
              <dt>oracle</dt>
              <dd data-testid="fork-oracle" class=${oracle === null ? 'soft' : oracle.violations > 0 ? 'bad' : 'good'}>${oracleWords(done.refused, oracle)}</dd>
            </div>
          </dl>`
    }
    <div class="rb-charts">${plots.map(({ id }) => html`<div class="live-chart" data-fork=${id}></div>`)}</div>
  </section>`;
}

function oracleWords(isRefused: boolean, oracle: ForkOutcome['inspection']['oracle']): string {
  if (isRefused) return 'refused, nothing changed';
  if (oracle === null) return 'off';
  return oracle.violations > 0 ? (oracle.first ?? 'disagrees') : 'confirms every block';
}

function modelOf({ loaded, vm, without, withDeed }: ForkShown, plot: (typeof plots)[number]): ReturnType<typeof timeChart> {
  const lines: ChartLine[] = [];
  for (const [outcome, label, ink] of [
    [without, 'without', inkWithout],
    [withDeed, 'with the rollback', inkWith],
  ] as const) {
    const ys = sumOf(outcome.series, plot.metrics, vm);
    if (ys !== null) lines.push({ label, ink, xs: outcome.series.timesNs, ys });
  }
  const { fromNs, toNs } = withDeed;
  const result = {
    simulatedNs: toNs,
    warmupNs: loaded.warmupNs,
    rollbacks: withDeed.rollbacks,
    bookmarks: [],
    changes: [],
    stalls: withDeed.inspection.stalls,
  };
  const model = timeChart({ result, series: withDeed.series }, { id: plot.id, title: plot.title, note: '', unit: plot.unit, lines });
  return model === null ? null : { ...model, x: { kind: 'time', min: fromNs, max: toNs } };
}

function sumOf(series: SeriesTable, metrics: readonly string[], vm: number): Float64Array | null {
  const columns = metrics
    .map((metric) => seriesColumn(series, metric, vm))
    .filter((column) => column >= 0)
    .map((column) => series.columns[column]!);
  const [first, ...others] = columns;
  return first === undefined ? null : first.map((value, row) => others.reduce((sum, column) => sum + column[row]!, value));
}
