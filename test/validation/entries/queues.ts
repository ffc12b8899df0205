/**
 * The array as one station with Poisson arrivals: reads that all miss, a network without delay, nothing kept. The time from arrival to answer is that of the
 * textbook queue, by mean and by the 99 % quantile.
 */
import { createContext } from '../createContext.ts';
import { RoundingDevice } from '../faults/roundingDevice.ts';
import { RegularSource } from '../faults/regularSource.ts';
import { meanOfRuns } from '../meanOfRuns.ts';
import { constantServiceQuantile } from '../theory/constantServiceQuantile.ts';
import { markovQueue } from '../theory/markovQueue.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

interface QueueCase {
  readonly name: string;
  readonly servers: number;
  readonly utilisation: number;
  /** As in a scenario; its mean is a millisecond. */
  readonly service: string;
  /** In units of the mean service; null: no closed form. */
  readonly mean: number;
  readonly p99: number | null;
}

const SERVICE_NS = 1e6;
const SIGMA = 0.8;
/** E[S²]/E[S]². */
const secondMoments = { exponential: 2, constant: 1, uniform: 4 / 3, lognormal: Math.exp(SIGMA * SIGMA) } as const;
const services = {
  exponential: '{ kind: exponential, mean: 1ms }',
  constant: '1ms',
  uniform: '{ kind: uniform, min: 0s, max: 2ms }',
  lognormal: `{ kind: lognormal, mean: 1ms, sigma: ${SIGMA} }`,
} as const;

const cases: readonly QueueCase[] = [0.5, 0.8].flatMap((utilisation) => [
  markov(1, utilisation),
  single('M/D/1', 'constant', utilisation, constantServiceQuantile(utilisation, 0.99)),
  single('M/G/1, uniform', 'uniform', utilisation, null),
  single('M/G/1, lognormal', 'lognormal', utilisation, null),
  markov(4, utilisation),
  markov(16, utilisation),
]);

function markov(servers: number, utilisation: number): QueueCase {
  const { mean, quantile } = markovQueue(servers, utilisation);
  return { name: `M/M/${servers}`, servers, utilisation, service: services.exponential, mean, p99: quantile(0.99) };
}

/** Pollaczek and Khinchine. */
function single(name: string, service: keyof typeof services, utilisation: number, p99: number | null): QueueCase {
  const mean = 1 + (utilisation * secondMoments[service]) / (2 * (1 - utilisation));
  return { name, servers: 1, utilisation, service: services[service], mean, p99 };
}

/**
 * Tolerance of the mean: three and a half times the spread that so many IOs leave in M/M/1, the worst of them: ρ(2 + 5ρ − 4ρ² + ρ³)/(1 − ρ)⁴ is the variance
 * of the mean wait, times IOs (D. J. Daley, "The serial correlation coefficients of waiting times in a stationary single server queue", 1968).
 */
const sizes = {
  short: { runs: 5, iosPerRun: 20_000 },
  long: { runs: 10, iosPerRun: 250_000 },
} as const;
/** The 99 % quantile spreads about one and a half times as far, and the histogram tells it to a bucket's width. */
const TAIL_SPREAD = 1.5;
const BUCKET_WIDTH = 1 / 128;

function toleranceOf(utilisation: number, ios: number): number {
  const rho = utilisation;
  const varianceOfWait = (rho * (2 + 5 * rho - 4 * rho ** 2 + rho ** 3)) / (1 - rho) ** 4;
  return (3.5 * Math.sqrt(varianceOfWait / ios)) / (1 / (1 - rho));
}

function scenarioText({ servers, utilisation, service }: QueueCase, ios: number, seed: number): string {
  const perSecond = (utilisation * servers * 1e9) / SERVICE_NS;
  const measuredNs = Math.round((ios / perSecond) * 1e9);
  const warmupNs = Math.round(measuredNs / 10);
  return `
seed: ${seed}
duration: ${warmupNs + measuredNs}ns
warmup: ${warmupNs}ns
sampleInterval: ${warmupNs}ns
server: { dram: { size: 1MiB }, flash: { size: 0B }, cache: { admission: { readMisses: false } } }
network: { latency: 0s, bandwidth: none }
array: { readLatency: ${service}, parallel: ${servers}, snapshots: false }
vms: [{ disk: 1GiB, memory: 0B, workload: { type: uniform, readRatio: 1, rate: ${perSecond}/s } }]
`;
}

async function rowsOf(context: ValidationContext, chosen: readonly QueueCase[]): Promise<ValidationRow[]> {
  const { runs, iosPerRun } = sizes[context.size];
  const rows: ValidationRow[] = [];
  for (const queue of chosen) {
    const tolerance = toleranceOf(queue.utilisation, runs * iosPerRun);
    const means: number[] = [];
    const tails: number[] = [];
    let samples = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      const { result } = await context.simulate(scenarioText(queue, iosPerRun, cases.indexOf(queue) * runs + seed));
      const { count, mean, p99 } = result.total.latencyNs.read;
      means.push(mean / SERVICE_NS);
      tails.push(p99 / SERVICE_NS);
      samples += count;
    }
    const what = `${queue.name}, rho ${queue.utilisation}`;
    const mean = meanOfRuns(means);
    rows.push({
      what: `${what}: T/S`,
      expected: queue.mean,
      got: mean.mean,
      tolerance: { relative: tolerance },
      samples,
      confidence: mean.confidence,
    });
    if (queue.p99 === null) continue;
    const tail = meanOfRuns(tails);
    rows.push({
      what: `${what}: 99 % of T/S`,
      expected: queue.p99,
      got: tail.mean,
      tolerance: { relative: TAIL_SPREAD * tolerance + BUCKET_WIDTH },
      samples,
      confidence: tail.confidence,
    });
  }
  return rows;
}

/** The cases that are quickest to tell. */
const tried = cases.filter(({ name, utilisation }) => utilisation === 0.8 && name.startsWith('M/M/'));

export const queues: Validation = {
  name: 'queues',
  summary: 'Does a station with Poisson arrivals answer as the textbook says? T: from arrival to answer; S: mean service time, 1 ms',
  source: 'Erlang C; Pollaczek-Khinchine; Crommelin 1932 (99 % of M/D/1)',
  tolerance: '3.5 times the spread that so many IOs leave in M/M/1; for the quantile half as much again, and the width of a bucket of the histogram',
  run: (context) => rowsOf(context, cases),
  faults: [
    {
      name: 'a channel too many',
      summary: 'the array serves one operation more at a time than it was told to',
      run: (context) =>
        rowsOf(
          {
            ...context,
            simulate: (text) => context.simulate(text.replace(/parallel: (\d+)/, (_, servers: string) => `parallel: ${Number(servers) + 1}`)),
          },
          tried,
        ),
    },
    {
      name: 'a device that rounds wrongly',
      summary: 'completions are told at whole quarters of a millisecond',
      run: ({ size }) =>
        rowsOf(
          createContext(size, (config) => ({ ...config, devices: { ...config.devices, array: new RoundingDevice(config.devices.array, 250_000) } })),
          cases.filter(({ name }) => name === 'M/M/16'),
        ),
    },
    {
      name: 'arrivals that are too regular',
      summary: 'an IO at equal intervals instead of a Poisson process',
      run: ({ size }) =>
        rowsOf(
          createContext(size, (config) => ({
            ...config,
            sources: config.sources.map(({ vm, source }) => ({ vm, source: new RegularSource(source, 1e6 / 0.8) })),
          })),
          tried.filter(({ servers }) => servers === 1),
        ),
    },
  ],
};
