/**
 * Which segments of the log were durable at some instant: all below a number, and of the 64 that follow that one (which was not) those whose bits are set. Whatever is
 * written later tells it: the header of a segment, a superblock, and each command that changes what the array holds. So recovery can tell a segment that was damaged
 * from one that was on its way: unless nothing came after it.
 *
 * An append that is durable but lies beyond these 64 counts as under way until those before it are done: nothing is built on what can't be told.
 */
export interface Settled {
  readonly below: number;
  /** Of `below` + 1 + i: bit i of `low` for i < 32, else bit i − 32 of `high`. */
  readonly low: number;
  readonly high: number;
}

export const settledReach = 64;

/** Nothing is durable. */
export const noneSettled: Settled = { below: 1, low: 0, high: 0 };

/** `below` is the first of `pending` (ascending numbers under way), or `next` if there is none; all others below `next` are durable. O(numbers under way). */
export function settledOf(pending: readonly number[], next: number): Settled {
  if (pending.length === 0) return { below: next, low: 0, high: 0 };
  const [below] = pending;
  const count = Math.min(settledReach, next - 1 - below);
  let low = ones(count);
  let high = ones(count - 32);
  for (let i = 1; i < pending.length; i++) {
    const bit = pending[i] - below - 1;
    if (bit < 32) low &= ~(1 << bit);
    else if (bit < settledReach) high &= ~(1 << (bit - 32));
  }
  return { below, low: low >>> 0, high: high >>> 0 };
}

function ones(count: number): number {
  return count <= 0 ? 0 : count >= 32 ? -1 : (1 << count) - 1;
}

export function isSettled({ below, low, high }: Settled, number: number): boolean {
  const bit = number - below - 1;
  if (bit < -1) return true;
  if (bit < 0 || bit >= settledReach) return false;
  return ((bit < 32 ? low >>> bit : high >>> (bit - 32)) & 1) === 1;
}

/** What either of two says. Each is of an instant at which the other's segments, if it is the later one, were durable still. */
export function eitherSettled(one: Settled, other: Settled): Settled {
  const [earlier, later] = one.below <= other.below ? [one, other] : [other, one];
  let { low, high } = later;
  for (let bit = 0; bit < settledReach; bit++) {
    if (!isSettled(earlier, later.below + 1 + bit)) continue;
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return { below: later.below, low: low >>> 0, high: high >>> 0 };
}

/** This one is durable, too. Not said where it is too far away. */
export function alsoSettled(settled: Settled, number: number): Settled {
  const { below } = settled;
  if (number !== below) return eitherSettled(settled, { below, ...bitOf(number - below - 1) });
  let next = below + 1;
  while (isSettled(settled, next)) next++;
  return eitherSettled({ below: next, low: 0, high: 0 }, settled);
}

function bitOf(bit: number): Pick<Settled, 'low' | 'high'> {
  return { low: bit >= 0 && bit < 32 ? (1 << bit) >>> 0 : 0, high: bit >= 32 && bit < settledReach ? (1 << (bit - 32)) >>> 0 : 0 };
}

/** The first number of which nothing is said. */
export function settledEnd(settled: Settled): number {
  let end = settled.below;
  for (let number = end + 1; number <= settled.below + settledReach; number++) if (isSettled(settled, number)) end = number + 1;
  return end;
}
