/** Every admission policy of the table keeps the contract of `AdmissionPolicy`; and what each of them is for. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { admissionPolicies } from '../../sim/engine/policy/admissionPolicies.ts';
import type { AdmissionPolicy } from '../../sim/engine/policy/admissionPolicy.ts';
import { hasDescription } from './hasDescription.ts';

function create(name: string, params: Record<string, unknown> = {}): AdmissionPolicy {
  const spec = admissionPolicies.find((entry) => entry.name === name);
  if (spec === undefined) throw new Error(`no admission policy ${name}`);
  return spec.create({ ...defaultParams(spec), ...params }, { blockBytes: 4096, capacity: () => 100 });
}

describe.each(admissionPolicies.map((spec) => [spec.name, spec] as const))('admission policy %s', (name, spec) => {
  it('says what it is', () => {
    hasDescription(spec);
  });

  it('keeps something of what comes again and again, and says the same to the same', () => {
    const run = (): boolean[] => {
      const policy = create(name);
      return Array.from({ length: 2000 }, (_, i) => policy.admits(i * 1e5, i % 2, i % 40, 1 + (i % 8)));
    };
    expect(run().some(Boolean)).toBe(true);
    expect(run()).toEqual(run());
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const stream = new RandomStream(1, name);
    const misses = Array.from({ length: 4000 }, (_, i) => [i * 1e4, stream.nextInt(2), stream.nextInt(300), 1 + stream.nextInt(32)] as const);
    const policy = create(name);
    for (const miss of misses.slice(0, 2000)) policy.admits(...miss);
    const other = create(name);
    other.restore(structuredClone(policy.save()));
    expect(misses.slice(2000).map((miss) => other.admits(...miss))).toEqual(misses.slice(2000).map((miss) => policy.admits(...miss)));
  });
});

it('nth-miss keeps a block at its n-th miss, and forgets what was missed long ago', () => {
  const policy = create('nth-miss', { n: 3, memory: 0.02 });
  const ask = (block: number): boolean => policy.admits(0, 0, block, 1);
  expect([ask(1), ask(1), ask(1)]).toEqual([false, false, true]);
  expect([ask(2), ask(2), ask(3), ask(4), ask(2)]).toEqual([false, false, false, false, false]);
});

it('size keeps what belongs to small IOs', () => {
  const policy = create('size', { maxBytes: 16_384 });
  expect([1, 4, 5, 64].map((blocks) => policy.admits(0, 0, 0, blocks))).toEqual([true, true, false, false]);
});

it('random keeps about its share', () => {
  const policy = create('random', { probability: 0.2 });
  const kept = Array.from({ length: 20_000 }, () => policy.admits(0, 0, 7, 1)).filter(Boolean).length;
  expect(Math.abs(kept - 4000)).toBeLessThan(200); // 3.5 standard deviations
});

it('write-rate keeps its rate, and a burst at once', () => {
  const policy = create('write-rate', { rate: 4_096_000, burst: 40_960 });
  const kept = (fromNs: number, toNs: number): number => {
    let count = 0;
    for (let nowNs = fromNs; nowNs < toNs; nowNs += 1e4) if (policy.admits(nowNs, 0, 0, 1)) count++;
    return count;
  };
  expect(kept(0, 2e4)).toBe(2);
  expect(Math.abs(kept(2e4, 1e9) - 1008)).toBeLessThan(3);
  policy.admits(5e9, 0, 0, 1);
  expect(kept(5e9, 5e9 + 20e4)).toBe(9);
});
