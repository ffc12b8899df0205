/** A sampler whose distribution can be exchanged while draws go on: for latencies that change during a run. Its state is the distribution; the stream is the owner's. */
import { createSampler } from './distributions.ts';
import type { Distribution, Sampler } from './distributions.ts';
import type { RandomStream } from './random.ts';
import type { Stateful } from './stateful.ts';

export class LiveSampler implements Sampler, Stateful<Distribution> {
  readonly #stream: RandomStream;
  #distribution: Distribution;
  #sampler: Sampler;

  constructor(distribution: Distribution, stream: RandomStream) {
    this.#stream = stream;
    this.#distribution = distribution;
    this.#sampler = createSampler(distribution, stream);
  }

  next(): number {
    return this.#sampler.next();
  }

  /** Of draws from now on. */
  change(distribution: Distribution): void {
    this.#distribution = distribution;
    this.#sampler = createSampler(distribution, this.#stream);
  }

  save(): Distribution {
    return this.#distribution;
  }

  restore(distribution: Distribution): void {
    this.change(distribution);
  }
}
