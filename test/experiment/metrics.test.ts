import { describe, expect, it } from 'vitest';
import { metrics } from '../../sim/experiment/metrics.ts';
import { paretoFront } from '../../sim/experiment/paretoFront.ts';
import { readMetric } from '../../sim/experiment/readMetric.ts';
import { replicationSeeds } from '../../sim/experiment/replicationSeeds.ts';
import { slowdownFigures } from '../../sim/results/slowdownFigures.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import { item } from '../support/item.ts';
import { noLoss } from '../../sim/results/crashFigures.ts';
import { runFixture } from '../support/runFixture.ts';

const { result } = runFixture();
const crash = {
  atNs: 1e9,
  image: 'array',
  consistency: 'torn',
  lostWrites: 4,
  lostBytes: 16384,
  rpoNs: 100,
  rtoNs: 7,
  checked: true,
  phase: 'write',
  source: 'sample',
  logBytes: 4096,
  logEntries: 9,
  ...noLoss,
} as const;

describe('metrics', () => {
  it('have names of their own and lead to figures of a result', () => {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    const slowdown = slowdownFigures(result.vms, result.vms);
    const full: RunResult = { ...result, slowdown, crashes: [crash, { ...crash, rpoNs: 300, consistency: 'prefix' }, { ...crash, image: 'server', rpoNs: 5 }] };
    expect(metrics.filter(({ path }) => readMetric(full, path) === null).map(({ name }) => name)).toEqual([]);
    expect(readMetric(full, 'crashes[mean].rpoNs')).toBe(135);
    expect(readMetric(full, 'crashes[mean;image=array].rpoNs')).toBe(200);
    expect(readMetric(full, 'crashes[share;image=array].consistency=torn')).toBe(0.5);
    expect(readMetric(full, 'crashes[max;image=server].rpoNs')).toBe(5);
    expect(readMetric(full, 'crashes[max].rpoNs')).toBe(300);
    expect(readMetric(full, 'vms[min].iops')).toBe(Math.min(...result.vms.map(({ iops }) => iops)));
    expect(readMetric(full, 'vms[max].latencyNs.read.mean')).toBe(Math.max(...result.vms.map(({ latencyNs }) => latencyNs.read.mean)));
    expect(readMetric(full, 'total.iops')).toBe(result.total.iops);
  });

  it('are null where there is nothing to measure', () => {
    expect(readMetric({ ...result, crashes: [] }, 'crashes[mean].rpoNs')).toBeNull();
    const none = { ...result.total.latencyNs.write, count: 0, p99: 0 };
    const silent = { ...result, total: { ...result.total, latencyNs: { ...result.total.latencyNs, write: none } } };
    expect(readMetric(silent, 'total.latencyNs.write.p99')).toBeNull();
    expect(readMetric({ ...result, flash: { ...result.flash, wear: null } }, 'flash.wear.lifeYears')).toBeNull();
  });

  it('take the time of a rollback from those that took place', () => {
    const done = item(
      result.rollbacks.filter(({ refused }) => !refused),
      0,
    );
    const rollbacks = [
      { ...done, rtoNs: 10 },
      { ...done, rtoNs: 0, refused: true },
    ];
    expect(readMetric({ ...result, rollbacks }, 'rollbacks[mean].rtoNs')).toBe(10);
    expect(readMetric({ ...result, rollbacks }, 'rollbacks[mean].refused')).toBe(0.5);
  });
});

describe('replicationSeeds', () => {
  it('begins with the seed itself, repeats itself, and only grows', () => {
    const ten = replicationSeeds(7, 10);
    expect(ten[0]).toBe(7);
    expect(new Set(ten).size).toBe(10);
    expect(replicationSeeds(7, 25).slice(0, 10)).toEqual(ten);
    expect(replicationSeeds(8, 10).slice(1)).not.toEqual(ten.slice(1));
    expect(ten.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  });
});

describe('paretoFront', () => {
  const points = [
    { name: 'fast', x: 1, y: 9 },
    { name: 'middle', x: 3, y: 3 },
    { name: 'beaten', x: 4, y: 3 },
    { name: 'safe', x: 9, y: 1 },
    { name: 'safe too', x: 9, y: 1 },
  ];
  it('keeps what nothing beats, in order', () => {
    expect(paretoFront(points, 'lower', 'lower').map(({ name }) => name)).toEqual(['fast', 'middle', 'safe', 'safe too']);
    expect(paretoFront(points, 'higher', 'lower').map(({ name }) => name)).toEqual(['safe', 'safe too']);
  });
});
