/** Latencies of the IOs that are kept, and where the time of the IO at each percentile went: a row opens that IO. */
import { html } from 'lit/html.js';
import { styleMap } from 'lit/directives/style-map.js';
import { readableAmount, readableDuration } from '../../../reports/text/readable.ts';
import { timePlaces } from '../../worker/lanes/laneMessages.ts';
import type { IoPath, LaneView, TimePlace } from '../../worker/lanes/laneMessages.ts';

/** In words. */
export const placeWords: Readonly<Record<TimePlace, string>> = {
  hypervisor: 'hypervisor',
  room: 'room',
  array: 'array',
  flash: 'flash',
  DRAM: 'DRAM',
  cache: 'cache',
};

const shareNames = new Map([
  [0.5, 'median'],
  [0.9, '90 %'],
  [0.99, '99 %'],
  [0.999, '99.9 %'],
  [1, 'slowest'],
]);

export function percentileTable(view: LaneView, chosen: number | null, choose: (path: IoPath) => void): unknown {
  if (view.percentiles.length === 0) return html`<p class="soft">None of these IOs was answered yet.</p>`;
  return html`<div class="scroll" role="region" aria-label="Percentiles" tabindex="0">
    <table class="lane-percentiles">
      <caption class="soft">
        Of ${readableAmount(view.answered, 'answered IO')}: the one at each percentile, and where its time went (room: waits for room; cache: for other work in
        the cache)
      </caption>
      <thead>
        <tr>
          <th class="text" scope="col">IO</th>
          <th scope="col">latency</th>
          ${timePlaces.map((place) => html`<th scope="col">${placeMark(place)}${placeWords[place]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${view.percentiles.map(
          ({ share, path }) =>
            html`<tr aria-current=${String(path.id === chosen)}>
                <th class="text" scope="row"><button type="button" class="link" @click=${() => choose(path)}>${shareNames.get(share)!}</button></th>
                <td>${readableDuration(path.answeredNs - path.arrivalNs)}</td>
                ${path.timesNs.map((ns) => html`<td class=${ns === 0 ? 'soft' : ''}>${ns === 0 ? '–' : readableDuration(ns)}</td>`)}
              </tr>
              <tr class="lane-bar" aria-hidden="true">
                <td colspan="8">${timeBar(path)}</td>
              </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function placeMark(place: TimePlace): unknown {
  return html`<i class="place" style=${styleMap({ background: placeColour(place) })}></i>`;
}

export function placeColour(place: TimePlace): string {
  return `var(--place-${String(timePlaces.indexOf(place))})`;
}

/** The time of an IO, end to end. */
function timeBar({ timesNs, arrivalNs, answeredNs }: IoPath): unknown {
  const share = (ns: number): string => `${((100 * ns) / Math.max(1, answeredNs - arrivalNs)).toFixed(2)}%`;
  return html`<span class="time-bar"
    >${timePlaces.map((place, index) => html`<i style=${styleMap({ width: share(timesNs[index]!), background: placeColour(place) })}></i>`)}</span
  >`;
}
