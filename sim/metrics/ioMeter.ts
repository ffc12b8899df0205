/**
 * What the IO of one VM amounts to: counts and bytes, histograms of the latency of reads and writes since the warm-up, and of the interval of the time
 * series that runs. Recording is O(1) and allocates nothing.
 */
import { Histogram } from '../base/histogram.ts';
import type { HistogramState } from '../base/histogram.ts';
import type { Stateful } from '../base/stateful.ts';
import { IntervalHistogram } from './intervalHistogram.ts';
import type { IntervalHistogramState } from './intervalHistogram.ts';

/** Amounts of IO; indices into the arrays below. The first four in the order of the ops of the engine's protocol: read, write, flush, discard. */
export const IoAmount = { Reads: 0, Writes: 1, Flushes: 2, Discards: 3, BytesRead: 4, BytesWritten: 5 } as const;
export const IO_AMOUNTS = 6;

export interface IoMeterState {
  readonly amounts: Float64Array;
  readonly amountsAtWarmup: Float64Array;
  readonly amountsAtSample: Float64Array;
  readonly histograms: readonly HistogramState[];
  readonly intervals: readonly IntervalHistogramState[];
}

export class IoMeter implements Stateful<IoMeterState> {
  readonly readLatency = new Histogram();
  readonly writeLatency = new Histogram();
  readonly readInterval = new IntervalHistogram();
  readonly writeInterval = new IntervalHistogram();
  readonly #amounts = new Float64Array(IO_AMOUNTS);
  readonly #amountsAtWarmup = new Float64Array(IO_AMOUNTS);
  readonly #amountsAtSample = new Float64Array(IO_AMOUNTS);

  /** An IO was answered: `op` as in the engine's protocol. */
  record(op: number, latencyNs: number, lengthBytes: number): void {
    this.#amounts[op] += 1;
    if (op === IoAmount.Reads) {
      this.#amounts[IoAmount.BytesRead] += lengthBytes;
      this.readLatency.record(latencyNs);
      this.readInterval.record(latencyNs);
    } else if (op === IoAmount.Writes) {
      this.#amounts[IoAmount.BytesWritten] += lengthBytes;
      this.writeLatency.record(latencyNs);
      this.writeInterval.record(latencyNs);
    }
  }

  /** Amount since the warm-up. */
  measured(amount: number): number {
    return this.#amounts[amount] - this.#amountsAtWarmup[amount];
  }

  /** Amount since the last sample. */
  sinceSample(amount: number): number {
    return this.#amounts[amount] - this.#amountsAtSample[amount];
  }

  /** Everything measured begins anew. */
  endWarmup(): void {
    this.#amountsAtWarmup.set(this.#amounts);
    this.readLatency.reset();
    this.writeLatency.reset();
  }

  beginInterval(): void {
    this.#amountsAtSample.set(this.#amounts);
    this.readInterval.reset();
    this.writeInterval.reset();
  }

  save(): IoMeterState {
    return {
      amounts: this.#amounts.slice(),
      amountsAtWarmup: this.#amountsAtWarmup.slice(),
      amountsAtSample: this.#amountsAtSample.slice(),
      histograms: [this.readLatency.save(), this.writeLatency.save()],
      intervals: [this.readInterval.save(), this.writeInterval.save()],
    };
  }

  restore(state: IoMeterState): void {
    this.#amounts.set(state.amounts);
    this.#amountsAtWarmup.set(state.amountsAtWarmup);
    this.#amountsAtSample.set(state.amountsAtSample);
    this.readLatency.restore(state.histograms[0]);
    this.writeLatency.restore(state.histograms[1]);
    this.readInterval.restore(state.intervals[0]);
    this.writeInterval.restore(state.intervals[1]);
  }
}
