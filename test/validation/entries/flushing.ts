/**
 * What a flush policy does to the array: how much it writes there, how much it keeps dirty, and how long reads then wait for the array.
 *
 * Traffic jam: the array is one server; reads come at random; every second a bulk of destages arrives at once and is served before the reads behind it. A
 * read's time is its wait and its own service. "Spread": the same work, each destage by itself, at the time of its write.
 */
import { meanOfRuns } from '../meanOfRuns.ts';
import { periodicDestages } from '../theory/destageRates.ts';
import { zipfShares } from '../theory/zipfShares.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const BLOCKS = 10_000;
const WRITES_PER_SECOND = 10_000;
const EXPONENT = 0.8;

const sizes = {
  short: { seconds: 8, jamSeconds: 400, runs: 3, tolerance: 0.02, jamTolerance: 0.1 },
  long: { seconds: 60, jamSeconds: 4000, runs: 8, tolerance: 0.005, jamTolerance: 0.02 },
} as const;

async function rateRows(context: ValidationContext, intervalMs: number): Promise<ValidationRow[]> {
  const { seconds, tolerance } = sizes[context.size];
  const { result } = await context.simulate(`
duration: ${seconds + 2}s
warmup: 2s
sampleInterval: 100ms
server:
  dram: { size: 128MiB }
  flash: { size: 1GiB, preset: ideal }
  cache: { granularity: bookmark, destagesInFlight: 65536, flush: { policy: periodic, interval: ${intervalMs}ms } }
network: { latency: 0s, bandwidth: none }
array: { readLatency: 1us, writeLatency: 1us, parallel: 100000 }
vms: [{ disk: ${BLOCKS * 4}KiB, memory: 0B, workload: { type: zipf, exponent: ${EXPONENT}, readRatio: 0, rate: ${WRITES_PER_SECOND}/s } }]
`);
  const expected = periodicDestages(
    zipfShares(BLOCKS, EXPONENT).map((share) => share * WRITES_PER_SECOND),
    1,
  );
  const samples = result.cache.destages;
  const row = (what: string, value: number, got: number): ValidationRow => ({
    what: `periodic, 1 s: ${what}`,
    expected: value,
    got,
    tolerance: { relative: tolerance },
    samples,
    confidence: null,
  });
  return [
    row('destages per second', expected.perSecond, (result.cache.destages * 1e9) / (result.simulatedNs - result.warmupNs)),
    row('dirty blocks', expected.dirtyBlocks, result.cache.dirtyBlocks.mean),
  ];
}

const READS_PER_SECOND = 50;
const SERVICE_MS = 5;
/** In one interval of a second. */
const DESTAGES = 60;

/** Mean wait in ms, M/G/1, of reads that meet a bulk of `bulkMs` every second (Carson and Setia 1992). */
function jamWaitMs(bulkMs: number): number {
  const load = (READS_PER_SECOND * SERVICE_MS) / 1000;
  const aloneMs = (load * SERVICE_MS) / (1 - load);
  return aloneMs + (bulkMs ** 2 / 2 + bulkMs * aloneMs) / (1000 * (1 - load));
}

/** The same number of operations at random times, all with exponential service: M/M/1. */
function spreadWaitMs(): number {
  const load = ((READS_PER_SECOND + DESTAGES) * SERVICE_MS) / 1000;
  return (load * SERVICE_MS) / (1 - load);
}

interface Jam {
  readonly what: string;
  readonly expectedMs: number;
  readonly flush: string;
  readonly writeLatency: string;
  readonly writes: string;
}

const jams: readonly Jam[] = [
  {
    what: 'traffic jam of a flush every second',
    expectedMs: jamWaitMs(DESTAGES * SERVICE_MS),
    flush: '{ policy: periodic, interval: 1s }',
    writeLatency: `${SERVICE_MS}ms`,
    writes: `pacing: { type: constant, rate: ${DESTAGES}/s }, start: 500ms`,
  },
  {
    what: 'the same load spread',
    expectedMs: spreadWaitMs(),
    flush: '{ policy: write-through }',
    writeLatency: `{ kind: exponential, mean: ${SERVICE_MS}ms }`,
    writes: `rate: ${DESTAGES}/s`,
  },
];

async function jamRows(context: ValidationContext, chosen: readonly Jam[]): Promise<ValidationRow[]> {
  const { jamSeconds, runs, jamTolerance } = sizes[context.size];
  const rows: ValidationRow[] = [];
  for (const { what, expectedMs, flush, writeLatency, writes } of chosen) {
    const waits: number[] = [];
    let samples = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      const { result } = await context.simulate(`
seed: ${seed}
duration: ${jamSeconds + 2}s
warmup: 2s
sampleInterval: 10s
server:
  dram: { size: 128MiB }
  flash: { size: 1GiB, preset: ideal }
  cache: { granularity: bookmark, destagesInFlight: 1000, admission: { readMisses: false }, flush: ${flush} }
network: { latency: 0s, bandwidth: none }
array: { readLatency: { kind: exponential, mean: ${SERVICE_MS}ms }, writeLatency: ${writeLatency}, parallel: 1 }
vms:
  - { name: reader, disk: 1GiB, memory: 0B, workload: { type: uniform, readRatio: 1, rate: ${READS_PER_SECOND}/s } }
  - { name: writer, disk: 64MiB, memory: 0B, workload: { type: sequential, ioSize: 4KiB, readRatio: 0, ${writes} } }
`);
      const { mean, count } = result.vms[0]!.latencyNs.read;
      waits.push(mean / 1e6 - SERVICE_MS);
      samples += count;
    }
    const { mean, confidence } = meanOfRuns(waits);
    rows.push({ what: `${what}: mean wait of a read, ms`, expected: expectedMs, got: mean, tolerance: { relative: jamTolerance }, samples, confidence });
  }
  return rows;
}

export const flushing: Validation = {
  name: 'flushing',
  summary: 'What does a periodic flush write, keep dirty, and do to the reads of the array?',
  source: 'Σ(1 − exp(−λᵢT))/T and Σ[1 − (1 − exp(−λᵢT))/(λᵢT)], 10,000 blocks, 10,000 writes/s, Zipf 0.8; Carson and Setia, IEEE TSE 18(1), 1992',
  tolerance: 'three times the spread that so many writes and reads leave',
  run: async (context) => [...(await rateRows(context, 1000)), ...(await jamRows(context, jams))],
  faults: [
    { name: 'a flush that comes too late', summary: 'every 1.1 s instead of every second', run: (context) => rateRows(context, 1100) },
    {
      name: 'a flush that waits for each block',
      summary: 'one destage at a time: reads slip in between',
      run: (context) =>
        jamRows({ ...context, simulate: (text) => context.simulate(text.replace('destagesInFlight: 1000', 'destagesInFlight: 1')) }, [jams[0]!]),
    },
  ],
};
