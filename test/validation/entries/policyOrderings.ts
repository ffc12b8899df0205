/**
 * What papers found when they compared flush policies, asked of ours: not their figures, which hang on their machines, but which policy comes out ahead, and where that
 * turns. Each is a scenario of its own, as small as shows it.
 */
import type { SimulatedResult } from '../../../sim/results/runRecord.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const sizes = {
  short: { seconds: 2, jamSeconds: 20, latenciesMs: [0.1, 10] },
  long: { seconds: 10, jamSeconds: 240, latenciesMs: [0.1, 0.3, 1, 3, 10] },
} as const;

async function run(
  context: ValidationContext,
  { seconds, warmup, cache, array, vms }: Readonly<Record<'seconds' | 'warmup' | 'cache' | 'array' | 'vms', string>>,
) {
  const { result } = await context.simulate(`
duration: ${seconds}
warmup: ${warmup}
server:
  dram: { size: 8MiB }
  flash: { size: 32MiB }
  cache: { granularity: bookmark, preimage: none, ${cache} }
network: { latency: 0s, bandwidth: none }
array: ${array}
vms: ${vms}
`);
  return result;
}

function row(what: string, expected: number, got: number, samples: number, is: ValidationRow['is'], relative = 0): ValidationRow {
  return { what, expected, got, tolerance: { relative }, samples, confidence: null, ...(is === undefined ? {} : { is }) };
}

/** Writes, most of them, a closed loop with think time, a footprint that the cache holds, an array that 16 at a time keep waiting for 2 ms. */
async function writeHeavy(context: ValidationContext): Promise<ValidationRow[]> {
  const { seconds } = sizes[context.size];
  const iops = async (flush: string): Promise<number> => {
    const result = await run(context, {
      seconds: `${String(seconds + 2)}s`,
      warmup: '2s',
      cache: `destagesInFlight: 64, flush: ${flush}`,
      array: '{ readLatency: 2ms, writeLatency: 2ms, parallel: 16 }',
      vms: '[{ disk: 16MiB, memory: 0B, workload: { type: zipf, exponent: 1, readRatio: 0.2, queueDepth: 16, thinkTime: { kind: exponential, mean: 1ms } } }]',
    });
    return result.total.iops;
  };
  const through = await iops('write-through');
  const ordered = await iops('ordered');
  const journaled = await iops('{ policy: journaled, interval: 500ms }');
  const back = await iops('write-back');
  const ios = Math.round(through * seconds);
  return [
    row('Koller: ordered over write-through, writes most of the load', 1.1, ordered / through, ios, 'atLeast'),
    row('Koller: journaled over ordered', 1.1, journaled / ordered, ios, 'atLeast'),
    row('Koller: journaled over write-back', 1, journaled / back, ios, undefined, 0.15),
  ];
}

/** Half reads, half writes, a closed loop: what write-back gains over write-through by the latency of the array. */
async function crossover(context: ValidationContext): Promise<ValidationRow[]> {
  const { seconds, latenciesMs } = sizes[context.size];
  const gains: number[] = [];
  let ios = 0;
  for (const ms of latenciesMs) {
    const iops = async (flush: string): Promise<number> => {
      const { total } = await run(context, {
        seconds: `${String(seconds + 1)}s`,
        warmup: '1s',
        cache: `flush: ${flush}`,
        array: `{ readLatency: ${String(ms)}ms, writeLatency: ${String(ms)}ms, parallel: 16 }`,
        vms: '[{ disk: 16MiB, memory: 0B, workload: { type: zipf, exponent: 1, readRatio: 0.5, queueDepth: 4, thinkTime: { kind: exponential, mean: 1ms } } }]',
      });
      ios = total.reads + total.writes;
      return total.iops;
    };
    gains.push((await iops('write-back')) / (await iops('write-through')));
  }
  const steps = gains
    .slice(1)
    .map((gain, i) => row(`between: gain at ${String(latenciesMs[i + 1])} ms over that at ${String(latenciesMs[i])} ms`, 1, gain / gains[i]!, ios, 'atLeast'));
  return [
    row('Holland: write-back over write-through, array of 0.1 ms: hardly any', 1.15, gains[0]!, ios, 'atMost'),
    row('Arteaga and Zhao: the same, array of 10 ms: much', 2, gains.at(-1)!, ios, 'atLeast'),
    ...steps,
  ];
}

/** A reader that always misses beside a writer in bursts, on an array of four servers with exponential service. */
function besideWriter(context: ValidationContext, flush: string): Promise<SimulatedResult> {
  const { jamSeconds } = sizes[context.size];
  const portion = 'portion: { dram: 4MiB, flash: 4MiB }';
  return run(context, {
    seconds: `${String(jamSeconds + 2)}s`,
    warmup: '2s',
    cache: `destagesInFlight: 20, admission: { readMisses: false }, flush: ${flush}`,
    array: '{ readLatency: { kind: exponential, mean: 5ms }, writeLatency: { kind: exponential, mean: 5ms }, parallel: 4 }',
    vms: `
  - { name: reader, disk: 1GiB, memory: 0B, ${portion}, workload: { type: uniform, readRatio: 1, rate: 200/s } }
  - { name: writer, disk: 256MiB, memory: 0B, ${portion}, workload: { type: uniform, readRatio: 0, pacing: { type: bursts, rate: 300/s } } }`,
  });
}

async function jam(context: ValidationContext): Promise<ValidationRow[]> {
  const periodic = await besideWriter(context, '{ policy: periodic, interval: 1s }');
  const spread = await besideWriter(context, '{ policy: spread, interval: 1s }');
  const [atOnce, smooth] = [periodic.vms[0]!.latencyNs.read, spread.vms[0]!.latencyNs.read];
  return [
    row(
      'Carson and Setia: destages spread over the interval, over all at once',
      1,
      spread.cache.destages / periodic.cache.destages,
      spread.cache.destages,
      undefined,
      0.05,
    ),
    row('Carson and Setia: mean read, all at once over spread', 1.08, atOnce.mean / smooth.mean, atOnce.count, 'atLeast'),
    row('Carson and Setia: p99 of reads, all at once over spread', 1.2, atOnce.p99 / smooth.p99, atOnce.count, 'atLeast'),
  ];
}

async function thresholds(context: ValidationContext): Promise<ValidationRow[]> {
  const marks = await besideWriter(context, '{ policy: watermark, low: 0.05, high: 0.1 }');
  const linear = await besideWriter(context, '{ policy: linear-threshold, low: 0.05, high: 0.1 }');
  const [withMarks, withLine] = [marks.vms[0]!.latencyNs.read, linear.vms[0]!.latencyNs.read];
  return [
    row('Varma and Jacobson: mean read, high and low mark over linear threshold', 1, withMarks.mean / withLine.mean, withMarks.count, 'atLeast'),
    row(
      'Varma and Jacobson: stalls under linear threshold, as many as under the marks',
      marks.cache.stalls,
      linear.cache.stalls,
      marks.cache.destages,
      'atMost',
    ),
  ];
}

export const policyOrderings: Validation = {
  name: 'published-orderings',
  summary: 'Do flush policies come out in the order in which the papers found them?',
  source:
    'Koller et al., FAST 2013; Holland et al., USENIX ATC 2013; Arteaga and Zhao, SYSTOR 2014; Carson and Setia, IEEE TSE 18(1), 1992; Varma and Jacobson, ISCA 1995 (what their abstracts say)',
  tolerance: 'orderings: a margin on the right side; what is said to be about equal: 15 %',
  deviations:
    'The papers say which is better, not (in their abstracts) by how much: the margins are ours. Our `ordered` commits to the journal of the array what has come through without a gap, several writes at once; that of Koller et al. has no journal.',
  run: async (context) => [...(await writeHeavy(context)), ...(await crossover(context)), ...(await jam(context)), ...(await thresholds(context))],
  faults: [
    {
      name: 'a journal that does not coalesce',
      summary: 'journaled keeps every version, as ordered does',
      run: (context) => writeHeavy({ ...context, simulate: (text) => context.simulate(text.replace('{ policy: journaled, interval: 500ms }', 'ordered')) }),
    },
    {
      name: 'a flush that is not spread',
      summary: 'spread with a smoothing of 0',
      run: (context) => jam({ ...context, simulate: (text) => context.simulate(text.replace('policy: spread,', 'policy: spread, smoothing: 0,')) }),
    },
  ],
};
