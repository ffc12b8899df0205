/** What the report of a sweep says: findings that are computed, shares of the differences, charts of what is there, as much as a page can hold. */
import { describe, expect, it } from 'vitest';
import { effectsChart, effectsOf } from '../../reports/charts/models/effectsChart.ts';
import { shownMetrics, sweepSentences } from '../../reports/sweep/sweepFindings.ts';
import { sweepPage } from '../../reports/sweep/sweepPage.ts';
import { sweepSections } from '../../reports/sweep/sweepSections.ts';
import { metricsInPage, parameterCharts, usualTradeOff } from '../../reports/sweep/sweepView.ts';
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import { sweepFixture } from '../support/sweepFixture.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');
const origin = { version: '0.1.0', repeatCommand: 'npx hindcast sweep made-up', command: 'hindcast sweep made-up', summary: '', machine: {} };
const idsOf = (found: SweepResult): string[] => sweepSections.flatMap((section) => section.render({ found, origin })?.charts.map(({ id }) => id) ?? []);

describe('what a sweep found', () => {
  const found = sweepFixture();

  it('says where each metric is best and worst, what each thing does to it, and what the differences come from', () => {
    const [throughput, latency, loss] = sweepSentences(found).map(plain);
    expect(throughput).toMatch(
      /^Throughput is best with flush=policy \d writeLatency=1ms size=\dGiB and 1 more \(8,\d{3} \/s\) and worst with .* writeLatency=8ms .* \((99\d|1,00\d) \/s\), a factor of 8\.0\d\. With writeLatency 8ms instead of 1ms: −87\.5 %\. The differences come from: writeLatency 100 %\. The closed form \(the truth\) is met within 0\.\d % on average over 16 cells; farthest off is .* with [+−]0\.\d+ %\.$/,
    );
    // Policy (1, 2, 3) times latency (1, 2, 4, 8): variances 28.75 and 9.375 of 42.917.
    expect(latency).toMatch(/The differences come from: writeLatency 67 %, flush 22 %, several together 11 %\.$/);
    expect(loss).toMatch(/^Lost with the server \(RPO\) is best with flush=policy 0 .* \(0 s\).*The differences come from: flush 100 %\.$/);
  });

  it('says so where nothing differs', () => {
    const cells = found.cells.map((cell) => ({ ...cell, metrics: { throughput: found.cells[0]!.metrics['throughput']! } }));
    expect(plain(sweepSentences({ ...found, cells })[0]!)).toMatch(/^Throughput is 8,\d{3} \/s in all cells\.$/);
  });

  it('shares the differences out: all of them, as analysis of variance has it', () => {
    // Two by two, two runs each, by hand: rows differ by 22 (968 of 988), the columns and both together by nothing, runs of a cell by 20 of 988.
    const two = sweepFixture({ policies: 2, latencies: 1, sizes: 2, seeds: 2 });
    const values = [
      [1, 3],
      [3, 1],
      [22, 26],
      [26, 22],
    ];
    const mean = (pair: readonly number[]): number => (pair[0]! + pair[1]!) / 2;
    const cells = two.cells.map((cell, index) => ({
      ...cell,
      metrics: { throughput: { ...cell.metrics['throughput']!, mean: mean(values[index]!), values: values[index]! } },
    }));
    const effects = effectsOf({ ...two, cells }, 'throughput')!;
    expect(effects.axes[0]).toBeCloseTo(968 / 988, 12);
    expect(effects.axes[1]).toBe(0);
    expect(effects.axes[2]).toBe(0);
    expect(effects.together).toBeCloseTo(0, 12);
    expect(effects.luck).toBeCloseTo(20 / 988, 12);
  });

  it('does not share out what has holes', () => {
    expect(effectsOf({ ...found, cells: found.cells.slice(1) }, 'throughput')).toBeNull();
    expect(effectsChart({ ...found, cells: found.cells.slice(1) }, shownMetrics(found))).toBeNull();
  });
});

describe('the report of a sweep', () => {
  it('has a map and lines of each metric shown, and the trade-off', () => {
    expect(idsOf(sweepFixture())).toEqual([
      'map-throughput',
      'over-throughput',
      'map-writeP99',
      'over-writeP99',
      'map-rpoMean',
      'over-rpoMean',
      'effects',
      'trade-rpoMean-writeP99',
    ]);
  });

  it('has lines or intervals alone where one thing varies', () => {
    const overLatency = sweepFixture({ policies: 1, sizes: 1 });
    expect(parameterCharts(overLatency, { across: null, down: null, held: () => null }).map(({ kind }) => kind)).toEqual(['lines', 'lines', 'lines']);
    const overNames = sweepFixture({ latencies: 1, sizes: 1 });
    expect(parameterCharts(overNames, { across: null, down: null, held: () => null }).map(({ kind }) => kind)).toEqual(['intervals', 'intervals', 'intervals']);
    expect(idsOf(overLatency)).not.toContain('effects');
  });

  it('holds what is asked for where the other axes are held', () => {
    const [map] = parameterCharts(sweepFixture(), { across: 'size', down: 'flush', held: (label) => (label === 'writeLatency' ? '4ms' : null) });
    expect(map?.title).toBe('Requests acknowledged per second, all VMs (writeLatency 4ms)');
    expect(map?.kind === 'heat' && map.values.map((row) => row.map((value) => Math.round((value ?? 0) / 100)))).toEqual([
      [20, 20],
      [20, 20],
      [20, 20],
    ]);
  });

  it('takes metrics that differ for the trade-off, where the usual ones say nothing', () => {
    expect(usualTradeOff(sweepFixture())).toEqual(['rpoMean', 'writeP99']);
    expect(usualTradeOff(sweepFixture({ policies: 1 }))).toEqual(['writeP99', 'throughput']);
  });

  it('stays below 3 MB with 10,000 cells, and says what it leaves out', () => {
    const large = sweepFixture({ policies: 10, latencies: 50, sizes: 20, seeds: 1 });
    expect(large.cells).toHaveLength(10_000);
    const page = sweepPage({ found: large, origin }, 'x'.repeat(300_000));
    expect(page.length).toBeLessThan(3_000_000);
    expect(page).toContain('Of 10,000 cells the table has the 400 that are best in one of its metrics; results.parquet has all.');
    expect(page).toContain('are too many for a page: they are in results.parquet');
    expect(metricsInPage(large).map(({ name }) => name)).toEqual(['throughput', 'writeP99', 'rpoMean']);
  });
});
