/** What the report of a comparison says: the answer in words, absent figures named, charts of what is there. */
import { describe, expect, it } from 'vitest';
import { comparisonFindings } from '../../reports/comparison/comparisonFindings.ts';
import { comparisonSections } from '../../reports/comparison/comparisonSections.ts';
import type { ComparisonInput } from '../../reports/comparison/comparisonInput.ts';
import type { Comparison } from '../../sim/results/comparisonResult.ts';
import { comparisonFixture } from '../support/comparisonFixture.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');
const inputOf = (found: Comparison): ComparisonInput => ({
  found,
  origin: { version: '0.1.0', repeatCommand: 'npx hindcast compare manifest.json', command: 'hindcast compare office', summary: '', machine: {} },
});
const sectionOf = (found: Comparison, id: string): { html: string; charts: readonly { id: string }[] } =>
  comparisonSections.find((section) => section.id === id)!.render(inputOf(found))!;

describe('comparisonFindings', () => {
  it('names the fastest, who loses nothing and what that costs, how far back, and the wear', () => {
    const [speed, loss, window] = comparisonFindings(comparisonFixture()).map(plain);
    expect(speed).toMatch(/^Fastest is age with 26,\d{3} \/s, \+\d\d\.\d % against periodic\. So it is in answering writes: 99 % within \d{3} µs/);
    expect(loss).toMatch(
      /^Nothing acknowledged is lost with the server under write-through, at 8,\d{3} \/s; who may lose 2\.\d\d s gets 20,\d{3} \/s \((periodic|write-back)\) and [56]\.\d\d s: 26,\d{3} \/s \(age\)\.$/,
    );
    expect(window).toMatch(
      /^The rollback window reaches farthest under age \(.*\), farthest from that is .*; the flash lives longest under age \(.* years\), farthest from that is write-through \(.*\)\.$/,
    );
  });

  it('tells a step of speed for loss where it is worth a step, and what is left beyond the last', () => {
    const fixture = comparisonFixture();
    const scaled = (factors: Readonly<Record<string, number>>): Comparison => ({
      ...fixture,
      variants: fixture.variants.map((variant) => {
        const throughput = variant.metrics['throughput']!;
        return { ...variant, metrics: { ...variant.metrics, throughput: { ...throughput, mean: 10_000 * (factors[variant.name] ?? 1) } } };
      }),
    });
    const loss = (factors: Readonly<Record<string, number>>): string => plain(comparisonFindings(scaled(factors))[1]);
    expect(loss({ periodic: 1.2, 'write-back': 1.2, age: 1.205 })).toMatch(
      / at 10,000 \/s; who may lose 2\.\d\d s gets 12,000 \/s \(\S+\); losing more than that buys at most \+0\.4\d? %\.$/,
    );
    expect(loss({ periodic: 0.9, 'write-back': 0.9, age: 0.8 })).toMatch(/ at 10,000 \/s; losing more buys no speed\.$/);
  });

  it('tells a difference of a whole order by its two values', () => {
    const fixture = comparisonFixture();
    const variants = fixture.variants.map((variant) =>
      variant.name === 'age'
        ? { ...variant, metrics: { ...variant.metrics, writeP99: { ...variant.metrics['writeP99']!, mean: 500, differenceRatio: -0.999 } } }
        : variant,
    );
    expect(plain(comparisonFindings({ ...fixture, variants })[0])).toMatch(/99 % within 500 ns, against 9\d\d µs under periodic\.$/);
  });

  it('says what is absent and what stands in for it', () => {
    const [, loss, window] = comparisonFindings(comparisonFixture({ absent: ['rpoMean', 'rpoMax', 'flashLife'] })).map(plain);
    expect(loss).toMatch(
      /^What the loss of the server would lose is not known: no crashes were sampled in these runs; the fewest blocks wait for the array under /,
    );
    expect(window).toMatch(/the flash is written least under age .*its life is not known/);
  });
});

describe('the report of a comparison', () => {
  const found = comparisonFixture();

  it('has a row of figures for each variant, with the best in bold and what is shown marked', () => {
    const { html } = sectionOf(found, 'found');
    const row = (name: string): string => html.slice(html.indexOf(`<tr data-name="${name}"`)).split('</tr>')[0]!;
    expect(row('age')).toMatch(/<td><b>26,\d{3}.*?dot better/);
    expect(row('write-through')).toMatch(/<td>8,\d{3}.*?dot worse/);
    expect(row('write-back')).not.toMatch(/dot better|dot worse/);
    expect(row('write-through')).toContain('data-rpomean="0"');
    expect(html).not.toContain('Absent');
  });

  it('draws every trade-off, difference and distribution that there are figures for', () => {
    const ids = comparisonSections.flatMap((section) => section.render(inputOf(found))?.charts.map(({ id }) => id) ?? []);
    expect(ids).toEqual([
      'trade-rpoMean-writeP99',
      'trade-rpoMean-throughput',
      'trade-flashLife-window',
      'difference-throughput',
      'difference-writeP99',
      'difference-readP99',
      'difference-rpoMean',
      'difference-window',
      'difference-flashBytes',
      'difference-slowdownMax',
      'difference-unfairness',
      'latency-write',
      'latency-read',
      'throughput',
      'flash',
      'crashes-array',
      'crashes-server',
    ]);
  });

  it('lets dirty blocks and flash bytes stand in, and says so', () => {
    const bare = comparisonFixture({ absent: ['rpoMean', 'rpoMax', 'flashLife'] });
    expect(sectionOf(bare, 'trade-offs').charts.map(({ id }) => id)).toEqual([
      'trade-dirtyBlocks-writeP99',
      'trade-dirtyBlocks-throughput',
      'trade-flashBytes-window',
    ]);
    expect(sectionOf(bare, 'trade-offs').html).toContain(
      'Not known here: lost with the server (RPO) and flash life; dirty blocks and bytes written to flash stand in.',
    );
    expect(sectionOf(bare, 'found').html).toContain('Absent, since these runs have no such figure: lost with the server (RPO), flash life.');
    expect(sectionOf(bare, 'crashes').html).toContain('No crashes were made or sampled');
  });

  it('says plainly where there is no evidence of a difference', () => {
    const { html } = sectionOf(found, 'metrics');
    expect(html).toMatch(/write-back<\/th>(<td[^>]*>[^<]*<\/td>)+<td class="text">no evidence of a difference/);
  });
});
