/** How it was measured, and how to get it again. */
import { cellName } from '../../../sim/results/sweepResult.ts';
import { provenanceMarkup } from '../../html/provenance.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import { readableAmount } from '../../text/readable.ts';
import type { SweepSection } from '../sweepInput.ts';

const namedMax = 20;

export const methodSection: SweepSection = {
  id: 'method',
  title: 'How it was measured, and how to repeat it',
  shortTitle: 'Repeat',
  render({ found, origin }) {
    const { axes, cells, seeds, unsound } = found;
    const whole = axes.reduce((product, { values }) => product * values.length, 1);
    const left = whole === cells.length ? '' : `; ${String(whole - cells.length)} combinations are left out`;
    const flaws = unsound
      .slice(0, namedMax)
      .map(({ cell, seed }) => `${cells[cell] === undefined ? '' : cellName(found, cells[cell])} with seed ${String(seed)}`);
    const sound =
      unsound.length === 0
        ? 'Every run was sound: no invariant broke, every law of queues and conservation held.'
        : `Not sound: ${flaws.join(', ')}${unsound.length > namedMax ? ` and ${String(unsound.length - namedMax)} more` : ''}.`;
    const facts = [
      ['Sweep', found.name],
      ...axes.map(({ label, path, values }) => [capitalised(label), `${values.join(', ')}${path === null || path === label ? '' : `  (${path})`}`] as const),
      ['Seeds', seeds.join(', ')],
    ] as const;
    const html = `<p>${readableAmount(cells.length, 'cell')} with ${readableAmount(seeds.length, 'seed')} each: ${readableAmount(cells.length * seeds.length, 'run')}${left}. Every cell has the same seeds, so that the same work meets the same luck.</p>
<p class="${unsound.length === 0 ? '' : 'bad'}">${escapeHtml(sound)}</p>
${provenanceMarkup(origin, 'This runs the sweep again; runs that are kept in <code>.runs</code>, by their content and the code, are not run twice:', facts)}`;
    return { html, charts: [] };
  },
};

/** Names of fields stay as they are; words begin with a capital. */
function capitalised(label: string): string {
  return label === 'variant' ? 'Variant' : label;
}
