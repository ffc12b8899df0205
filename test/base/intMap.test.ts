import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntMap } from '../../sim/base/intMap.ts';

function entriesOf(map: IntMap): Map<number, number> {
  const entries = new Map<number, number>();
  map.forEach((value, key) => entries.set(key, value));
  return entries;
}

test('behaves as a Map, also when saved and restored at any time', () => {
  const key = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff }));
  const step = fc.record({ verb: fc.constantFrom('set', 'set', 'delete', 'restore'), key, value: fc.integer() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      let map = new IntMap();
      const expected = new Map<number, number>();
      for (const { verb, key: number, value } of steps) {
        if (verb === 'set') {
          map.set(number, value);
          expected.set(number, value);
        } else if (verb === 'delete') {
          expect(map.delete(number)).toBe(expected.delete(number));
        } else {
          const copy = new IntMap();
          copy.restore(map.save());
          map = copy;
        }
        expect(map.size).toBe(expected.size);
        expect(map.has(number)).toBe(expected.has(number));
        expect(map.get(number)).toBe(expected.get(number) ?? -1);
      }
      expect(entriesOf(map)).toEqual(expected);
      map.clear();
      expect(map.size).toBe(0);
      expect(entriesOf(map).size).toBe(0);
    }),
  );
});

test('stays right and small while 100,000 entries come and go', () => {
  const map = new IntMap(64);
  const bytes = map.memoryBytes;
  for (let key = 0; key < 100_000; key += 1) {
    map.set(key * 4096, key);
    if (key >= 60 && !map.delete((key - 60) * 4096)) throw new Error('lost');
  }
  expect(map.size).toBe(60);
  expect(map.get(99_999 * 4096)).toBe(99_999);
  expect(map.memoryBytes).toBe(bytes);
});

test('grows to a million entries and finds each', () => {
  const map = new IntMap();
  for (let key = 0; key < 1_000_000; key += 1) map.set(Math.imul(key, 0x10001), key);
  let wrong = 0;
  for (let key = 0; key < 1_000_000; key += 1) if (map.get(Math.imul(key, 0x10001)) !== key) wrong += 1;
  expect(wrong).toBe(0);
  expect(map.size).toBe(1_000_000);
});
