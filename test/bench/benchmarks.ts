/** The table of benchmarks, in the order in which they run. */
import type { Benchmark } from './benchmark.ts';
import { hold100, hold10000 } from './hold.ts';
import { manyVms, oltp, oltpDevices, oltpLength, oltpVms } from './oltp.ts';
import { recovery } from './recovery.ts';
import { replayZipf } from './replay.ts';
import { rollback1e4, rollback1e5, rollback1e6 } from './rollback.ts';
import { saveRestore } from './saveRestore.ts';
import { sweepCores } from './sweepCores.ts';

export const benchmarks: readonly Benchmark[] = [
  hold10000,
  hold100,
  oltp,
  oltpDevices,
  oltpLength,
  oltpVms,
  manyVms,
  rollback1e4,
  rollback1e5,
  rollback1e6,
  replayZipf,
  saveRestore,
  sweepCores,
  recovery,
];

/** Everybody's yardstick: rates are told as multiples of this contender's. */
export const yardstick = { benchmark: hold10000.name, contender: 'flatqueue' } as const;
