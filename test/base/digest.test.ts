import { expect, test } from 'vitest';
import { Digest } from '../../sim/base/digest.ts';

function digestOf(...values: number[]): string {
  const digest = new Digest();
  for (const value of values) digest.absorb(value);
  return digest.hex();
}

test('sixteen hexadecimal digits that never change', () => {
  expect([digestOf(), digestOf(0), digestOf(1, 2, 3), digestOf(-1, 2 ** 53 - 1)]).toMatchInlineSnapshot(`
    [
      "0e92537ff4b5726b",
      "cc2e147f288ce386",
      "4c6fceb8c6385cbb",
      "d3b6570f7bcd85f2",
    ]
  `);
});

test('depends on each value, on order and on number', () => {
  const digests = [digestOf(1, 2), digestOf(2, 1), digestOf(1, 2, 0), digestOf(0, 1, 2), digestOf(2 ** 32 + 1, 2), digestOf(-1, 2), digestOf(1, -2)];
  expect(new Set(digests).size).toBe(digests.length);
});

test('absorb3 is three times absorb', () => {
  const digest = new Digest();
  digest.absorb3(5, 2 ** 40, -7);
  expect(digest.hex()).toBe(digestOf(5, 2 ** 40, -7));
});

test('no collisions among 100,000 short sequences, and bits are even', () => {
  const seen = new Set<string>();
  let ones = 0;
  for (let value = 0; value < 100_000; value += 1) {
    const hex = digestOf(value, value * 65_536);
    seen.add(hex);
    ones += Number.parseInt(hex[0] ?? '0', 16) >> 3;
  }
  expect(seen.size).toBe(100_000);
  expect(Math.abs(ones - 50_000)).toBeLessThan(1000);
});

test('goes on from a saved state', () => {
  const digest = new Digest();
  digest.absorb3(1, 2, 3);
  const other = new Digest();
  other.restore(digest.save());
  digest.absorb(4);
  other.absorb(4);
  expect(other.hex()).toBe(digest.hex());
  expect(other.count).toBe(4);
});

test('absorb4 depends on each of its words, on their places and on order; no collisions among 200,000', () => {
  const seen = new Set<string>();
  const absorb = (...words: [number, number, number, number]): void => {
    const digest = new Digest();
    digest.absorb4(...words);
    seen.add(digest.hex());
  };
  for (let value = 0; value < 50_000; value += 1) {
    absorb(value + 1, 0, 0, 0);
    absorb(0, value + 1, 0, 0);
    absorb(7, value % 223, Math.floor(value / 223), -1);
    absorb(value % 223, 0, -value - 1, 3);
  }
  expect(seen.size).toBe(200_000);
  const [forth, back] = [new Digest(), new Digest()];
  forth.absorb4(1, 2, 3, 4);
  forth.absorb4(5, 6, 7, 8);
  back.absorb4(5, 6, 7, 8);
  back.absorb4(1, 2, 3, 4);
  expect(back.hex()).not.toBe(forth.hex());
  expect(forth.hex()).toMatchInlineSnapshot(`"c511292bb4d9e0b9"`);
});
