/**
 * What a benchmark is: one file with one `Benchmark`, and one line in `benchmarks.ts`.
 *
 * Each contender of each benchmark runs in a process of its own, one after another: in a shared process the second one meets code that the first has made
 * polymorphic, and a queue fell to a third of its speed by that.
 */

/** `smoke` shows in well under a second that it works; `real` is what numbers are taken from. */
export type BenchmarkSize = 'smoke' | 'real';

export interface Measurement {
  /** What one operation is: `event`, `IO`, `record`. */
  readonly operation: string;
  readonly operations: number;
  /** Of the third-best round. */
  readonly perSecond: number;
  /** Operations per second of each round, best first. */
  readonly rounds: readonly number[];
  /** Of what was computed: contenders that did the same work have the same. */
  readonly hash: string;
  /** Other figures, with their unit at the end of the name. */
  readonly figures?: Readonly<Record<string, number>>;
}

export interface Benchmark {
  readonly name: string;
  /** What it measures, in one sentence. */
  readonly question: string;
  /** Names; ours is `hindcast` where there are others. */
  readonly contenders: readonly string[];
  /** Another benchmark whose flatqueue this one is told as a multiple of, too (a figure `x flatqueue in …`), when both were run. */
  readonly alsoBeside?: string;
  /** Runs in a process that runs nothing else. Imports what the contender needs, and no other contender. */
  run(contender: string, size: BenchmarkSize): Promise<Measurement>;
}

/** One line of the result. */
export interface BenchmarkResult extends Measurement {
  readonly benchmark: string;
  readonly contender: string;
  readonly nsPerOperation: number;
  /** `perSecond` divided by what npm's flatqueue does in the HOLD model at 10,000 pending, in the same run: comparable between machines. Null when that was not run. */
  readonly ratio: number | null;
}
