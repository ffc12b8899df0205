import { describe, expect, it } from 'vitest';
import { latencyCdf, latencyFigures } from '../../sim/results/latencyFigures.ts';
import { parseRollbackTraces } from '../../sim/results/rollbackTrace.ts';
import { parseRunResult, runResultJsonSchema } from '../../sim/results/runResult.ts';
import { parquetToSeries, seriesToParquet } from '../../sim/results/seriesParquet.ts';
import { emptySeries } from '../../sim/results/series.ts';
import { runFixture } from '../support/runFixture.ts';

const fixture = runFixture(50);
const copy = (): Record<string, unknown> => JSON.parse(JSON.stringify(fixture.result)) as Record<string, unknown>;

describe('result.json', () => {
  it('reads back what it wrote', () => {
    expect(parseRunResult(copy())).toEqual(fixture.result);
    expect(parseRollbackTraces(JSON.parse(JSON.stringify(fixture.rollbacks)))).toEqual(fixture.rollbacks);
  });

  it.each([
    ['another version', (result: Record<string, unknown>) => (result['schemaVersion'] = 2), 'schemaVersion: expected one of 1, found 2'],
    ['a missing field', (result: Record<string, unknown>) => delete result['digest'], 'digest: expected a text, found nothing'],
    [
      'a wrong type, deep inside',
      (result: Record<string, unknown>) => ((result['vms'] as { hitRatio: unknown }[])[1]!.hitRatio = { dram: 'x', flash: 0 }),
      'vms[1].hitRatio.dram: expected a number of at least 0, found "x"',
    ],
    ['a negative amount', (result: Record<string, unknown>) => (result['ios'] = -1), 'ios: expected a number of at least 0, found -1'],
    ['a list that is none', (result: Record<string, unknown>) => (result['rollbacks'] = {}), 'rollbacks: expected a list, found {}'],
  ])('refuses %s and says where', (_name, damage, message) => {
    const result = copy();
    damage(result);
    expect(() => parseRunResult(result)).toThrow(message);
  });

  it('refuses what is no object', () => expect(() => parseRunResult(null)).toThrow('the document: expected an object, found null'));

  it('lets fields of later versions pass', () => expect(() => parseRunResult({ ...copy(), later: 1 })).not.toThrow());

  it('has a JSON Schema that names every key', () => {
    const schema = runResultJsonSchema() as { required: string[] };
    expect(schema.required).toEqual(expect.arrayContaining(Object.keys(fixture.result)));
  });
});

describe('latency figures', () => {
  const readings = { count: 1000, mean: () => 500.5, max: () => 1000, percentile: (percent: number) => Math.max(1, Math.ceil(percent * 10)) };

  it('takes the percentiles of the histogram', () => {
    expect(latencyFigures(readings)).toEqual({ count: 1000, mean: 500.5, p50: 500, p90: 900, p99: 990, p999: 999, p9999: 1000, max: 1000 });
  });

  it('is all 0 without samples', () => {
    expect(latencyFigures({ ...readings, count: 0 }).max).toBe(0);
    expect(latencyCdf({ ...readings, count: 0 })).toEqual({ upToNs: [], fractions: [] });
  });

  it('makes an ascending distribution that ends at the largest', () => {
    const cdf = latencyCdf(readings);
    expect(cdf.upToNs.length).toBeLessThanOrEqual(200);
    expect(cdf.upToNs).toEqual([...new Set(cdf.upToNs)].sort((left, right) => left - right));
    expect(cdf.fractions).toEqual([...cdf.fractions].sort((left, right) => left - right));
    expect([cdf.upToNs.at(-1), cdf.fractions.at(-1)]).toEqual([1000, 1]);
  });
});

describe('series.parquet', () => {
  it('reads back what it wrote, gaps included', async () => {
    fixture.series.columns[3]![7] = NaN;
    expect(await parquetToSeries(seriesToParquet(fixture.series))).toEqual(fixture.series);
  });

  it('holds an empty table', async () => expect(await parquetToSeries(seriesToParquet(emptySeries(['a'])))).toEqual(emptySeries(['a'])));
});
