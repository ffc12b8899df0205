/**
 * The charts of the run that is going: each time its status is told, the rows that are seen are asked for, at the width of the charts, and drawn. While an answer
 * is under way nothing more is asked.
 */
import { stackOfMetric, timeChartTable } from '../../reports/charts/chartTable.ts';
import type { TimeChartId } from '../../reports/charts/chartTable.ts';
import type { SeriesTable } from '../../sim/results/series.ts';
import { seriesMetrics } from '../../sim/results/series.ts';
import { ChartFigure } from '../charts/chartFigure.ts';
import { Refresher } from '../shell/refresher.ts';
import type { App } from '../shell/screen.ts';
import { liveView } from './liveView.ts';

/** Of each bucket of so many pixels come two points, the smallest and the largest value: while it plays, and when it rests. */
const bucketPixels = { playing: 8, resting: 4 } as const;
const chartsPerFrame = 3;

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
  readonly #refresher = new Refresher(
    () => this.#ask(),
    () => 0,
  );

  /** A place for each chart. */
  constructor(app: App, places: ReadonlyMap<TimeChartId, HTMLElement>) {
    this.#app = app;
    this.#figures = new Map([...places].map(([id, place]) => [id, new ChartFigure(place, app)]));
    const due = (): void => this.#refresher.due();
    this.#stop = [app.run.status.listen(due), app.run.loaded.listen(due), app.time.subscribe({ onRange: due })];
    due();
  }

  destroy(): void {
    this.#refresher.stop();
    for (const stop of this.#stop) stop();
    for (const figure of this.#figures.values()) figure.destroy();
  }

  get #isPlaying(): boolean {
    return this.#app.run.status.value?.phase === 'playing';
  }

  async #ask(): Promise<void> {
    const asked = this.#app.run.status.value;
    if (asked === null) return;
    try {
      const [lines, stacks] = await Promise.all([this.#series(false), this.#series(true)]);
      if (!(await this.#app.run.isInStep(asked))) return;
      await this.#draw(lines, stacks);
    } catch {
      // The run is gone: the worker has said why, and the next one is told of by its status.
    }
  }

  #series(isStacked: boolean): Promise<SeriesTable> {
    const { run, time } = this.#app;
    const names = [...this.#figures.keys()].filter((id) => (id === 'flash') === isStacked).flatMap((id) => metricsOf[id] ?? []);
    const range = time.range ?? { fromNs: 0, toNs: Math.max(run.loaded.value?.durationNs ?? 0, run.status.value?.nowNs ?? 0) };
    const widths = [...this.#figures.values()].map(({ pixels }) => pixels);
    return run.ask('series', {
      names,
      isStacked,
      ...range,
      pixels: Math.ceil(Math.max(...widths, 200) / bucketPixels[this.#isPlaying ? 'playing' : 'resting']),
    });
  }

  /** While it plays in two frames: all charts in one are longer than a frame where two cores are all there is. At rest each in a task of its own, since they are painted anew then. */
  async #draw(lines: SeriesTable, stacks: SeriesTable): Promise<void> {
    const { loaded, status } = this.#app.run;
    if (loaded.value === null || status.value === null) return;
    const views = { lines: liveView(loaded.value, status.value, lines), stacks: liveView(loaded.value, status.value, stacks) };
    let drawn = 0;
    for (const [id, figure] of this.#figures) {
      if (!this.#isPlaying) await new Promise((resolve) => setTimeout(resolve));
      else if (drawn === chartsPerFrame) await new Promise((resolve) => requestAnimationFrame(resolve));
      drawn += 1;
      if (this.#refresher.isStopped) return;
      const model = timeChartTable[id](id === 'flash' ? views.stacks : views.lines);
      if (model !== null) figure.show(model, this.#isPlaying);
    }
  }
}
