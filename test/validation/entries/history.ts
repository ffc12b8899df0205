/**
 * The log of a VM that writes at random: how far back a bounded log reaches, how many blocks a rollback changes, how many records are kept when only one point
 * per second can be rolled back to.
 */
import { meanOfRuns } from '../meanOfRuns.ts';
import { zipfShares } from '../theory/zipfShares.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const BLOCKS = 10_000;
const WRITES_PER_SECOND = 10_000;
const LAWS = [
  { name: 'uniform', seed: 11, exponent: 0 },
  { name: 'Zipf 0.8', seed: 12, exponent: 0.8 },
  { name: 'Zipf 1.0', seed: 13, exponent: 1 },
] as const;

const sizes = {
  short: { windowSeconds: 40, rollbacks: 4, historySeconds: 4, intervalSeconds: 8, rollbackTolerance: 0.024, intervalTolerance: 0.02 },
  long: { windowSeconds: 2000, rollbacks: 25, historySeconds: 60, intervalSeconds: 75, rollbackTolerance: 0.009, intervalTolerance: 0.006 },
} as const;

/** Blocks that are written at least once within `seconds`, in the mean. */
function distinctBlocks(exponent: number, seconds: number): number {
  return zipfShares(BLOCKS, exponent).reduce((sum, share) => sum + 1 - Math.exp(-share * WRITES_PER_SECOND * seconds), 0);
}

interface Writer {
  readonly seed: number;
  readonly exponent: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly sampleInterval: string;
  /** Lines of the cache's settings, in flow style. */
  readonly cache: string;
  readonly timeline: string;
}

function scenarioText({ seed, exponent, perSecond, seconds, warmupSeconds, sampleInterval, cache, timeline }: Writer): string {
  return `
seed: ${seed}
duration: ${seconds}s
warmup: ${warmupSeconds}s
sampleInterval: ${sampleInterval}
server:
  dram: { size: 256MiB }
  flash: { size: 4GiB }
  cache: { ${cache}, flush: { policy: periodic, interval: 500ms } }
array: { parallel: 64 }
vms:
  - disk: ${BLOCKS * 4}KiB
    memory: 0B
    portion: { dram: 256MiB, flash: 4GiB, logRecords: 1000000 }
    workload: { type: zipf, exponent: ${exponent}, readRatio: 0, rate: ${perSecond}/s }
timeline: [${timeline}]
`;
}

/** A log of L records: from now back to the write whose record was the last to go, the L + 1st from now. */
async function windowRows(context: ValidationContext, records: number): Promise<ValidationRow[]> {
  const perSecond = 1000;
  const allowed = 1000;
  const { windowSeconds } = sizes[context.size];
  const { series } = await context.simulate(
    scenarioText({
      seed: 1,
      exponent: 0,
      perSecond,
      seconds: windowSeconds + 3,
      warmupSeconds: 0,
      sampleInterval: '1s',
      cache: `retention: { records: ${records} }`,
      timeline: '',
    }),
  );
  const column = series.names.indexOf('windowNs');
  const windows = [...series.columns[column]!].slice(3).map((windowNs) => windowNs / 1e9);
  const { mean, confidence } = meanOfRuns(windows);
  const deviation = Math.sqrt(windows.reduce((sum, window) => sum + (window - mean) ** 2, 0) / (windows.length - 1));
  const count = windows.length;
  const expected = { mean: (allowed + 1) / perSecond, deviation: Math.sqrt(allowed + 1) / perSecond };
  return [
    {
      what: 'window of 1,000 records at 1,000 writes/s: mean, s',
      expected: expected.mean,
      got: mean,
      tolerance: { absolute: (3.5 * expected.deviation) / Math.sqrt(count) },
      samples: count,
      confidence,
    },
    {
      what: 'window of 1,000 records at 1,000 writes/s: standard deviation, s',
      expected: expected.deviation,
      got: deviation,
      tolerance: { relative: 3.5 / Math.sqrt(2 * count) },
      samples: count,
      confidence: null,
    },
  ];
}

/** `ageMs`: how far back it goes, which is to be a second. */
async function rollbackRows(context: ValidationContext, laws: readonly (typeof LAWS)[number][], ageMs: number): Promise<ValidationRow[]> {
  const { rollbacks, rollbackTolerance } = sizes[context.size];
  const rows: ValidationRow[] = [];
  for (const { name, seed, exponent } of laws) {
    const events = Array.from({ length: rollbacks }, (_, number) => `{ at: ${2 * number + 2}s, do: rollback, target: { ago: ${ageMs}ms } }`);
    const seconds = 2 * rollbacks + 1;
    const { result } = await context.simulate(
      scenarioText({
        seed,
        exponent,
        perSecond: WRITES_PER_SECOND,
        seconds,
        warmupSeconds: 0,
        sampleInterval: '1s',
        cache: 'retention: { time: 2s }',
        timeline: events.join(', '),
      }),
    );
    const restored = result.rollbacks.filter(({ refused }) => !refused).map(({ blocksRestored }) => blocksRestored);
    const { mean, confidence } = meanOfRuns(restored);
    const what = `${name}: blocks that a rollback by 1 s changes`;
    rows.push({ what, expected: distinctBlocks(exponent, 1), got: mean, tolerance: { relative: rollbackTolerance }, samples: restored.length, confidence });
  }
  return rows;
}

async function intervalRows(context: ValidationContext, laws: readonly (typeof LAWS)[number][], intervalMs: number): Promise<ValidationRow[]> {
  const { historySeconds, intervalSeconds, intervalTolerance } = sizes[context.size];
  const rows: ValidationRow[] = [];
  for (const { name, seed, exponent } of laws) {
    const { result } = await context.simulate(
      scenarioText({
        seed,
        exponent,
        perSecond: WRITES_PER_SECOND,
        seconds: intervalSeconds,
        warmupSeconds: historySeconds + 1,
        sampleInterval: '100ms',
        cache: `granularity: interval, interval: ${intervalMs}ms, retention: { time: ${historySeconds}s }`,
        timeline: '',
      }),
    );
    rows.push({
      what: `${name}: records of ${historySeconds} s, a point a second`,
      expected: historySeconds * distinctBlocks(exponent, 1),
      got: result.cache.logRecords.mean,
      tolerance: { relative: intervalTolerance },
      samples: historySeconds * WRITES_PER_SECOND,
      confidence: null,
    });
  }
  return rows;
}

export const history: Validation = {
  name: 'history',
  summary: 'How far back does a log reach, and what does going back change? 10,000 blocks, 10,000 Poisson writes/s',
  source:
    'a log of L records reaches back Erlang(L + 1, rate); a rollback by a changes Σ(1 − exp(−λᵢa)) blocks; the same for a = 1 s is what an interval keeps',
  tolerance: '3.5 times the spread of so many looks, rollbacks, intervals: each second has 10,000 ± 100 writes, of which as many blocks ± 50 to 60 are touched',
  run: async (context) => [
    ...(await windowRows(context, 1000)),
    ...(await rollbackRows(context, LAWS, 1000)),
    ...(await intervalRows(context, context.size === 'long' ? LAWS : [LAWS[1]], 1000)),
  ],
  faults: [
    { name: 'a log that keeps too little', summary: '950 records instead of 1,000', run: (context) => windowRows(context, 950) },
    { name: 'a rollback that goes too far', summary: '1.1 s instead of 1 s', run: (context) => rollbackRows(context, [LAWS[0]], 1100) },
    { name: 'intervals that are too long', summary: 'a point every 1.2 s instead of every second', run: (context) => intervalRows(context, [LAWS[0]], 1200) },
  ],
};
