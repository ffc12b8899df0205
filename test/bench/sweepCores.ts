/** What a second core gives a sweep: the same runs on one worker and on two, best of five rounds each. */
import { runSweep } from '../../sim/experiment/runSweep.ts';
import type { SweepRun, SweepStore } from '../../sim/experiment/runSweep.ts';
import { readSweepFile } from '../../sim/experiment/sweepFile.ts';
import { sweepPlan } from '../../sim/experiment/sweepPlan.ts';
import type { SweepPlan } from '../../sim/experiment/sweepPlan.ts';
import { item } from '../support/item.ts';
import { WorkerPool } from '../../sim/cli/replicationPool.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';

const text = (duration: string, seeds: number): string => `
scenario:
  duration: ${duration}
  server: { dram: { size: 32MiB }, flash: { size: 128MiB } }
  vms: [{ count: 2, disk: 256MiB, memory: 4MiB, workload: { type: zipf, footprint: 64MiB, readRatio: 0.6, rate: 10000/s } }]
grid:
  server.cache.flush: [write-back, { policy: periodic, interval: 100ms }]
  server.dram.size: [16MiB, 32MiB]
seeds: ${seeds}
`;

function planOf(size: BenchmarkSize): SweepPlan {
  const file = readSweepFile(size === 'smoke' ? text('20ms', 1) : text('1s', 6), 'bench.yaml');
  return sweepPlan(file, { node: file.scenario, sourceName: 'bench.yaml' }, 'bench', { sets: [], seed: null, oracle: 'off' });
}

/** Keeps nothing: each round runs everything. */
function forgetfulStore(): SweepStore {
  return { key: (scenario) => JSON.stringify(scenario), get: () => null, put: () => Promise.resolve() };
}

interface Round {
  readonly milliseconds: number;
  readonly runs: readonly (SweepRun | null)[];
}

async function round(plan: SweepPlan, pool: WorkerPool): Promise<Round> {
  const start = performance.now();
  const { runs } = await runSweep(plan, pool, forgetfulStore(), { isStopped: () => false, progress: () => undefined });
  return { milliseconds: performance.now() - start, runs: runs.flat() };
}

/** Best first. Before them comes a round that does not count, in which workers start and code is compiled. */
async function rounds(plan: SweepPlan, jobs: number, count: number): Promise<Round[]> {
  const pool = new WorkerPool({ jobs, folder: process.cwd(), repeat: () => 'npm run bench -- --only sweep-cores' });
  try {
    await round(plan, pool);
    const found: Round[] = [];
    for (let index = 0; index < count; index += 1) found.push(await round(plan, pool));
    return found.sort((one, other) => one.milliseconds - other.milliseconds);
  } finally {
    await pool.close();
  }
}

export const sweepCores: Benchmark = {
  name: 'sweep-cores',
  question: 'runs of a sweep on two workers; how much faster than on one',
  contenders: ['hindcast'],
  async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const plan = planOf(size);
    const count = size === 'smoke' ? 1 : 5;
    const one = await rounds(plan, 1, count);
    const two = await rounds(plan, 2, count);
    const runs = plan.cells.length * plan.seeds.length;
    const [bestOne, bestTwo] = [item(one, 0), item(two, 0)];
    const digests = (taken: Round): string => taken.runs.map((run) => run?.digest ?? '').join();
    if (digests(bestOne) !== digests(bestTwo)) throw new Error('one worker and two came to different results');
    const perSecond = two.map(({ milliseconds }) => (runs * 1000) / milliseconds);
    return {
      operation: 'run',
      operations: runs * count,
      perSecond: perSecond[Math.min(2, perSecond.length - 1)] ?? 0,
      rounds: perSecond,
      hash: digests(bestTwo),
      figures: { timesOneWorker: bestOne.milliseconds / bestTwo.milliseconds },
    };
  },
};
