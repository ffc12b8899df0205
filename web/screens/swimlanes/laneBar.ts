/** Above the lanes: which IOs, which span of time, and what of them is not shown; below them: what the colours say. */
import { html } from 'lit/html.js';
import { styleMap } from 'lit/directives/style-map.js';
import { stateToken } from '../../../reports/charts/palette.ts';
import type { TimeRange } from '../../../reports/charts/timeLink.ts';
import { readableAmount, readableCount, readableDuration, readableInstant } from '../../../reports/text/readable.ts';
import { saveTrace } from '../../files/exportMenu.ts';
import { clockText } from '../../run/clockText.ts';
import type { App } from '../../shell/screen.ts';
import { ioFilters } from '../../worker/lanes/laneMessages.ts';
import type { LaneChoice, LaneView } from '../../worker/lanes/laneMessages.ts';
import { ownWorks } from './laneInks.ts';
import { panned, zoomed } from './laneRange.ts';

export interface LaneActs {
  choose(choice: Partial<LaneChoice>): void;
  /** Null: the latest. */
  show(range: TimeRange | null): void;
}

export function laneBar(app: App, view: LaneView, choice: LaneChoice, acts: LaneActs): unknown {
  const { range } = view;
  const middleNs = (range.fromNs + range.toNs) / 2;
  const isAll = range.fromNs <= view.keptFromNs && range.toNs >= view.nowNs;
  return html`<div class="bar-line lane-bar-line">
    <div class="segments" role="group" aria-label="Span of time">
      <button type="button" aria-pressed=${String(app.time.range === null)} @click=${() => acts.show(null)}>latest</button>
      <button type="button" aria-pressed=${String(isAll)} @click=${() => acts.show({ fromNs: view.keptFromNs, toNs: view.nowNs })}>all that are kept</button>
    </div>
    <div class="segments" role="group" aria-label="Zoom">
      <button type="button" aria-label="Earlier" title="Earlier (Page up)" @click=${() => acts.show(panned(range, -0.5))}>◀</button>
      <button type="button" aria-label="Zoom out" title="Zoom out (−)" @click=${() => acts.show(zoomed(range, 2, middleNs))}>−</button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" @click=${() => acts.show(zoomed(range, 0.5, middleNs))}>+</button>
      <button type="button" aria-label="Later" title="Later (Page down)" @click=${() => acts.show(panned(range, 0.5))}>▶</button>
    </div>
    <span class="spring"></span>
    <span class="field">Percentiles of</span>
    <div class="segments" role="group" aria-label="Percentiles of which IOs">
      ${ioFilters.map((filter) => html`<button type="button" aria-pressed=${String(filter === choice.filter)} @click=${() => acts.choose({ filter })}>${filter}</button>`)}
    </div>
    <select class="plain" aria-label="Of which VM" @change=${(event: Event) => acts.choose({ vm: Number((event.target as HTMLSelectElement).value) })}>
      <option value="-1" ?selected=${choice.vm < 0}>all VMs</option>
      ${app.run.loaded.value?.vms.map(({ name }, vm) => html`<option value=${String(vm)} ?selected=${vm === choice.vm}>${name}</option>`)}
    </select>
    <div class="segments" role="group" aria-label="Percentiles over which time">
      <button type="button" aria-pressed=${String(!choice.isRangeOnly)} @click=${() => acts.choose({ isRangeOnly: false })}>all kept</button>
      <button type="button" aria-pressed=${String(choice.isRangeOnly)} @click=${() => acts.choose({ isRangeOnly: true })}>span shown</button>
    </div>
    <button type="button" class="plain" @click=${() => void saveTrace(app)}>Save Chrome trace</button>
  </div>`;
}

/** What is seen, and what is not. */
export function laneNote(app: App, view: LaneView): unknown {
  const { range, boxes } = view;
  const kept =
    view.iosLeftOut === 0
      ? `All ${readableAmount(view.iosKept, 'IO')} so far are kept.`
      : `The last ${readableAmount(view.iosKept, 'IO')} are kept, from ${readableInstant(view.keptFromNs)} on; ${readableCount(view.iosLeftOut)} earlier ones are not.`;
  const thinned =
    boxes.count < view.spansInRange
      ? ` ${readableCount(view.spansInRange)} spans are drawn as ${readableCount(boxes.count)}: what is narrower than two pixels is drawn together.`
      : ` ${readableAmount(view.spansInRange, 'span')}, each drawn.`;
  const vms = view.vmsLeftOut === 0 ? '' : ` Of the VMs, the 16 with the most IOs have a lane; ${readableCount(view.vmsLeftOut)} have none.`;
  const isBefore = range.fromNs < view.keptFromNs && view.iosLeftOut > 0;
  return html`<p class="soft lane-note">
    ${clockText(range.fromNs)} to ${clockText(range.toNs)}, ${readableDuration(range.toNs - range.fromNs)}.${thinned} ${kept}${vms}
    ${
      isBefore
        ? html`<button type="button" class="link" @click=${() => void app.run.tell('jump', { atNs: range.toNs })}>Go back to the end of this span</button>: then
            its IOs are the last.`
        : ''
    }
  </p>`;
}

export function laneLegend(): unknown {
  return html`<ul class="legend lane-legend">
    <li class="key"><i class="swatch write"></i>write, in the colour of its VM</li>
    <li class="key"><i class="swatch read"></i>read</li>
    ${ownWorks.map(({ label, ink }) => html`<li class="key"><i class="swatch" style=${styleMap({ background: `var(${stateToken(ink)})` })}></i>${label}</li>`)}
    <li class="key"><i class="swatch hatched"></i>rollback, undo</li>
    <li class="soft">drag: a span of time, double click: the latest, Ctrl and wheel: zoom</li>
  </ul>`;
}
