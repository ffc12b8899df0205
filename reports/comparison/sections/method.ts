/** How it was measured, and how to get it again. */
import { pairsMarkup, provenanceMarkup } from '../../html/provenance.ts';
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
    ];
    const html = `<p>${escapeHtml(`${warm}${unsettled}`)}</p>
<p>${String(replications)} replications of each variant. Replication k of all variants runs with the same seed, so that the same work meets the same luck, and variants are compared pair by pair.${few}${narrow}</p>
<p class="${found.unsound.length === 0 ? '' : 'bad'}">${escapeHtml(sound)}</p>
${provenanceMarkup(origin, 'This repeats the comparison and compares the digests of all its runs:', pairs)}
<details><summary>What each variant sets</summary>${pairsMarkup(
      found.variants.map(({ name, sets }) => [name, sets.map(({ path, value }) => `${path}=${value}`).join('  ')]),
      true,
    )}</details>`;
    return { html, charts: [] };
  },
};
