/**
 * The charts of the run that is going: each time its status is told, the rows that are seen are asked for, at the width of the charts, and drawn. While an answer
 * is under way nothing more is asked.
 */
import { stackOfMetric, timeChartTable } from '../../reports/charts/chartTable.ts';
import type { TimeChartId } from '../../reports/charts/chartTable.ts';
import type { SeriesTable } from '../../sim/results/series.ts';
import { seriesMetrics } from '../../sim/results/series.ts';
import { ChartFigure } from '../charts/chartFigure.ts';
import type { App } from '../shell/screen.ts';
import { liveView } from './liveView.ts';

/** A point for each two pixels. */
const pixelsPerPoint = 4;

/** What each chart reads. */
const metricsOf: Readonly<Partial<Record<TimeChartId, readonly string[]>>> = {
  throughput: ['readsPerSecond', 'writesPerSecond'],
  'read-p99': ['readLatencyP99Ns'],
  'write-p99': ['writeLatencyP99Ns'],
  dirty: ['dirtyBlocks'],
  log: ['logRecords'],
  window: ['windowNs'],
  flash: seriesMetrics.map(({ name }) => name).filter((name) => stackOfMetric(name) !== null),
  queue: ['flashQueue', 'arrayQueue'],
};

export class LiveCharts {
  readonly #app: App;
  readonly #figures: ReadonlyMap<TimeChartId, ChartFigure>;
  readonly #stop: readonly (() => void)[];
  #isAsking = false;
  #mustAsk = false;
  #isGone = false;

  /** A place for each chart. */
  constructor(app: App, places: ReadonlyMap<TimeChartId, HTMLElement>) {
    this.#app = app;
    this.#figures = new Map([...places].map(([id, place]) => [id, new ChartFigure(place, app)]));
    const ask = (): void => void this.#ask();
    this.#stop = [app.run.status.listen(ask), app.run.loaded.listen(ask), app.time.subscribe({ onRange: ask })];
    ask();
  }

  destroy(): void {
    this.#isGone = true;
    for (const stop of this.#stop) stop();
    for (const figure of this.#figures.values()) figure.destroy();
  }

  async #ask(): Promise<void> {
    this.#mustAsk = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#mustAsk && !this.#isGone && this.#app.run.status.value !== null) {
      this.#mustAsk = false;
      try {
        const [lines, stacks] = await Promise.all([this.#series(false), this.#series(true)]);
        this.#draw(lines, stacks);
      } catch {
        // The run is gone: the worker has said why, and the next one is told of by its status.
        break;
      }
    }
    this.#isAsking = false;
  }

  #series(isStacked: boolean): Promise<SeriesTable> {
    const { run, time } = this.#app;
    const names = [...this.#figures.keys()].filter((id) => (id === 'flash') === isStacked).flatMap((id) => metricsOf[id] ?? []);
    const range = time.range ?? { fromNs: 0, toNs: Math.max(run.loaded.value?.durationNs ?? 0, run.status.value?.nowNs ?? 0) };
    const widths = [...this.#figures.values()].map(({ pixels }) => pixels);
    return run.ask('series', { names, isStacked, ...range, pixels: Math.ceil(Math.max(...widths, 200) / pixelsPerPoint) });
  }

  #draw(lines: SeriesTable, stacks: SeriesTable): void {
    const { loaded, status } = this.#app.run;
    if (this.#isGone || loaded.value === null || status.value === null) return;
    const views = { lines: liveView(loaded.value, status.value, lines), stacks: liveView(loaded.value, status.value, stacks) };
    for (const [id, figure] of this.#figures) {
      const model = timeChartTable[id](id === 'flash' ? views.stacks : views.lines);
      if (model !== null) figure.show(model);
    }
  }
}
