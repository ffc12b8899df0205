/** How it was measured, and how to get it again. */
import { escapeHtml } from '../../text/escapeHtml.ts';
import { readableDuration } from '../../text/readable.ts';
import type { ComparisonSection } from '../comparisonInput.ts';

export const methodSection: ComparisonSection = {
  id: 'method',
  title: 'How it was measured, and how to repeat it',
  shortTitle: 'Repeat',
  render({ found, origin }) {
    const { warmup, precision, replications, seeds } = found;
    const warm = `Measured from ${readableDuration(warmup.ns)} on, ${warmup.foundBy === 'given' ? 'as the scenario or the call says' : 'where MSER-5 finds the throughput of all variants settled'}.`;
    const unsettled =
      warmup.unsettled.length === 0
        ? ''
        : ` The throughput of ${warmup.unsettled.join(', ')} had not settled within half of the run: a longer duration would tell more.`;
    const few = replications < 10 ? ' These are few: intervals are wide, and differences may go unseen.' : '';
    const narrow =
      precision === null
        ? ''
        : ` Intervals of ± ${String(precision.relative * 100)} % were asked for, and ${precision.reached ? 'reached' : 'not reached within the replications allowed'}.`;
    const sound =
      found.unsound.length === 0
        ? 'Every run was sound: no invariant broke, every law of queues and conservation held.'
        : `Not sound: ${found.unsound.map(({ variant, seed }) => `${variant} with seed ${String(seed)}`).join(', ')}.`;
    const pairs: readonly (readonly [string, string])[] = [
      ['Scenario', found.scenario],
      ['Variants', found.variants.map(({ name }) => name).join(', ')],
      ['Baseline', found.baseline],
      ['Seeds', seeds.join(', ')],
      ['Typed', origin.command],
      ['Version', origin.version],
      ...Object.entries(origin.machine).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const),
    ];
    const html = `<p>${escapeHtml(`${warm}${unsettled}`)}</p>
<p>${String(replications)} replications of each variant. Replication k of all variants runs with the same seed, so that the same work meets the same luck, and variants are compared pair by pair.${few}${narrow}</p>
<p class="${found.unsound.length === 0 ? '' : 'bad'}">${escapeHtml(sound)}</p>
<p>This repeats the comparison and compares the digests of all its runs:</p>
<pre tabindex="0">${escapeHtml(origin.repeatCommand)}</pre>
<dl class="pairs">${pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
<details><summary>What each variant sets</summary><dl class="pairs">${found.variants.map(({ name, sets }) => `<dt>${escapeHtml(name)}</dt><dd class="mono">${escapeHtml(sets.map(({ path, value }) => `${path}=${value}`).join('  '))}</dd>`).join('')}</dl></details>`;
    return { html, charts: [] };
  },
};
