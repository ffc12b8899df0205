/**
 * How often keys were used, roughly: a Bloom filter of counters. A use adds one to each of a key's counters, the smallest is its estimate; `halve` lets the
 * past fade. Made for a number of keys at an error rate of 0.001: −ln 0.001 / (ln 2)² = 14.378 counters a key, ln 2 of that, so ten, for each. With more keys
 * than that in use its estimates are too high, which its users have to bear.
 *
 * Source: Fan, Cao, Almeida, Broder: Summary cache, SIGCOMM 1998 (counters); sizes as libCacheSim's minimalIncrementCBF, whose increments are not minimal.
 */
import type { Stateful } from '../../base/stateful.ts';

const countersPerKey = 14.378;
const hashes = 10;

interface CountingBloomFilterState {
  readonly counters: Uint32Array;
}

export class CountingBloomFilter implements Stateful<CountingBloomFilterState> {
  private counters = new Uint32Array(2 * hashes);

  /** For so many keys. Forgets all counts if that takes another number of counters than before. */
  setKeys(keys: number): void {
    const count = Math.max(2 * hashes, Math.ceil(countersPerKey * keys));
    if (count !== this.counters.length) this.counters = new Uint32Array(count);
  }

  /** Counts a use of `key`, any 32-bit number. */
  increment(key: number): void {
    const { counters } = this;
    const step = mix(key ^ 0x9e3779b1);
    let hash = mix(key);
    for (let i = 0; i < hashes; i++) {
      counters[(hash >>> 0) % counters.length]++;
      hash = (hash + step) | 0;
    }
  }

  /** Estimate of the uses of `key`: never too low but for halving. */
  frequency(key: number): number {
    const { counters } = this;
    const step = mix(key ^ 0x9e3779b1);
    let hash = mix(key);
    let least = 0xffffffff;
    for (let i = 0; i < hashes; i++) {
      least = Math.min(least, counters[(hash >>> 0) % counters.length]);
      hash = (hash + step) | 0;
    }
    return least;
  }

  halve(): void {
    const { counters } = this;
    for (let at = 0; at < counters.length; at++) counters[at] >>>= 1;
  }

  save(): CountingBloomFilterState {
    return { counters: this.counters.slice() };
  }

  restore(state: CountingBloomFilterState): void {
    this.counters = new Uint32Array(state.counters);
  }
}

/** MurmurHash3's finaliser. */
function mix(key: number): number {
  let hash = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
