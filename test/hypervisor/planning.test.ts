/** The parts that planners are made of: reuse working set, shared LRU, moves. */
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import type { Portion } from '../../sim/engine/protocol.ts';
import { PortionMover } from '../../sim/hypervisor/portionMover.ts';
import { ReuseSample } from '../../sim/hypervisor/reuseSample.ts';
import { SharedLru } from '../../sim/hypervisor/sharedLru.ts';

describe('reuse working set', () => {
  test('counts blocks that were used again within this interval and the one before', () => {
    const sample = new ReuseSample(1000);
    for (const key of [1, 2, 3, 1, 2, 1]) sample.use(key);
    expect([sample.count(1), sample.count(2), sample.count(3)]).toEqual([3, 2, 1]);
    sample.turn();
    sample.use(3);
    expect([sample.count(1), sample.count(2), sample.count(3)]).toEqual([3, 3, 1]);
    sample.turn();
    expect([sample.count(1), sample.count(2)]).toEqual([1, 0]);
  });

  test('estimates from a sample that is bounded', () => {
    const sample = new ReuseSample(2000);
    for (let key = 0; key < 100_000; key += 1) sample.use(key);
    for (let key = 0; key < 60_000; key += 1) sample.use(key);
    expect(Math.abs(sample.count(1) / 100_000 - 1)).toBeLessThan(0.06);
    expect(Math.abs(sample.count(2) / 60_000 - 1)).toBeLessThan(0.08);
    expect(sample.save().generations[0]!.keys.length).toBeLessThanOrEqual(2000);
  });
});

describe('shared LRU', () => {
  test.each([true, false])('agrees with a list that is moved about by hand; demotes: %s', (demotes) => {
    const random = new RandomStream(4, 'shared');
    let shared = new SharedLru(20, 30, 3, demotes);
    const tiers: [{ key: number; vm: number }[], { key: number; vm: number }[]] = [[], []];
    for (let step = 0; step < 4000; step += 1) {
      const vm = random.nextInt(3);
      const key = random.nextInt(40) * 3 + vm;
      const supersedes = random.nextInt(3) === 0;
      shared.use(key, vm, supersedes);
      const isKnown = tiers.some((tier) => tier.some((entry) => entry.key === key));
      for (const tier of tiers) {
        const at = tier.findIndex((entry) => entry.key === key);
        if (at >= 0) tier.splice(at, 1);
      }
      if (isKnown && supersedes) tiers[1].unshift({ key: -1, vm });
      tiers[0].unshift({ key, vm });
      while (tiers[0].length > 20) {
        const last = tiers[0].pop()!;
        if (demotes) tiers[1].unshift(last);
      }
      while (tiers[1].length > 30) tiers[1].pop();
      for (const tier of [0, 1] as const)
        for (let other = 0; other < 3; other += 1) expect(shared.count(tier, other)).toBe(tiers[tier].filter((entry) => entry.vm === other).length);
      if (random.nextInt(50) === 0) {
        const saved = structuredClone(shared.save());
        shared = random.nextInt(2) === 0 ? new SharedLru(20, 30, 3, demotes) : shared;
        shared.restore(saved);
      }
    }
  });
});

describe('moving portions', () => {
  const portion = (dramBlocks: number, flashBlocks: number): Portion => ({ dramBlocks, flashBlocks, logRecords: Infinity });
  const bounds = [0, 1, 2].map(() => ({
    atLeast: { dramBlocks: 0, flashBlocks: 0, logRecords: 0 },
    atMost: { dramBlocks: Infinity, flashBlocks: Infinity, logRecords: Infinity },
  }));
  const create = (): PortionMover =>
    new PortionMover(
      { dramBlocks: 30, flashBlocks: 300, logRecords: Infinity },
      bounds,
      [0, 1, 2].map(() => ({ dramBlocks: 10, flashBlocks: 100, logRecords: 220 })),
      2,
    );

  test('first what shrinks, then what grows; one that does both is asked twice', () => {
    const mover = create();
    const first = mover.begin([portion(4, 150), portion(20, 50), portion(6, 100)], 0.01);
    expect(first).toEqual([
      { vm: 0, portion: { dramBlocks: 4, flashBlocks: 100, logRecords: 220 } },
      { vm: 1, portion: { dramBlocks: 10, flashBlocks: 50, logRecords: 140 } },
      { vm: 2, portion: { dramBlocks: 6, flashBlocks: 100, logRecords: 212 } },
    ]);
    expect([...mover.answered(1, true), ...mover.answered(0, true)]).toEqual([]);
    expect(mover.answered(2, true)).toEqual([
      { vm: 0, portion: { dramBlocks: 4, flashBlocks: 150, logRecords: 308 } },
      { vm: 1, portion: { dramBlocks: 20, flashBlocks: 50, logRecords: 140 } },
    ]);
    expect([...mover.answered(0, true), ...mover.answered(1, true)]).toEqual([]);
    expect(mover.isMoving).toBe(false);
    expect(mover.granted(1)).toEqual({ dramBlocks: 20, flashBlocks: 50, logRecords: 140 });
  });

  test('what a refused shrink keeps, nobody is promised', () => {
    const mover = create();
    mover.begin([portion(2, 100), portion(26, 100), portion(2, 100)], 0.01);
    mover.answered(0, false);
    expect(mover.answered(2, true)).toEqual([{ vm: 1, portion: { dramBlocks: 18, flashBlocks: 100, logRecords: 252 } }]);
    mover.answered(1, false);
    expect([0, 1, 2].map((vm) => mover.granted(vm).dramBlocks)).toEqual([10, 10, 2]);
    expect(mover.begin([portion(10, 100), portion(18, 100), portion(2, 100)], 0.01)).toHaveLength(1);
  });

  test('does not bother for little', () => {
    const mover = create();
    expect(mover.begin([portion(9, 101), portion(11, 99), portion(10, 100)], 0.05)).toEqual([]);
    expect(mover.isMoving).toBe(false);
    expect(mover.begin([portion(10, 100), portion(10, 100), portion(10, 100)], 0)).toEqual([]);
  });
});
