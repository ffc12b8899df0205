/** What was written to flash, and why. */
import { readableBytes, readableCount, readablePercent } from '../../text/readable.ts';
import { lifeText } from '../../text/lifeText.ts';
import { writeCauseText } from '../../text/writeCauses.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import type { FlashFigures } from '../../../sim/results/flashFigures.ts';
import type { Section } from '../section.ts';
import { chartGrid } from './charts.ts';

export const flashSection: Section = {
  id: 'flash',
  title: 'Flash',
  shortTitle: 'Flash',
  render({ result }, view) {
    const causes = Object.entries(result.flash.bytesWritten)
      .filter(([, bytes]) => bytes > 0)
      .sort((left, right) => right[1] - left[1]);
    const total = causes.reduce((sum, [, bytes]) => sum + bytes, 0);
    if (total === 0) return '<p>Nothing was written to flash.</p>';
    const largest = causes[0]![1];
    const rows = causes.map(
      ([cause, bytes]) =>
        `<tr><th scope="row" class="text">${escapeHtml(writeCauseText(cause).label)}</th><td>${readableBytes(bytes)}</td><td>${readablePercent(bytes / total)}</td><td class="text"><span class="bar" style="width:${Math.max(1, Math.round((120 * bytes) / largest))}px"></span></td><td class="text wrap soft">${writeCauseText(cause).meaning}</td></tr>`,
    );
    const guest =
      result.total.bytesWritten === 0 ? '' : ` For each byte that a guest wrote, ${(total / result.total.bytesWritten).toFixed(2)} bytes went to flash.`;
    return `<p>${readableBytes(total)} in all.${guest}</p>
<div class="scroll" role="region" aria-label="Bytes written to flash by cause" tabindex="0"><table><thead><tr><th scope="col" class="text">cause</th><th scope="col">bytes</th><th scope="col">share</th><th scope="col"><span class="unseen">bar</span></th><th scope="col" class="text">what it is</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>${wearMarkup(result.flash)}
${chartGrid(view, ['flash']) ?? ''}`;
  },
};

/** What the device made of it. */
function wearMarkup({ wear, writeAmplification, erases }: FlashFigures): string {
  if (wear === null) return '';
  const facts: readonly (readonly [string, string])[] = [
    ['write amplification', `${writeAmplification.toFixed(3)} bytes on the medium for each byte that the cache wrote`],
    [
      'erases',
      `${readableCount(erases)} blocks; cycles of a block: ${wear.cyclesMin} to ${wear.cyclesMax}, mean ${wear.cyclesMean.toFixed(2)}, rated ${readableCount(wear.cyclesRated)}`,
    ],
    ['size', `${readableBytes(wear.logicalBytes)}, of which ${readableBytes(wear.mappedBytes)} were written; ${readableBytes(wear.physicalBytes)} of flash`],
    ['load', `the device is written ${readableCount(wear.drivesWrittenPerDay)} times over a day`],
    ['life', wear.lifeYears === null ? 'nothing was written' : `${lifeText(wear.lifeYears)} under this load`],
  ];
  const rows = facts.map(([name, value]) => `<tr><th scope="row" class="text">${name}</th><td class="text wrap">${value}</td></tr>`);
  return `<h3>What the device made of it</h3>
<div class="scroll" role="region" aria-label="Wear of the flash" tabindex="0"><table><tbody>${rows.join('')}</tbody></table></div>`;
}
