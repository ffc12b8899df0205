/** Every benchmark works, in its smoke size; numbers are not judged here. */
import { expect, test } from 'vitest';
import type { Measurement } from './benchmark.ts';
import { benchmarks, yardstick } from './benchmarks.ts';
import { runContender } from './runContender.ts';

/** Benchmarks that differ in size alone (`rollback-10000`, `rollback-100000`) are the same in their smoke size: one of each kind will do. */
const kinds = new Map(benchmarks.map((benchmark) => [benchmark.name.replace(/-\d+$/, ''), benchmark]));

test.each([...kinds])('%s runs, and its contenders do the same work', async (_, benchmark) => {
  const measurements: Measurement[] = [];
  for (const contender of benchmark.contenders) measurements.push(await runContender(benchmark.name, contender, 'smoke'));
  for (const measurement of measurements) expect(measurement.perSecond).toBeGreaterThan(0);
  expect(new Set(measurements.map((measurement) => measurement.hash)).size).toBe(1);
});

test('the yardstick is in the table', () => {
  expect(benchmarks.find((benchmark) => benchmark.name === yardstick.benchmark)?.contenders).toContain(yardstick.contender);
});
