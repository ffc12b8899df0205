/** What a rollback to the handle would do: in words and figures, before it is done. */
import { html } from 'lit/html.js';
import { readableBytes, readableCount, readableDuration } from '../../../reports/text/readable.ts';
import type { LoadedRun, RollbackPreview, RunStatus } from '../../worker/messages.ts';
import { targetText } from './rollbackTarget.ts';
import type { Handle } from './rollbackTarget.ts';

const reasons: Readonly<Record<string, string>> = {
  'outside-window': 'lies before the window: the records that it needs have been given up',
  'not-a-bookmark': 'is no bookmark, and this VM keeps only what its bookmarks need',
  'expired-bookmark': 'has expired: the records that it needs have been given up',
  'unknown-bookmark': 'is not there any more',
  'no-window': 'cannot be reached: this VM has no flash to keep the past in',
};

const places = [
  ['dram', 'in DRAM'],
  ['flash', 'in flash'],
  ['array', 'on the array'],
  ['snapshot', 'in snapshots of the array'],
  ['none', 'never written before'],
] as const;

export function previewOf(loaded: LoadedRun, status: RunStatus, handle: Handle | null, preview: RollbackPreview | null): unknown {
  if (handle === null) {
    return html`<p class="rb-hint">
      Drag the handle back into the window, or focus it and use the arrow keys (Page Up: the bookmark before). What would be undone is shown here; let it go,
      and the rollback runs in a fork, beside the run without it.
    </p>`;
  }
  if (preview === null) return html`<p class="rb-hint">Looking …</p>`;
  if (preview.refused !== null)
    return html`<p class="rb-hint bad" role="status">${targetText(handle)} ${reasons[preview.refused] ?? `is refused: ${preview.refused}`}.</p>`;
  const { blocksRestored, blocksByPlace, recordsWalked, walkNs } = preview;
  return html`<div class="rb-preview" data-testid="preview">
    <dl class="figures">
      <div>
        <dt>back to</dt>
        <dd>${targetText(handle)}</dd>
      </div>
      <div>
        <dt>undoes</dt>
        <dd>${readableDuration(Math.max(0, status.nowNs - handle.atNs))}</dd>
      </div>
      <div>
        <dt>blocks restored</dt>
        <dd data-testid="preview-blocks">${readableCount(blocksRestored)}</dd>
      </div>
      <div>
        <dt>that is</dt>
        <dd>${readableBytes(blocksRestored * loaded.blockBytes)}</dd>
      </div>
      <div>
        <dt>records walked</dt>
        <dd>${readableCount(recordsWalked)}</dd>
      </div>
      <div>
        <dt>walking takes</dt>
        <dd>${readableDuration(walkNs)}</dd>
      </div>
    </dl>
    <p class="rb-places">
      ${places
        .filter(([place]) => blocksByPlace[place] > 0)
        .map(([place, name]) => html`<span><i class="place-${place}"></i>${readableCount(blocksByPlace[place])} ${name}</span>`)}
      <span class="soft">No data is moved: only where each block is changes.</span>
    </p>
  </div>`;
}
