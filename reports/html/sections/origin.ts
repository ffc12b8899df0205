/** The scenario, where the run was made, and how to make it again. */
import { escapeHtml } from '../../text/escapeHtml.ts';
import { readableBytes, readableCount, readableDuration } from '../../text/readable.ts';
import type { Section } from '../section.ts';

export const originSection: Section = {
  id: 'repeat',
  title: 'Scenario, and how to repeat it',
  shortTitle: 'Repeat',
  render({ result, origin }) {
    const speed =
      result.wallSeconds > 0
        ? `${readableCount(Math.round(result.ios / result.wallSeconds))} requests and ${readableCount(Math.round(result.events / result.wallSeconds))} events per second`
        : '';
    const pairs: (readonly [string, string])[] = [
      ['Seed', String(result.seed)],
      ['Digest', result.digest],
      ['Hindcast', origin.version],
      ['Simulated', `${readableDuration(result.simulatedNs)}, of which ${readableDuration(result.warmupNs)} warm-up`],
      ['Took', `${readableDuration(result.wallSeconds * 1e9)}${speed === '' ? '' : `: ${speed}`}`],
      [
        'Engine tables',
        `${readableBytes(result.engineMemory.totalBytes)}: slots ${readableBytes(result.engineMemory.slotsBytes)}, index ${readableBytes(result.engineMemory.indexBytes)}, log ${readableBytes(result.engineMemory.logBytes)}`,
      ],
      ...Object.entries(origin.machine),
    ];
    return `${origin.summary === '' ? '' : `<p>${escapeHtml(origin.summary)}</p>`}
<p>The same scenario and seed give the same digest, on every machine. This repeats the run and compares the digests:</p>
<pre tabindex="0">${escapeHtml(origin.repeatCommand)}</pre>
<dl class="pairs">${pairs.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd${name === 'Digest' ? ' class="mono"' : ''}>${escapeHtml(value)}</dd>`).join('')}</dl>
<details><summary>The scenario as resolved</summary><pre tabindex="0">${escapeHtml(JSON.stringify(origin.scenario, null, 2))}</pre></details>`;
  },
};
