import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvariantError } from '../../sim/base/assert.ts';
import { Ring } from '../../sim/base/ring.ts';

test('behaves as a bounded list', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.option(fc.double({ noNaN: true }), { nil: null }), { maxLength: 60 }), (capacity, steps) => {
      let ring = new Ring(capacity);
      const list: number[] = [];
      for (const value of steps) {
        if (value === null) {
          if (list.length > 0) expect(ring.shift()).toBe(list.shift());
          else expect(() => ring.shift()).toThrow(InvariantError);
        } else if (list.length < capacity) {
          ring.push(value);
          list.push(value);
        } else {
          expect(ring.isFull).toBe(true);
          expect(() => {
            ring.push(value);
          }).toThrow(InvariantError);
        }
        expect(ring.length).toBe(list.length);
        expect(list.map((_, index) => ring.at(index))).toEqual(list);
        const copy = new Ring(capacity);
        copy.restore(ring.save());
        ring = copy;
      }
    }),
  );
});

test('is empty after clear', () => {
  const ring = new Ring(3);
  ring.push(1);
  ring.clear();
  expect(ring.length).toBe(0);
  expect(() => ring.at(0)).toThrow(InvariantError);
});
