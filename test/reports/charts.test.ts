/** The kinds of charts that are not of one run: what they say without a picture, their numbers, their markup. */
import { describe, expect, it } from 'vitest';
import { chartCsv } from '../../reports/charts/chartCsv.ts';
import { chartMarkup } from '../../reports/charts/chartMarkup.ts';
import type { ChartModel, LineChartModel } from '../../reports/charts/chartModel.ts';
import { TimeLink } from '../../reports/charts/timeLink.ts';
import type { TimeRange } from '../../reports/charts/timeLink.ts';
import { chartTable } from '../../reports/charts/chartTable.ts';
import { viewRun } from '../../reports/charts/runView.ts';
import { runFixture } from '../support/runFixture.ts';
import { chartSamples } from '../support/chartSamples.ts';

const byKind = new Map<string, ChartModel>(chartSamples.map((model) => [model.kind, model]));

describe('chart models', () => {
  it.each(chartSamples.map((model) => [model.id, model] as const))('%s has a description with numbers and a table that is whole', (_id, model) => {
    expect(model.description).toMatch(/\d/);
    expect(model.table.rows.length).toBeGreaterThan(0);
    for (const row of model.table.rows) expect(row).toHaveLength(model.table.head.length);
    const html = chartMarkup(model);
    expect(html).toContain('data-save="png"');
    expect(html).toContain(`data-chart="${model.id}"`);
  });

  it('finds the front of a trade-off: whoever is beaten in both is not on it', () => {
    const model = byKind.get('points') as Extract<ChartModel, { kind: 'points' }>;
    expect(model.points.filter(({ isOnFront }) => isOnFront).map(({ label }) => label)).toEqual(['write-through', 'periodic']);
  });

  it('leaves out parts that are nothing everywhere', () => {
    const model = byKind.get('bars') as Extract<ChartModel, { kind: 'bars' }>;
    expect(model.parts.map(({ label }) => label)).toEqual(['demotion', 'log']);
  });
});

describe('chartCsv', () => {
  it.each([
    [
      'points',
      'name,data lost (ns),data lost low,data lost high,write p99 (ns),write p99 low,write p99 high,on the front\r\nwrite-through,0,0,0,2000,1900,2100,yes\r\n',
    ],
    ['intervals', 'name,difference (change),low,high,verdict\r\n"a,b",0.02,-0.01,0.05,none\r\n'],
    ['bars', 'name,demotion (bytes),log (bytes)\r\none,1,3\r\n'],
    ['heat', 'interval,flash,value (perSecond)\r\n1 s,1 GiB,1000\r\n1 s,2 GiB,\r\n'],
  ])('writes %s', (kind, beginning) => {
    const model = byKind.get(kind)!;
    expect(chartCsv(model).slice(0, beginning.length)).toBe(beginning);
  });

  it('writes what is shown of a run: the lines that are not hidden, in the span that is chosen', () => {
    const { result, series } = runFixture(40);
    const model = chartTable.throughput(viewRun(result, series))!;
    const lines = chartCsv(model, { fromNs: model.lines[0]!.xs[3]!, toNs: model.lines[0]!.xs[5]! }, new Set([0]))
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]!.split(',')).toHaveLength(model.lines.length);
    expect(lines[1]!.split(',').map(Number)).toEqual([model.lines[1]!.xs[3], ...model.lines.slice(1).map(({ ys }) => ys[3])]);
  });

  it('joins lines that do not share their places', () => {
    const base = byKind.get('lines') as LineChartModel;
    const model = {
      ...base,
      lines: [
        { label: 'a', ink: 0, xs: [1, 2], ys: [10, 20] },
        { label: 'b', ink: 1, xs: [2, 3], ys: [5, NaN] },
      ],
    };
    expect(chartCsv(model)).toBe('flash (bytes),a (perSecond),b (perSecond)\r\n1,10,\r\n2,20,5\r\n3,,\r\n');
  });
});

describe('TimeLink', () => {
  it('tells everybody once, and refuses spans that are none', () => {
    const link = new TimeLink();
    const seen: (TimeRange | null)[] = [];
    const end = link.subscribe({ onRange: (range) => seen.push(range) });
    link.setRange({ fromNs: 5, toNs: 9 });
    link.setRange({ fromNs: 5, toNs: 9 });
    link.setRange({ fromNs: 9, toNs: 9 });
    link.setRange(null);
    end();
    link.setRange({ fromNs: 1, toNs: 2 });
    expect(seen).toEqual([{ fromNs: 5, toNs: 9 }, null]);
    expect(link.range).toEqual({ fromNs: 1, toNs: 2 });
  });
});
