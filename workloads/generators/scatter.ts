/**
 * A fixed permutation of 0 … count − 1, so that what is popular isn't side by side. O(1) in space; about 1.5 rounds of a few integer operations.
 *
 * A bijection on the next power of two (xor-shift and multiplication by odd numbers, both of which can be undone), walked until the result lies in range.
 */
import { assert } from '../../sim/base/assert.ts';

export class Scatter {
  readonly #count: number;
  readonly #mask: number;
  readonly #shift: number;
  readonly #key: number;

  /** `key` picks the permutation: any 32-bit integer. */
  constructor(count: number, key: number) {
    assert(count >= 1 && count <= 0x7fffffff, 'a permutation has 1 to 2^31 - 1 places');
    const bits = count === 1 ? 1 : 32 - Math.clz32(count - 1);
    this.#count = count;
    this.#mask = bits >= 31 ? 0x7fffffff : (1 << bits) - 1;
    this.#shift = Math.max(1, bits >>> 1);
    this.#key = key >>> 0;
  }

  /** Where `index` (0 … count − 1) goes. */
  at(index: number): number {
    const mask = this.#mask;
    const shift = this.#shift;
    let place = index;
    do {
      place = (place ^ this.#key) & mask;
      place = Math.imul(place, 0x2c1b3c6d) & mask;
      place ^= place >>> shift;
      place = Math.imul(place, 0x297a2d39) & mask;
      place ^= place >>> shift;
      place = Math.imul(place, 0x1b873593) & mask;
      place ^= place >>> shift;
    } while (place >= this.#count);
    return place;
  }
}
