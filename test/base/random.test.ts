import { expect, test } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';

function take(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.next());
}

test('a stream is a function of seed and name', () => {
  expect(take(new RandomStream(7, 'vm0'), 5)).toEqual(take(new RandomStream(7, 'vm0'), 5));
  expect(take(new RandomStream(7, 'vm0'), 5)).not.toEqual(take(new RandomStream(8, 'vm0'), 5));
  expect(take(new RandomStream(7, 'vm0'), 5)).not.toEqual(take(new RandomStream(7, 'vm1'), 5));
});

test('the numbers are those of alea for ever', () => {
  const stream = new RandomStream(1, 'a');
  expect([stream.nextUint32(), stream.nextUint32(), stream.nextInt(1000), stream.nextInt(2 ** 40)]).toMatchInlineSnapshot(`
    [
      1869872599,
      1705328378,
      987,
      627051070699,
    ]
  `);
});

test('next() is a multiple of 2^-32 in [0, 1), and its mean a half', () => {
  const stream = new RandomStream(3, 'mean');
  let sum = 0;
  for (let draw = 0; draw < 100_000; draw += 1) {
    const value = stream.next();
    if (!(value >= 0 && value < 1 && Number.isInteger(value * 2 ** 32))) throw new Error(`out of range: ${String(value)}`);
    sum += value;
  }
  expect(sum / 100_000).toBeCloseTo(0.5, 2);
});

test.each([1, 2, 7, 2 ** 32, 2 ** 32 + 1, 2 ** 52])('nextInt(%d) stays in its range and reaches both halves', (bound) => {
  const stream = new RandomStream(5, 'int');
  let low = 0;
  for (let draw = 0; draw < 4000; draw += 1) {
    const value = stream.nextInt(bound);
    if (!(Number.isInteger(value) && value >= 0 && value < bound)) throw new Error(`out of range: ${String(value)}`);
    if (value < bound / 2) low += 1;
  }
  const expected = bound === 1 ? 4000 : (4000 * Math.ceil(bound / 2)) / bound;
  expect(Math.abs(low - expected)).toBeLessThan(150);
});

test('a restored stream goes on as the saved one, and the state can be used again', () => {
  const stream = new RandomStream(9, 'save');
  take(stream, 17);
  const state = stream.save();
  const ahead = take(stream, 10);
  const other = new RandomStream(0, 'save');
  other.restore(state);
  expect(take(other, 10)).toEqual(ahead);
  other.restore(state);
  expect(take(other, 10)).toEqual(ahead);
});
