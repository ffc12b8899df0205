/** The simulation as it goes: linked charts, what each VM has, and, once it is over, what came out. */
import { html, render } from 'lit/html.js';
import { readableCount, readableDuration } from '../../../reports/text/readable.ts';
import { oracleVerdict } from '../../../reports/text/verdict.ts';
import { markPaths } from '../../../reports/charts/chartMarkup.ts';
import type { TimeChartId } from '../../../reports/charts/chartTable.ts';
import { LiveCharts } from '../../run/liveCharts.ts';
import type { App } from '../../shell/screen.ts';
import { Signal } from '../../shell/signal.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import type { RunPhase } from '../../worker/messages.ts';
import '../../styles/parts.ts';
import styles from './runScreen.css?inline';
import { firstKnobs, knobsOf } from './knobs.ts';
import type { KnobState } from './knobs.ts';
import { vmCards } from './vmCards.ts';

const marks = ['bookmark', 'rollback', 'undo', 'change', 'refused'] as const;
const charts: readonly TimeChartId[] = ['throughput', 'write-p99', 'dirty', 'log', 'flash', 'queue'];
const figuresMs = 250;
let isStyled = false;

export function runScreen(place: HTMLElement, app: App): () => void {
  if (!isStyled) adoptStyles(styles);
  isStyled = true;
  render(frame(), place);
  const none = place.querySelector<HTMLElement>('.run-none')!;
  const grid = place.querySelector<HTMLElement>('.run-grid')!;
  const side = place.querySelector<HTMLElement>('.run-side')!;
  const result = place.querySelector<HTMLElement>('.run-result')!;
  let leaveResult: () => void = () => undefined;
  const live = new LiveCharts(app, new Map(charts.map((id) => [id, place.querySelector<HTMLElement>(`[data-live=${id}]`)!])));
  const knobs = new Signal(firstKnobs);
  let drawnAtMs = -Infinity;
  let drawnPhase: RunPhase | undefined;
  const drawSide = (): void => {
    drawnAtMs = performance.now();
    drawnPhase = app.run.status.value?.phase;
    none.hidden = app.run.loaded.value !== null && app.run.status.value !== null;
    grid.hidden = !none.hidden;
    render(sideOf(app, knobs), side);
  };
  // What the worker tells while it plays comes faster than figures can be read.
  const follow = (): void => {
    const isPassing = app.run.status.value?.phase === 'playing' && drawnPhase === 'playing';
    if (!isPassing || performance.now() - drawnAtMs >= figuresMs) drawSide();
  };
  const drawResult = (): void => {
    leaveResult();
    leaveResult = () => undefined;
    const { value } = app.run.finished;
    if (value === null) return;
    void import('../../run/runResult.ts').then(({ showResult }) => {
      if (app.run.finished.value === value) leaveResult = showResult(result, app, value);
    });
  };
  const stop = [
    knobs.listen(drawSide),
    app.run.status.listen(follow),
    app.run.loaded.listen(drawSide),
    app.run.finished.listen(drawSide),
    app.run.finished.listen(drawResult),
  ];
  drawSide();
  drawResult();
  return () => {
    for (const each of stop) each();
    live.destroy();
    leaveResult();
  };
}

function frame(): unknown {
  return html`<p class="empty run-none">
      What the run does over time, what each VM has, and what can be done to it: all of it is shown here once a scenario is loaded.
    </p>
    <div class="run-grid">
      <div class="run-charts">
        <h2 class="unseen">Charts</h2>
        <ul class="run-key" aria-label="Marks in the charts">
          ${marks.map(
            (kind) =>
              html`<li>
                <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><path d=${markPaths[kind]} /></svg>${kind}
              </li>`,
          )}
          <li>drag: a span of time for all charts, double click: all of it</li>
        </ul>
        ${charts.map((id) => html`<div class="live-chart" data-live=${id}></div>`)}
      </div>
      <aside class="run-side" aria-label="State"></aside>
    </div>
    <div class="run-result"></div>`;
}

function sideOf(app: App, knobs: Signal<KnobState>): unknown {
  const { run } = app;
  const status = run.status.value;
  const loaded = run.loaded.value;
  if (status === null || loaded === null) return '';
  const finished = run.finished.value;
  const verdict = finished === null ? null : oracleVerdict(finished.record.result);
  return html`<section class="panel" aria-label="The run in figures">
      <dl class="pairs">
        <dt>Digest</dt>
        <dd class="mono" data-testid="digest">${finished?.record.result.digest ?? status.digest ?? '…'}</dd>
        <dt>IOs</dt>
        <dd data-testid="ios">${readableCount(status.ios)}</dd>
        <dt>Oracle</dt>
        <dd data-testid="oracle" class=${verdict === null ? '' : { passed: 'good', failed: 'bad', unchecked: 'soft' }[verdict.kind]}>
          ${verdict?.word ?? oracleText(status.oracle)}
        </dd>
        ${
          finished === null
            ? ''
            : html`<dt>Took</dt>
                <dd>${readableDuration(finished.wallSeconds * 1e9)}${finished.record.result.partial ? ', stopped early' : ''}</dd>`
        }
      </dl>
    </section>
    ${knobsOf(app, loaded, status, knobs)}
    <h2 class="unseen">Virtual machines</h2>
    ${vmCards(loaded, status)}`;
}

function oracleText(oracle: { readonly violations: number; readonly checkedReads: number } | null): unknown {
  if (oracle === null) return 'off';
  return oracle.violations > 0
    ? html`<span class="bad">${readableCount(oracle.violations)} violations</span>`
    : `${readableCount(oracle.checkedReads)} reads right so far`;
}
