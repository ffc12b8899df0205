/** Closed forms that sweeps name: the values of the design, for the studies that ship, and nothing where they don't hold. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSweepFile } from '../../sim/experiment/sweepFile.ts';
import { sweepPlan } from '../../sim/experiment/sweepPlan.ts';
import type { SweptForm } from '../../sim/results/sweepResult.ts';

function formOf(study: string, change: (text: string) => string = (text) => text): SweptForm | null {
  const text = change(readFileSync(`workloads/studies/${study}.yaml`, 'utf8'));
  const file = readSweepFile(text, study);
  return sweepPlan(file, { node: file.scenario, sourceName: study }, study, { sets: [], seed: null, oracle: 'off' }).closedForm;
}

describe('closed forms', () => {
  it('traffic-jam: 62.33 ms of wait and 5 ms of service at 50 reads/s and a bulk of 0.3 s a second; nothing for what is spread', () => {
    const form = formOf('traffic-jam')!;
    expect(form.metric).toBe('readMean');
    expect(form.values.slice(4)).toEqual([null, null, null, null]);
    expect((form.values[2] ?? 0) / 1e6).toBeCloseTo(67.333, 3);
    const [quarter, , , double] = form.values.map((ns) => (ns ?? 0) / 1e6);
    // Twice the interval, four times the square of the work over twice the time: w0 = 5/3 ms.
    expect(quarter).toBeCloseTo(5 + 5 / 3 + (75 ** 2 / 2 + (75 * 5) / 3) / (250 * 0.75), 9);
    expect(double).toBeCloseTo(5 + 5 / 3 + (600 ** 2 / 2 + (600 * 5) / 3) / (2000 * 0.75), 9);
  });

  it('traffic-jam: nothing where bulks never end, where there are two servers, or where writes come at random', () => {
    expect(formOf('traffic-jam', (text) => text.replace('rate: 60/s', 'rate: 160/s'))?.values).toEqual(Array(8).fill(null));
    expect(formOf('traffic-jam', (text) => text.replace('parallel: 1', 'parallel: 2'))?.values).toEqual(Array(8).fill(null));
    expect(formOf('traffic-jam', (text) => text.replace('type: constant', 'type: poisson'))?.values).toEqual(Array(8).fill(null));
  });

  it('blocks-taken-back: 10,000 (1 − exp(−0.8 a)) for 8,000 writes/s', () => {
    const form = formOf('rollback-and-age')!;
    expect(form.values.map((blocks) => Math.round(blocks ?? 0))).toEqual([769, 2134, 5507, 9093, 9997]);
    expect(formOf('rollback-and-age', (text) => text.replace('type: uniform', 'type: zipf'))?.values).toEqual(Array(5).fill(null));
  });

  it('is one of those that there are', () => {
    expect(() => formOf('traffic-jam', (text) => text.replace('closedForm: traffic-jam', 'closedForm: trafic-jam'))).toThrow(
      /closedForm: is trafic-jam; .*traffic-jam, blocks-taken-back/,
    );
  });
});
