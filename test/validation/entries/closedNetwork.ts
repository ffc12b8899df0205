/**
 * A closed network of three stations: DRAM, flash and array, each one server with exponential service, and a VM that keeps N reads going with an exponential
 * think time.
 *
 * How a scenario makes one: at first a sequential writer fills three quarters of a small disk, so that afterwards, with nothing promoted and nothing kept of
 * what is missed, a part of the blocks lies in DRAM, a part in flash, and the rest on the array, for good. Then reads, uniform over all, go to one of the
 * three at random. In a network of exponential servers only the demands count (mean service × share of the cycles that come by; Baskett, Chandy, Muntz,
 * Palacios 1975), so services that are longer by 1 / share give the demands that are wanted, and one read counts as a cycle through all three. That the
 * shares come out as laid out is a row of its own.
 */
import { createContext } from '../createContext.ts';
import { RoundingDevice } from '../faults/roundingDevice.ts';
import { meanOfRuns } from '../meanOfRuns.ts';
import { meanValueAnalysis } from '../theory/meanValueAnalysis.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const THINK_MS = 1;
/** DRAM, flash, array. */
const DEMANDS_MS = [0.1, 0.05, 0.2] as const;
const POPULATIONS = [1, 8, 32] as const;
const BLOCKS = 1024;
const DRAM_BLOCKS = 256;
const WRITTEN_BLOCKS = 768;
/** The engine keeps a 64th of DRAM free for what comes next. */
const DRAM_KEPT_FREE_BLOCKS = 4;
/** The writer is through, and everything is destaged, by then. */
const SETTLED_S = 2;

const sizes = { short: { runs: 3, secondsPerRun: 20, tolerance: 0.03 }, long: { runs: 8, secondsPerRun: 150, tolerance: 0.006 } } as const;

function scenarioText(population: number, seconds: number, seed: number): string {
  const [dram, flash, array] = [DRAM_BLOCKS / BLOCKS, (WRITTEN_BLOCKS - DRAM_BLOCKS) / BLOCKS, (BLOCKS - WRITTEN_BLOCKS) / BLOCKS];
  const latency = (demandMs: number, share: number): string => `{ kind: exponential, mean: ${Math.round((demandMs / share) * 1e6)}ns }`;
  return `
seed: ${seed}
duration: ${SETTLED_S + 1 + seconds}s
warmup: ${SETTLED_S + 1}s
sampleInterval: 1s
server:
  dram: { size: ${(DRAM_BLOCKS + DRAM_KEPT_FREE_BLOCKS) * 4}KiB, readLatency: ${latency(DEMANDS_MS[0], dram)}, parallel: 1, bandwidth: none }
  flash: { size: 16MiB, readLatency: ${latency(DEMANDS_MS[1], flash)}, parallel: 1, bandwidth: none }
  cache: { admission: { readMisses: false, promote: false }, flush: { policy: periodic, interval: 100ms } }
network: { latency: 0s, bandwidth: none }
array: { readLatency: ${latency(DEMANDS_MS[2], array)}, parallel: 1, snapshots: false }
vms:
  - disk: ${BLOCKS * 4}KiB
    memory: 0B
    workloads:
      - { type: sequential, ioSize: 4KiB, readRatio: 0, queueDepth: 1, ios: ${WRITTEN_BLOCKS}, thinkTime: 100us }
      - { type: uniform, readRatio: 1, queueDepth: ${population}, thinkTime: { kind: exponential, mean: ${THINK_MS}ms }, start: ${SETTLED_S}s }
`;
}

async function rowsOf(context: ValidationContext, populations: readonly number[]): Promise<ValidationRow[]> {
  const { runs, secondsPerRun, tolerance } = sizes[context.size];
  const rows: ValidationRow[] = [];
  for (const population of populations) {
    const throughputs: number[] = [];
    const responses: number[] = [];
    const shares: number[] = [];
    let samples = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      const { result } = await context.simulate(scenarioText(population, secondsPerRun, seed));
      const { count, mean } = result.total.latencyNs.read;
      throughputs.push(result.total.iops / 1000);
      responses.push(mean / 1e6);
      shares.push(result.total.hitRatio.dram);
      samples += count;
    }
    const expected = meanValueAnalysis(population, THINK_MS, DEMANDS_MS);
    const row = (what: string, value: number, values: readonly number[], allowed: number): ValidationRow => {
      const { mean, confidence } = meanOfRuns(values);
      return { what: `N = ${population}: ${what}`, expected: value, got: mean, tolerance: { relative: allowed }, samples, confidence };
    };
    rows.push(row('reads per ms', expected.throughput, throughputs, tolerance));
    rows.push(row('response, ms', expected.response, responses, tolerance));
    rows.push(row('share of the reads that DRAM answers', DRAM_BLOCKS / BLOCKS, shares, tolerance));
  }
  return rows;
}

export const closedNetwork: Validation = {
  name: 'closed-network',
  summary: 'Do DRAM, flash and array together, under a closed load with think time, give the throughput and response of a closed network?',
  source: 'exact mean value analysis (Reiser and Lavenberg 1980): think time 1 ms, demands 0.1, 0.05, 0.2 ms',
  tolerance: 'about three times the spread that so many reads leave',
  run: (context) => rowsOf(context, POPULATIONS),
  faults: [
    {
      name: 'a channel too many',
      summary: 'the array serves two reads at a time',
      run: (context) => rowsOf({ ...context, simulate: (text) => context.simulate(text.replace(/(array: .*)parallel: 1/, '$1parallel: 2')) }, [8]),
    },
    {
      name: 'a device that rounds wrongly',
      summary: 'completions of DRAM are told at whole quarters of a millisecond',
      run: ({ size }) =>
        rowsOf(
          createContext(size, (config) => ({ ...config, devices: { ...config.devices, dram: new RoundingDevice(config.devices.dram, 250_000) } })),
          [1],
        ),
    },
  ],
};
