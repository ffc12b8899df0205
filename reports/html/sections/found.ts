/** What was found: three sentences and one table, on the first screen. */
import { findings } from '../../text/findings.ts';
import { readableAmount, readableBytes, readableBytesPerSecond, readableCount, readableDuration, readablePercent } from '../../text/readable.ts';
import { oracleVerdict } from '../../text/verdict.ts';
import { writeCauseText } from '../../text/writeCauses.ts';
import { escapeHtml } from '../../text/escapeHtml.ts';
import type { RunResult } from '../../../sim/results/runResult.ts';
import type { Section } from '../section.ts';

export const foundSection: Section = {
  id: 'found',
  title: 'What was found',
  shortTitle: 'Found',
  render({ result }) {
    const rows = glanceRows(result).map(
      ([name, value, detail]) =>
        `<tr><th scope="row" class="text">${name}</th><td><b>${value}</b>${detail === '' ? '' : ` <small>${detail}</small>`}</td></tr>`,
    );
    return `<div class="found"><div>${findings(result)
      .map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
      .join('\n')}</div>
<table class="glance"><caption class="unseen">Main figures of the run</caption><tbody>${rows.join('\n')}</tbody></table></div>`;
  },
};

/** Name, figure, what goes with it: HTML already. */
function glanceRows(result: RunResult): (readonly [string, string, string])[] {
  const { total, cache, oracle } = result;
  const { read, write } = total.latencyNs;
  const verdict = oracleVerdict(result);
  const flashCauses = Object.entries(result.flash.bytesWritten)
    .filter(([, bytes]) => bytes > 0)
    .sort((left, right) => right[1] - left[1]);
  const flashBytes = flashCauses.reduce((sum, [, bytes]) => sum + bytes, 0);
  const refused = result.rollbacks.filter((rollback) => rollback.refused).length;
  const undos = result.rollbacks.filter((rollback) => rollback.kind === 'undo' && !rollback.refused).length;
  const done = result.rollbacks.length - refused - undos;
  const checked = result.rollbacks.filter((rollback) => rollback.checked).length;
  const flags = { passed: 'good', failed: 'bad', unchecked: 'soft' } as const;
  return [
    ['Rate', `${readableCount(Math.round(total.iops))} IO/s`, `${readableBytesPerSecond(total.bytesPerSecond)}, ${readableCount(result.ios)} requests`],
    ['Read latency', read.count === 0 ? '–' : readableDuration(read.p50), read.count === 0 ? 'no reads' : `median; 99 % within ${readableDuration(read.p99)}`],
    [
      'Write latency',
      write.count === 0 ? '–' : readableDuration(write.p50),
      write.count === 0 ? 'no writes' : `median; 99 % within ${readableDuration(write.p99)}`,
    ],
    [
      'Hits',
      total.reads === 0 ? '–' : readablePercent(total.hitRatio.dram + total.hitRatio.flash),
      total.reads === 0 ? 'no reads' : `${readablePercent(total.hitRatio.dram)} DRAM, ${readablePercent(total.hitRatio.flash)} flash`,
    ],
    [
      'Rollbacks',
      result.rollbacks.length === 0 ? 'none' : readableCount(done),
      result.rollbacks.length === 0
        ? ''
        : [undos === 0 ? '' : readableAmount(undos, 'undo'), refused === 0 ? '' : `${refused} refused`, `${checked} checked block by block`]
            .filter((part) => part !== '')
            .join(', '),
    ],
    [
      'Oracle',
      `<span class="${flags[verdict.kind]}">${verdict.word}</span>`,
      oracle.mode === 'off' ? 'it was off' : `${readableCount(oracle.checkedReads)} reads checked, ${oracle.mode}`,
    ],
    ['Rollback window', readableDuration(cache.windowNs.end), `at the end; ${readableDuration(cache.windowNs.mean)} on average`],
    [
      'Written to flash',
      readableBytes(flashBytes),
      flashCauses.length === 0 ? '' : `${readablePercent(flashCauses[0]![1] / flashBytes)} of it ${escapeHtml(writeCauseText(flashCauses[0]![0]).label)}`,
    ],
    ['Waits for room', cache.stalls === 0 ? 'none' : readableCount(cache.stalls), cache.stalls === 0 ? '' : `${readableDuration(total.stallNs)} in all`],
  ];
}
