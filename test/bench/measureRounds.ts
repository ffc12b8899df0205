import type { Measurement } from './benchmark.ts';

export interface Rounds {
  readonly operation: string;
  readonly operationsPerRound: number;
  readonly warmUpRounds: number;
  readonly rounds: number;
  /** Does one round. Setting up is not its business. */
  round(): void;
  /** Asked after the last round. */
  hash(): string;
}

/** Times equal rounds and takes the third-best: the best may be luck, the worse ones were disturbed by the machine. */
export function measureRounds(work: Rounds): Measurement {
  for (let index = 0; index < work.warmUpRounds; index += 1) work.round();
  const perSecond: number[] = [];
  for (let index = 0; index < work.rounds; index += 1) {
    const start = performance.now();
    work.round();
    perSecond.push((work.operationsPerRound * 1000) / (performance.now() - start));
  }
  perSecond.sort((first, second) => second - first);
  return {
    operation: work.operation,
    operations: work.operationsPerRound * work.rounds,
    perSecond: perSecond[Math.min(2, perSecond.length - 1)]!,
    rounds: perSecond,
    hash: work.hash(),
  };
}
