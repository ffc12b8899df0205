/** What the schedulers between VMs promise: turns, shares, reservations, limits. */
import { describe, expect, test } from 'vitest';
import type { IoShare } from '../../sim/hypervisor/ioScheduler.ts';
import { MclockScheduler } from '../../sim/hypervisor/mclockScheduler.ts';
import { RoundRobinScheduler } from '../../sim/hypervisor/roundRobinScheduler.ts';
import { WeightedFairScheduler } from '../../sim/hypervisor/weightedFairScheduler.ts';
import { countByVm, serve } from './saturatedServer.ts';

const limits = { inFlightMax: 8, inFlightPerVmMax: 8, queuedPerVmMax: 1024 };
const mclockParams = { ...limits, burstNs: 10e6, chargeBytes: 0 };
const second = 1e9;

function shareOf(share: Partial<IoShare>): IoShare {
  return { weight: 1, reservationPerSecond: 0, limitPerSecond: Infinity, ...share };
}

/** 8 places of 1 ms: 8000 requests per second in all. */
function world(
  vmCount: number,
  depth: (vm: number, nowNs: number) => number,
  durationNs = second,
  lengthBytes: (vm: number, number: number) => number = () => 4096,
) {
  return { vmCount, serviceNs: 1e6, durationNs, depth, lengthBytes };
}

describe('round robin', () => {
  test('gives all the same number of requests, however many they keep waiting', () => {
    const scheduler = new RoundRobinScheduler(limits, { vmCount: 3 });
    const counts = countByVm(
      serve(
        scheduler,
        world(3, (vm) => [200, 20, 10][vm]!),
      ),
      3,
      0,
      second,
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });
});

describe('weighted fair', () => {
  const shares = [shareOf({ weight: 1 }), shareOf({ weight: 2 }), shareOf({ weight: 5 })];

  test('requests by weight', () => {
    const scheduler = new WeightedFairScheduler({ ...limits, per: 'requests' }, { vmCount: 3, shares });
    const counts = countByVm(
      serve(
        scheduler,
        world(3, () => 64),
      ),
      3,
      0,
      second,
    );
    expect(counts.map((count) => count / 8000).map((part) => Math.round(part * 1000) / 1000)).toEqual([0.125, 0.25, 0.625]);
  });

  test('holds the bound of start-time fair queueing in every interval, with sizes that differ', () => {
    const lengthBytes = (vm: number, number: number): number => 4096 * (1 + ((number * 7 + vm * 3) % 16));
    const served = serve(
      new WeightedFairScheduler({ ...limits, per: 'bytes' }, { vmCount: 3, shares }),
      world(3, () => 64, second, lengthBytes),
    );
    const largest = 16 * 4096;
    // Over [i, j) |W_a / w_a - W_b / w_b| is the difference of a running balance: its range must stay within l_a / w_a + l_b / w_b.
    for (const [first, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      let balance = 0;
      let lowest = 0;
      let highest = 0;
      for (const { vm, lengthBytes: bytes } of served) {
        if (vm === first) balance += bytes / shares[vm]!.weight;
        if (vm === other) balance -= bytes / shares[vm]!.weight;
        lowest = Math.min(lowest, balance);
        highest = Math.max(highest, balance);
      }
      expect(highest - lowest).toBeLessThanOrEqual(largest / shares[first]!.weight + largest / shares[other]!.weight);
    }
  });

  test('a VM that was idle saves up nothing', () => {
    const scheduler = new WeightedFairScheduler({ ...limits, per: 'requests' }, { vmCount: 2, shares: [shareOf({}), shareOf({})] });
    const served = serve(
      scheduler,
      world(2, (vm, nowNs) => (vm === 1 && nowNs < second ? 0 : 64), 2 * second),
    );
    expect(countByVm(served, 2, 0, second)[0]).toBe(8000);
    const after = countByVm(served, 2, second, second + 0.1e9);
    expect(Math.abs(after[0]! - after[1]!)).toBeLessThanOrEqual(2);
  });
});

describe('mclock', () => {
  const create = (shares: readonly IoShare[]): MclockScheduler => new MclockScheduler(mclockParams, { vmCount: shares.length, shares });

  test('shares by weight where nothing else binds', () => {
    const counts = countByVm(
      serve(
        create([1, 2, 5].map((weight) => shareOf({ weight }))),
        world(3, () => 64),
      ),
      3,
      0,
      second,
    );
    expect(counts).toEqual([1000, 2000, 5000]);
  });

  test.each([
    [
      [3000, 0, 0],
      [1, 100, 100],
    ],
    [
      [3000, 2000, 0],
      [1, 1, 1000],
    ],
    [
      [4000, 3900, 0],
      [1, 1, 50],
    ],
    [
      [0, 7000, 0],
      [10, 1, 1],
    ],
    [
      [2000, 2000, 2000],
      [1, 50, 3],
    ],
  ])('reservations %j hold against weights %j in every tenth of a second', (reservations, weights) => {
    const shares = reservations.map((reservationPerSecond, vm) => shareOf({ reservationPerSecond, weight: weights[vm]! }));
    const served = serve(
      create(shares),
      world(3, () => 64),
    );
    for (let fromNs = 0; fromNs < second; fromNs += second / 10) {
      const counts = countByVm(served, 3, fromNs, fromNs + second / 10);
      for (const [vm, reservation] of reservations.entries()) expect(counts[vm]).toBeGreaterThanOrEqual(reservation / 10 - limits.inFlightMax - 1);
    }
    const total = countByVm(served, 3, 0, second);
    for (const [vm, reservation] of reservations.entries()) expect(total[vm]).toBeGreaterThanOrEqual(reservation - limits.inFlightMax);
  });

  test('who has its reservation by weight already gets no more for it', () => {
    const shares = [shareOf({ weight: 3, reservationPerSecond: 2000 }), shareOf({ weight: 1 })];
    expect(
      countByVm(
        serve(
          create(shares),
          world(2, () => 64),
        ),
        2,
        0,
        second,
      ),
    ).toEqual([6000, 2000]);
  });

  test('limits hold in every interval, and what they leave goes to the others', () => {
    const shares = [shareOf({ weight: 10, limitPerSecond: 1000 }), shareOf({}), shareOf({ limitPerSecond: 500, reservationPerSecond: 500 })];
    const served = serve(
      create(shares),
      world(3, () => 64),
    );
    for (const [vm, limit] of [
      [0, 1000],
      [2, 500],
    ] as const) {
      const times = served.filter((one) => one.vm === vm).map(({ atNs }) => atNs);
      for (let first = 0; first < times.length; first += 1)
        for (let last = first; last < times.length; last += 17)
          expect(last - first + 1).toBeLessThanOrEqual((limit * (times[last]! - times[first]! + mclockParams.burstNs)) / 1e9 + 2);
    }
    const counts = countByVm(served, 3, 0, second);
    expect(counts[0]).toBeGreaterThanOrEqual(995);
    expect(counts[2]).toBeGreaterThanOrEqual(495);
    expect(counts[0]! + counts[1]! + counts[2]!).toBe(8000);
  });

  test('alone below its limit a VM is kept back, and nothing else is', () => {
    const counts = countByVm(
      serve(
        create([shareOf({ limitPerSecond: 100 })]),
        world(1, () => 64),
      ),
      1,
      0,
      second,
    );
    expect(counts[0]).toBeGreaterThanOrEqual(100);
    expect(counts[0]).toBeLessThanOrEqual(103);
  });

  test('a VM that ran ahead by its reservation, or alone, is not paid back for it, nor is one that was idle', () => {
    const shares = [shareOf({ reservationPerSecond: 6000 }), shareOf({})];
    const served = serve(
      create(shares),
      world(2, (vm, nowNs) => (vm === 1 && nowNs < second ? 0 : 64), 3 * second),
    );
    expect(countByVm(served, 2, 0, second)[0]).toBe(8000);
    expect(countByVm(served, 2, second, 2 * second)[0]).toBeGreaterThanOrEqual(5990);
    expect(countByVm(served, 2, 2 * second, 3 * second)[1]).toBeGreaterThanOrEqual(1900);
  });

  test('large IOs count more when they are charged', () => {
    const shares = [shareOf({}), shareOf({})];
    const scheduler = new MclockScheduler({ ...mclockParams, chargeBytes: 65_536 }, { vmCount: 2, shares });
    const counts = countByVm(
      serve(
        scheduler,
        world(
          2,
          () => 64,
          second,
          (vm) => (vm === 0 ? 0 : 3 * 65_536),
        ),
      ),
      2,
      0,
      second,
    );
    expect(counts[0]! / counts[1]!).toBeCloseTo(4, 1);
  });
});
