import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alsoSettled, eitherSettled, isSettled, noneSettled, settledEnd, settledOf, settledReach } from '../../sim/base/settled.ts';

const next = 200;
const pendings = fc.uniqueArray(fc.integer({ min: 1, max: next - 1 }), { maxLength: 12 }).map((numbers) => numbers.sort((a, b) => a - b));
const all = Array.from({ length: next + settledReach + 5 }, (_, i) => i + 1);

describe('segments that are durable', () => {
  it('are all but those under way, as far as can be told', () => {
    fc.assert(
      fc.property(pendings, (pending) => {
        const settled = settledOf(pending, next);
        const reach = (pending[0] ?? next) + settledReach;
        for (const number of all) expect(isSettled(settled, number), String(number)).toBe(number < next && number <= reach && !pending.includes(number));
      }),
    );
  });

  it('are those that one or the other says', () => {
    fc.assert(
      fc.property(pendings, pendings, (one, other) => {
        const [first, second] = [settledOf(one, next), settledOf(other, next)];
        const either = eitherSettled(first, second);
        expect(eitherSettled(second, first)).toEqual(either);
        // What is too far beyond the later one's beginning is forgotten; nothing is ever added.
        for (const number of all) {
          const isSaid = isSettled(first, number) || isSettled(second, number);
          const isFirstOfLater = number === Math.max(first.below, second.below);
          if (!isFirstOfLater) expect(isSettled(either, number), String(number)).toBe(isSaid);
        }
      }),
    );
  });

  it('end with the last that is said', () => {
    expect(settledEnd(noneSettled)).toBe(1);
    expect(settledEnd(settledOf([5], 9))).toBe(9);
    expect(settledEnd(settledOf([5, 8], 9))).toBe(8);
    expect(settledEnd(settledOf([5], 500))).toBe(5 + settledReach + 1);
  });

  it('become more one by one', () => {
    const settled = settledOf([5, 7], 8);
    expect(alsoSettled(settled, 7)).toEqual(settledOf([5], 8));
    expect(alsoSettled(alsoSettled(settled, 7), 5)).toEqual(settledOf([], 8));
    expect(alsoSettled(settled, 5)).toEqual(settledOf([7], 8));
    expect(alsoSettled(settled, 3)).toEqual(settled);
    expect(alsoSettled(settled, 5 + settledReach + 1)).toEqual(settled);
  });
});
