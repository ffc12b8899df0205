import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { IntervalHistogram } from '../../sim/metrics/intervalHistogram.ts';
import { IoAmount, IoMeter } from '../../sim/metrics/ioMeter.ts';
import { IoMeters } from '../../sim/metrics/ioMeters.ts';
import { LevelMeter } from '../../sim/metrics/levelMeter.ts';
import { SampleTable } from '../../sim/metrics/sampleTable.ts';

describe('IntervalHistogram', () => {
  test('percentiles are at most 1/16 above the true ones, over the whole range', () => {
    const random = new RandomStream(1, 'histogram');
    const histogram = new IntervalHistogram();
    for (const scale of [10, 3000, 1e6, 1e12, 9e15]) {
      histogram.reset();
      const values = Array.from({ length: 999 }, () => random.nextInt(scale));
      for (const value of values) histogram.record(value);
      values.sort((a, b) => a - b);
      for (const percent of [1, 50, 90, 99, 100]) {
        const exact = values[Math.ceil((percent / 100) * 999) - 1]!;
        expect(histogram.percentile(percent)).toBeGreaterThanOrEqual(exact);
        expect(histogram.percentile(percent)).toBeLessThanOrEqual(exact * (1 + 1 / 16));
      }
    }
  });

  test('is empty after reset, and the same after restore', () => {
    const histogram = new IntervalHistogram();
    for (const value of [5, 7000, 900_000]) histogram.record(value);
    const other = new IntervalHistogram();
    other.record(3);
    other.restore(structuredClone(histogram.save()));
    expect(other.percentile(50)).toBe(histogram.percentile(50));
    histogram.reset();
    expect(histogram.percentile(50)).toBeNaN();
    expect(other.count).toBe(3);
  });
});

test('IoMeter leaves the warm-up out, and keeps intervals apart', () => {
  const meter = new IoMeter();
  meter.record(0, 100, 4096);
  meter.record(1, 200, 512);
  meter.endWarmup();
  meter.beginInterval();
  meter.record(0, 300, 8192);
  meter.record(2, 5, 0);
  const again = new IoMeter();
  again.restore(structuredClone(meter.save()));
  for (const each of [meter, again]) {
    expect([0, 1, 2, 3, 4, 5].map((amount) => each.measured(amount))).toEqual([1, 0, 1, 0, 8192, 0]);
    expect(each.sinceSample(IoAmount.Reads)).toBe(1);
    expect(each.readLatency.count).toBe(1);
    expect(each.readLatency.max()).toBe(300);
    expect(each.writeInterval.count).toBe(0);
  }
});

test('IoMeters say at any time what a meter for each VM would, also when restored in between', () => {
  const random = new RandomStream(1, 'meters');
  const apart = Array.from({ length: 3 }, () => new IoMeter());
  let together = new IoMeters(3);
  for (let ios = 1; ios <= 500; ios += 1) {
    const [vm, op, latencyNs, lengthBytes] = [random.nextInt(3), random.nextInt(4), random.nextInt(1e15), random.nextInt(8) * 4096] as const;
    apart[vm]!.record(op, latencyNs, lengthBytes);
    together.record(vm, op, latencyNs, lengthBytes);
    if (ios % 97 !== 0) continue;
    const restored = new IoMeters(3);
    restored.restore(structuredClone(together.save()));
    together = restored;
    expect(together.all().map((meter) => meter.save())).toEqual(apart.map((meter) => meter.save()));
  }
  expect(together.of(2).save()).toEqual(apart[2]!.save());
});

test('LevelMeter weighs a level by how long it lasted', () => {
  const meter = new LevelMeter();
  meter.look(0, 10);
  meter.look(30, 4);
  meter.look(40, 20);
  expect([meter.mean(), meter.min(), meter.max(), meter.end()]).toEqual([(300 + 40) / 40, 0, 20, 20]);
  meter.reset(50);
  meter.look(60, 30);
  expect([meter.mean(), meter.min(), meter.max(), meter.end()]).toEqual([20, 20, 30, 30]);
});

describe('SampleTable', () => {
  test('keeps its size: merges rates by length, levels by the later, peaks by the larger', () => {
    const table = new SampleTable(['mean', 'last', 'max'], 4);
    const row = (atNs: number, values: readonly number[]): boolean => {
      values.forEach((value, column) => {
        table.set(column, value);
      });
      return table.endRow(atNs);
    };
    expect(row(10, [1, 1, 5])).toBe(false);
    expect(row(20, [3, 2, 4])).toBe(false);
    expect(row(30, [7, 3, NaN])).toBe(false);
    expect(row(60, [NaN, 4, 2])).toBe(true);
    expect([...table.times()]).toEqual([20, 60]);
    expect(table.columns().map((column) => [...column])).toEqual([
      [2, 7],
      [2, 4],
      [5, 2],
    ]);
    row(100, [1, 9, 1]);
    expect(row(130, [5, 8, 6])).toBe(true);
    expect([...table.times()]).toEqual([60, 130]);
    expect([...table.columns()[0]!]).toEqual([(2 * 20 + 7 * 40) / 60, (1 * 40 + 5 * 30) / 70]);
  });

  test('a rate stays exact however often rows are merged', () => {
    const table = new SampleTable(['mean'], 16);
    let atNs = 0;
    let intervalNs = 10;
    let total = 0;
    const random = new RandomStream(2, 'table');
    for (let sample = 0; sample < 1000; sample += 1) {
      atNs += intervalNs;
      const amount = random.nextInt(100);
      total += amount;
      table.set(0, amount / intervalNs);
      if (table.endRow(atNs)) intervalNs *= 2;
    }
    const times = table.times();
    const integral = table.columns()[0]!.reduce((sum, rate, index) => sum + rate * (times[index]! - (index === 0 ? 0 : times[index - 1]!)), 0);
    expect(integral / total).toBeCloseTo(1, 9);
  });
});
