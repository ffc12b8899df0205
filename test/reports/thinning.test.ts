import { describe, expect, it } from 'vitest';
import type { LineChartModel } from '../../reports/charts/chartModel.ts';
import { chartMarkup } from '../../reports/charts/chartMarkup.ts';
import { chartTable, stackOfMetric } from '../../reports/charts/chartTable.ts';
import { viewRun, vmLinesMax } from '../../reports/charts/runView.ts';
import { peakRows, thinSeries } from '../../reports/charts/thinning.ts';
import { readCharts, storeCharts } from '../../reports/charts/storedChart.ts';
import { limitTraces } from '../../reports/html/limitTraces.ts';
import { seriesColumn } from '../../sim/results/series.ts';
import type { SeriesTable } from '../../sim/results/series.ts';
import { runFixture } from '../support/runFixture.ts';

describe('thinning', () => {
  it('keeps everything when there is room', () => expect(Array.from(peakRows([3, 1, 2], 2))).toEqual([0, 1, 2]));

  it('keeps the smallest and the largest of each bucket, in order, and no more', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, row) => (row === 7_777 ? 1e6 : row === 3_333 ? -1e6 : row % 10));
    const rows = peakRows(values, 100);
    expect(rows.length).toBeLessThanOrEqual(200);
    expect(Array.from(rows)).toEqual([...rows].sort((left, right) => left - right));
    expect([rows.includes(7_777), rows.includes(3_333)]).toEqual([true, true]);
  });

  it('keeps gaps only where a whole bucket has no value', () => {
    const values = Float64Array.from({ length: 100 }, (_, row) => (row < 50 || row % 2 === 0 ? NaN : row));
    const kept = Array.from(peakRows(values, 10), (row) => values[row]);
    expect(kept.filter(Number.isNaN)).toHaveLength(5);
    expect(kept.at(-1)).toBe(99);
  });

  it('thins a table, stacked columns by the same rows', () => {
    const { series } = runFixture(5_000);
    const thin = thinSeries(series, 100, stackOfMetric);
    expect(thin.timesNs).toHaveLength(200);
    for (let column = 0; column < series.columns.length; column += 1)
      if (stackOfMetric(series.names[column]!) === null) expect(Math.max(...thin.columns[column]!)).toBe(Math.max(...series.columns[column]!));
    const total = (table: SeriesTable): number =>
      Math.max(
        ...table.timesNs.map((_, row) =>
          table.columns.reduce((sum, values, column) => sum + (stackOfMetric(table.names[column]!) === null ? 0 : values[row]!), 0),
        ),
      );
    expect(total(thin)).toBe(total(series));
  });
});

describe('a run in view', () => {
  it('draws few VMs one by one, many as seven and the others', () => {
    const { result, series } = runFixture(20);
    expect(viewRun(result, series).series).toBe(series);
    const many = 40;
    const names = Array.from({ length: many }, (_, vm) => `vm${vm}`);
    const wide: SeriesTable = {
      vmNames: names,
      names: names.flatMap(() => ['readsPerSecond', 'windowNs']),
      units: names.flatMap(() => ['perSecond', 'ns'] as const),
      vms: names.flatMap((_, vm) => [vm, vm]),
      timesNs: Float64Array.of(1),
      columns: names.flatMap((_, vm) => [Float64Array.of(vm), Float64Array.of(100 - vm)]),
    };
    const view = viewRun({ ...result, vms: names.map((name, vm) => ({ ...result.vms[0]!, name, iops: vm })) }, wide);
    expect(view.series.vmNames).toEqual(['vm33', 'vm34', 'vm35', 'vm36', 'vm37', 'vm38', 'vm39', 'mean of 33 others']);
    expect(view.series.vmNames).toHaveLength(vmLinesMax);
    expect(view.series.columns[seriesColumn(view.series, 'readsPerSecond', 7)]).toEqual(Float64Array.of(16));
    expect(view.series.columns[seriesColumn(view.series, 'windowNs', 7)]).toEqual(Float64Array.of(68));
  });

  it('comes back from the data of a report, gaps included', () => {
    const { result, series } = runFixture(20);
    series.columns[seriesColumn(series, 'windowNs', 0)]![3] = NaN;
    const models = [chartTable.window({ result, series })!, chartTable.dirty({ result, series })!];
    const stored = storeCharts(models);
    const [window, dirty] = readCharts(JSON.parse(JSON.stringify(stored)) as typeof stored) as typeof models;
    expect(window!.lines[0]!.xs).toEqual(series.timesNs);
    expect(stored.columns).toHaveLength(1 + window!.lines.length + dirty!.lines.length); // the times once
    const gaps = models[0]!.lines.map(({ ys }) => Array.from(ys, Number.isNaN));
    expect(window!.lines.map(({ ys }) => Array.from(ys, Number.isNaN))).toEqual(gaps);
    expect(dirty!.marks).toEqual(models[1]!.marks);
  });

  it('limits traces and says what is left out', () => {
    const { rollbacks } = runFixture(20);
    const long = { ...rollbacks[0]!, entries: Array.from({ length: 50_000 }, () => rollbacks[0]!.entries[0]!), entriesLeftOut: 1 };
    const [cut] = limitTraces([long]);
    expect([cut!.entries.length, cut!.entriesLeftOut]).toEqual([10_000, 40_001]);
  });
});

describe('charts', () => {
  const { result, series } = runFixture(60);
  const view = viewRun(result, series);

  it.each(Object.keys(chartTable).filter((id) => !id.startsWith('crashes-')))(
    '%s has lines, a description with numbers, and a table as wide as its lines',
    (id) => {
      const model = chartTable[id as keyof typeof chartTable](view) as LineChartModel | null;
      expect(model).not.toBeNull();
      expect(model!.id).toBe(id);
      expect(model!.description).toMatch(/\d/);
      for (const row of model!.table.rows) expect(row).toHaveLength(model!.table.head.length);
      expect(model!.table.head).toHaveLength(model!.lines.length + 1);
    },
  );

  it('has no chart of what was not recorded', () => {
    const bare = {
      result: { ...result, vms: [], total: { ...result.total, latencyCdf: { read: { upToNs: [], fractions: [] }, write: { upToNs: [], fractions: [] } } } },
      series: { ...series, names: [], columns: [], vms: [], units: [] },
    };
    for (const make of Object.values(chartTable)) expect(make(bare)).toBeNull();
  });

  it('marks what happened, groups once', () => {
    const marks = chartTable.throughput(view)!.marks;
    expect(marks.map(({ kind }) => kind)).toEqual(['bookmark', 'rollback', 'rollback', 'undo', 'refused']);
    expect(marks[0]!.label).toBe('database, mail: bookmark before-attack');
  });

  it('escapes names', () => {
    const odd = chartTable.throughput({ result, series: { ...series, vmNames: ['<b>&"', 'mail', 'database'] } })!;
    expect(chartMarkup(odd)).not.toContain('<b>');
    expect(chartMarkup(odd)).toContain('&lt;b&gt;&amp;&quot;');
  });
});
