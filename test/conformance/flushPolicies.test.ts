/** Every flush policy of the table keeps the contract of `FlushPolicy`, whatever it prefers: it is enough to be in the table to be tested here. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import type { FlushPolicy } from '../../sim/engine/policy/flushPolicy.ts';
import { durabilities } from '../../sim/engine/protocol.ts';
import { DestageWorld } from './destageWorld.ts';
import type { Start, Write } from './destageWorld.ts';
import { hasDescription } from './hasDescription.ts';
import { quickFlushParams } from './quickFlushParams.ts';

type Params = Readonly<Record<string, unknown>>;
const lowMark = ({ low }: Params): number => low as number;
/** These keep a share of the portion of 1000 blocks dirty for good. */
const keptShare: Readonly<Record<string, (params: Params) => number>> = {
  watermark: ({ high }) => high as number,
  'linear-threshold': lowMark,
  lrw: lowMark,
  cscan: lowMark,
  wow: lowMark,
  'wb-flush': ({ background }) => (background === true ? 0 : 1),
  'writer-delay': ({ dirtyMax, activeMin }) => (dirtyMax as number) * (activeMin as number),
};

const slowArray = { serviceNs: 30_000, inFlightMax: 6, failEvery: 17 };

function randomWrites(seed: number, count: number, untilNs: number): Write[] {
  const random = new RandomStream(seed, 'writes');
  const times = Array.from({ length: count }, () => Math.floor(random.next() * untilNs)).sort((a, b) => a - b);
  return times.map((atNs) => ({ atNs, block: Math.floor(random.next() * random.next() * 400) }));
}

describe.each(flushPolicies.map((spec) => [spec.name, spec] as const))('flush policy %s', (name, spec) => {
  const withDefaults = (): FlushPolicy => spec.create(defaultParams(spec), { startNs: 0 });
  const params = { ...defaultParams(spec), ...quickFlushParams[name] };
  const quick = (): FlushPolicy => spec.create(params, { startNs: 0 });

  it('says what it is', () => {
    hasDescription(spec);
    expect([null, ...durabilities]).toContain(withDefaults().demandsDurability);
    expect(spec.conflict?.(defaultParams(spec)) ?? null).toBeNull();
    for (const key of Object.keys(quickFlushParams[name] ?? {})) expect(Object.keys(spec.params)).toContain(key);
  });

  it.each([
    ['its defaults', withDefaults, defaultParams(spec), 1000e9],
    ['other parameters', quick, params, 2e9],
  ])('destages everything in the end, but for what it says that it keeps, with %s', (_, create, used, untilNs) => {
    const world = new DestageWorld(create());
    const writes = Array.from({ length: 200 }, (_unused, block) => ({ atNs: block, block: 3 * block }));
    world.run(writes, untilNs);
    const kept = keptShare[name] === undefined ? 0 : Math.min(200, Math.floor(keptShare[name](used) * 1000));
    expect(world.dirtyBlocks()).toBeLessThanOrEqual(kept);
    if (name !== 'watermark') expect(world.dirtyBlocks()).toBe(kept);
  });

  it('wants nothing when nothing is dirty', () => {
    const world = new DestageWorld(quick());
    world.run([], 1e7);
    expect(world.starts).toEqual([]);
    expect(quick().next(0, world)).toBe(-1);
  });

  it('keeps up with an array that is slow, and fails at times', () => {
    const world = new DestageWorld(quick(), slowArray);
    world.run(randomWrites(1, 2000, 5e7), 5e7);
    expect(world.starts.length).toBeGreaterThan(100);
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const writes = randomWrites(2, 1500, 3e7);
    const play = (savedAtNs: readonly number[]): readonly Start[] => {
      const world = new DestageWorld(quick(), slowArray);
      let done = 0;
      for (const untilNs of [...savedAtNs, 4e7]) {
        const through = writes.filter(({ atNs }) => atNs <= untilNs).length;
        world.run(writes.slice(done, through), untilNs);
        done = through;
        const state: unknown = structuredClone(world.policy.save());
        world.policy = quick();
        world.policy.restore(state);
      }
      return world.starts;
    };
    expect(play([1e6, 3_333_333, 1.2e7, 2.1e7, 2.9e7])).toEqual(play([]));
  });
});

it('names of flush policies are unique', () => {
  expect(new Set(flushPolicies.map(({ name }) => name)).size).toBe(flushPolicies.length);
});
