/** Every benchmark works, in its smoke size; numbers are not judged here. */
import { expect, test } from 'vitest';
import type { Measurement } from './benchmark.ts';
import { benchmarks, yardstick } from './benchmarks.ts';
import { runContender } from './runContender.ts';

test.each(benchmarks.map((benchmark) => [benchmark.name, benchmark] as const))('%s runs, and its contenders do the same work', async (_, benchmark) => {
  const measurements: Measurement[] = [];
  for (const contender of benchmark.contenders) measurements.push(await runContender(benchmark.name, contender, 'smoke'));
  for (const measurement of measurements) expect(measurement.perSecond).toBeGreaterThan(0);
  expect(new Set(measurements.map((measurement) => measurement.hash)).size).toBe(1);
});

test('the yardstick is in the table', () => {
  expect(benchmarks.find((benchmark) => benchmark.name === yardstick.benchmark)?.contenders).toContain(yardstick.contender);
});
