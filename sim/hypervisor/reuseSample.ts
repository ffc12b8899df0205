/**
 * The reuse working set of a VM: how many of its blocks were used at least so many times in the last interval or two.
 *
 * Two generations of counts, the current interval and the one before it; together they are the window. Kept for a sample of the blocks by their hash: when a
 * generation holds more than `keysMax`, the threshold is halved and those above it leave, so memory is bounded and the estimate, count / rate, keeps a relative
 * error of about 1 / √(keys in the sample).
 */
import { keyHash, keyHashModulus } from '../base/keyHash.ts';
import { NumberMap } from '../base/numberMap.ts';
import type { Stateful } from '../base/stateful.ts';

interface Generation {
  readonly keys: number[];
  readonly counts: NumberMap;
}

export interface ReuseSampleState {
  readonly threshold: number;
  readonly generations: readonly { readonly keys: readonly number[]; readonly counts: readonly number[] }[];
}

export class ReuseSample implements Stateful<ReuseSampleState> {
  readonly #keysMax: number;
  #threshold = keyHashModulus;
  #current: Generation = { keys: [], counts: new NumberMap() };
  #before: Generation = { keys: [], counts: new NumberMap() };

  constructor(keysMax: number) {
    this.#keysMax = keysMax;
  }

  use(key: number): void {
    if (keyHash(key, 0) >= this.#threshold) return;
    const { counts, keys } = this.#current;
    const count = counts.get(key);
    counts.set(key, count < 0 ? 1 : count + 1);
    if (count >= 0) return;
    keys.push(key);
    if (keys.length > this.#keysMax) this.#halve();
  }

  /** Blocks used at least `uses` times within the window. O(keys in the sample). */
  count(uses: number): number {
    const { keys, counts } = this.#current;
    let found = 0;
    for (const key of keys) if (counts.get(key) + Math.max(0, this.#before.counts.get(key)) >= uses) found += 1;
    for (const key of this.#before.keys) if (counts.get(key) < 0 && this.#before.counts.get(key) >= uses) found += 1;
    return (found * keyHashModulus) / this.#threshold;
  }

  /** A new interval begins. */
  turn(): void {
    this.#before = this.#current;
    this.#current = { keys: [], counts: new NumberMap() };
  }

  save(): ReuseSampleState {
    const of = ({ keys, counts }: Generation): ReuseSampleState['generations'][number] => ({ keys: [...keys], counts: keys.map((key) => counts.get(key)) });
    return { threshold: this.#threshold, generations: [of(this.#current), of(this.#before)] };
  }

  restore(state: ReuseSampleState): void {
    const of = ({ keys, counts }: ReuseSampleState['generations'][number]): Generation => {
      const map = new NumberMap(keys.length);
      for (const [index, key] of keys.entries()) map.set(key, counts[index]);
      return { keys: [...keys], counts: map };
    };
    this.#threshold = state.threshold;
    this.#current = of(state.generations[0]);
    this.#before = of(state.generations[1]);
  }

  #halve(): void {
    this.#threshold /= 2;
    const kept = (generation: Generation): Generation => {
      const keys = generation.keys.filter((key) => keyHash(key, 0) < this.#threshold);
      const counts = new NumberMap(keys.length);
      for (const key of keys) counts.set(key, generation.counts.get(key));
      return { keys, counts };
    };
    this.#current = kept(this.#current);
    this.#before = kept(this.#before);
  }
}
