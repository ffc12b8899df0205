/** A card for each VM: what its part of the cache is full of, how far back it can go, its bookmarks. */
import { html } from 'lit/html.js';
import { styleMap } from 'lit/directives/style-map.js';
import { stateToken } from '../../../reports/charts/palette.ts';
import { vmLinesMax } from '../../../reports/charts/runView.ts';
import { readableBytes, readableCount, readableDuration } from '../../../reports/text/readable.ts';
import type { LoadedRun, RunStatus } from '../../worker/messages.ts';

type VmStatus = RunStatus['vms'][number];

const states = [
  ['currentClean', 'current, clean', 'clean'],
  ['currentDirty', 'current, dirty', 'dirty'],
  ['previous', 'previous', 'previous'],
  ['redo', 'redo', 'redo'],
  ['inFlight', 'in flight', 'inFlight'],
] as const;

export function vmCards(loaded: LoadedRun, status: RunStatus): unknown {
  return html`<ul class="vm-cards">
    ${status.vms.map((vm, number) => cardOf(vm, number, loaded))}
  </ul>`;
}

function cardOf(vm: VmStatus, number: number, loaded: LoadedRun): unknown {
  const valid = vm.bookmarks.filter(({ state, name }) => state === 'valid' && name !== null);
  return html`<li class="vm-card" style=${styleMap({ '--ink': `var(--line-${number % vmLinesMax})` })}>
    <h3>${vm.name}</h3>
    ${tierBar(vm, 'dram', 'DRAM', loaded.blockBytes)} ${tierBar(vm, 'flash', 'Flash', loaded.blockBytes)}
    <dl>
      <div>
        <dt>dirty</dt>
        <dd>${readableCount(vm.counters.dirtyBlocks)}</dd>
      </div>
      <div>
        <dt>log records</dt>
        <dd>${readableCount(vm.counters.logRecords)}</dd>
      </div>
      <div>
        <dt>window</dt>
        <dd>${readableDuration(vm.window.windowNs)}</dd>
      </div>
      <div>
        <dt>bookmarks</dt>
        <dd>${valid.length === 0 ? 'none' : valid.length > 3 ? readableCount(valid.length) : valid.map(({ name }) => name).join(', ')}</dd>
      </div>
    </dl>
  </li>`;
}

function tierBar(vm: VmStatus, tier: 'dram' | 'flash', name: string, blockBytes: number): unknown {
  const counts = vm[tier];
  const share = (count: number): string => `${((100 * count) / Math.max(1, counts.total)).toFixed(2)}%`;
  const text = states.map(([key, label]) => `${label} ${share(counts[key])}`).join(', ');
  return html`<div class="tier">
    <span>${name}</span>
    <span class="tier-bar" role="img" aria-label="${name} of ${vm.name}, ${readableBytes(counts.total * blockBytes)}: ${text}" title=${text}>
      ${states.map(([key, , ink]) => html`<i style=${styleMap({ width: share(counts[key]), background: `var(${stateToken(ink)})` })}></i>`)}
    </span>
    <span class="tier-size">${readableBytes(counts.total * blockBytes)}</span>
  </div>`;
}
