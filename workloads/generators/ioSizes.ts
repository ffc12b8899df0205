/** Sizes of IOs: one, or a mix with weights. */
import type { RandomStream } from '../../sim/base/random.ts';
import { WeightedChoice } from './weightedChoice.ts';

/** One size, or several with the share that each has of the IOs; shares need not add up to 1. */
export type IoSizes = number | readonly SizeShare[];

export interface SizeShare {
  readonly bytes: number;
  readonly weight: number;
}

/** Every size that can occur. */
export function allSizes(sizes: IoSizes): readonly number[] {
  return typeof sizes === 'number' ? [sizes] : sizes.map(({ bytes }) => bytes);
}

/** Draws sizes: one draw each from a mix, none from a single size. */
export class SizeSampler {
  readonly #bytes: readonly number[];
  readonly #choice: WeightedChoice;
  readonly #stream: RandomStream;

  constructor(sizes: IoSizes, stream: RandomStream) {
    this.#bytes = allSizes(sizes);
    this.#choice = new WeightedChoice(typeof sizes === 'number' ? [1] : sizes.map(({ weight }) => weight));
    this.#stream = stream;
  }

  next(): number {
    return this.#bytes.length === 1 ? this.#bytes[0]! : this.#bytes[this.#choice.next(this.#stream)]!;
  }
}
