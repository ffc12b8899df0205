import { describe, expect, it } from 'vitest';
import { OrderedIntSet } from '../../sim/base/orderedIntSet.ts';
import { RandomStream } from '../../sim/base/random.ts';

describe('OrderedIntSet', () => {
  it.each([40, 1_100, 70_000, 3_000_000])('does what a sorted list does, with numbers below %i', (below) => {
    const random = new RandomStream(below, 'members');
    const draw = (): number => Math.floor(random.next() * below);
    let set = new OrderedIntSet();
    const naive = new Set<number>();
    for (let step = 0; step < 3_000; step += 1) {
      const number = draw();
      if (random.next() < 0.55) {
        expect(set.add(number)).toBe(!naive.has(number));
        naive.add(number);
      } else {
        const member = random.next() < 0.8 && naive.size > 0 ? [...naive][Math.floor(random.next() * Math.min(naive.size, 20))]! : number;
        expect(set.delete(member)).toBe(naive.delete(member));
      }
      const from = draw();
      let least = Infinity;
      for (const candidate of naive) if (candidate >= from && candidate < least) least = candidate;
      expect(set.nextFrom(from)).toBe(least === Infinity ? -1 : least);
      expect(set.has(from)).toBe(naive.has(from));
      expect(set.size).toBe(naive.size);
      if (step % 1_000 === 999) {
        const restored = new OrderedIntSet();
        restored.restore(structuredClone(set.save()));
        set = restored;
      }
    }
  });

  it('takes the largest block numbers', () => {
    const set = new OrderedIntSet();
    const largest = 2 ** 27 - 1;
    set.add(largest);
    set.add(5);
    expect(set.nextFrom(6)).toBe(largest);
    expect(set.nextFrom(2 ** 31 - 1)).toBe(-1);
    expect(() => set.add(2 ** 31)).toThrow();
  });
});
