/** Every benchmark works, in its smoke size, here without a process for each contender; numbers are not judged. */
import { expect, test } from 'vitest';
import type { Measurement } from './benchmark.ts';
import { benchmarks, yardstick } from './benchmarks.ts';
import { runContender } from './runContender.ts';

/** Benchmarks that differ in size alone (`rollback-10000`, `rollback-100000`) are the same in their smoke size: one of each kind will do. */
const kinds = new Map(benchmarks.map((benchmark) => [benchmark.name.replace(/-\d+$/, ''), benchmark]));

test.each([...kinds])('%s runs, and its contenders do the same work', async (_, benchmark) => {
  const measurements: Measurement[] = [];
  for (const contender of benchmark.contenders) measurements.push(await benchmark.run(contender, 'smoke'));
  for (const measurement of measurements) expect(measurement.perSecond).toBeGreaterThan(0);
  expect(new Set(measurements.map((measurement) => measurement.hash)).size).toBe(1);
});

test('the yardstick runs in a process of its own', async () => {
  const { perSecond, hash } = await runContender(yardstick.benchmark, yardstick.contender, 'smoke');
  expect(perSecond).toBeGreaterThan(0);
  expect(hash).toMatch(/./);
});
