/** The way of one IO, step by step: when each began and how long it took, as a table with bars. */
import { html } from 'lit/html.js';
import { styleMap } from 'lit/directives/style-map.js';
import { readableBytes, readableCount, readableDuration } from '../../../reports/text/readable.ts';
import { clockText } from '../../run/clockText.ts';
import type { IoPath, PathSpan } from '../../worker/lanes/laneMessages.ts';
import { placeColour, placeMark, placeWords } from './percentileTable.ts';

const stepsMax = 40;

export function waterfall(path: IoPath, vmName: string): unknown {
  const { arrivalNs, answeredNs, spans } = path;
  const endNs = Math.max(answeredNs, ...spans.map(({ toNs }) => toNs));
  const steps = [...spans].sort((one, other) => one.fromNs - other.fromNs || one.toNs - other.toNs);
  return html`<h2>${vmName}: ${path.name}, ${readableBytes(path.lengthBytes)}</h2>
    <p class="soft">
      IO ${readableCount(path.id)}, at offset ${readableBytes(path.offsetBytes)}; came at ${clockText(arrivalNs)},
      ${path.status === null ? 'is still under way' : `${path.status === 'ok' ? 'answered' : path.status} after ${readableDuration(answeredNs - arrivalNs)}`}.
    </p>
    <div class="scroll" role="region" aria-label="Steps of the IO" tabindex="0">
      <table class="waterfall">
        <thead>
          <tr>
            <th class="text" scope="col">step</th>
            <th scope="col">after</th>
            <th scope="col">took</th>
            <th class="text" scope="col"><span class="unseen">when</span></th>
          </tr>
        </thead>
        <tbody>
          ${stepRow({ name: 'whole IO', fromNs: arrivalNs, toNs: answeredNs, bytes: 0 }, arrivalNs, endNs, null)}
          ${steps.slice(0, stepsMax).map((span) => stepRow(span, arrivalNs, endNs, span.place))}
        </tbody>
      </table>
    </div>
    ${steps.length > stepsMax ? html`<p class="soft">${readableCount(steps.length - stepsMax)} more steps are not shown.</p>` : ''}
    ${steps.length === 0 ? html`<p class="soft">No device had to do with it.</p>` : ''}`;
}

function stepRow(
  { name, fromNs, toNs, bytes }: Pick<PathSpan, 'name' | 'fromNs' | 'toNs' | 'bytes'>,
  startNs: number,
  endNs: number,
  place: PathSpan['place'] | null,
): unknown {
  const share = (ns: number): string => `${((100 * ns) / Math.max(1, endNs - startNs)).toFixed(2)}%`;
  const style = {
    left: `min(${share(fromNs - startNs)}, calc(100% - 2px))`,
    width: share(toNs - fromNs),
    background: place === null ? 'var(--text)' : placeColour(place),
  };
  const isDevice = place === 'array' || place === 'flash' || place === 'DRAM';
  return html`<tr>
    <th class="text" scope="row" title=${place === null ? '' : placeWords[place]}>
      ${place === null ? '' : placeMark(place)}${name}${isDevice ? html` <small class="soft">${readableBytes(bytes)}</small>` : ''}
    </th>
    <td>${fromNs === startNs ? '0' : readableDuration(fromNs - startNs)}</td>
    <td>${readableDuration(toNs - fromNs)}</td>
    <td class="fall" aria-hidden="true">
      <span><i style=${styleMap(style)}></i></span>
    </td>
  </tr>`;
}
