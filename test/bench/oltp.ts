/**
 * How many IOs the whole simulation does per second of real time: the scenario `bench-oltp` with metrics and digest, without an oracle; whether that
 * depends on how long it has run (`oltp-length`) and on the number of VMs that the same footprint is divided among (`oltp-vms`).
 */
import { median } from 'simple-statistics';
import type { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { benchScenario, benchSimulation, runIos } from './benchSimulation.ts';
import { measureRounds } from './measureRounds.ts';

interface IoRounds {
  readonly ios: number;
  readonly warmUpRounds: number;
  readonly rounds: number;
}

/** Where contenders do different work on purpose. */
const eachItsOwn = 'each its own';

/** Rounds of so many IOs; a few small ones for a smoke test. The caller sets the hash. */
function measureIos(simulation: Simulation, size: BenchmarkSize, full: IoRounds): Measurement {
  const { ios, warmUpRounds, rounds } = size === 'smoke' ? { ios: 2000, warmUpRounds: 1, rounds: 3 } : full;
  return measureRounds({ operation: 'IO', operationsPerRound: ios, warmUpRounds, rounds, round: () => runIos(simulation, ios), hash: () => '' });
}

export const oltp: Benchmark = {
  name: 'bench-oltp',
  question: 'the scenario bench-oltp: IOs simulated per second, caches warm',
  contenders: ['hindcast'],
  async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const simulation = await benchSimulation(benchScenario());
    const measurement = measureIos(simulation, size, { ios: 500_000, warmUpRounds: 4, rounds: 9 });
    const { events } = simulation;
    const { result } = simulation.finish();
    return {
      ...measurement,
      hash: result.digest,
      figures: {
        eventsPerIo: events / result.ios,
        hitRatioDram: result.total.hitRatio.dram,
        hitRatioFlash: result.total.hitRatio.flash,
        simulatedSeconds: result.simulatedNs / 1e9,
      },
    };
  },
};

export const oltpDevices: Benchmark = {
  name: 'oltp-devices',
  question: 'bench-oltp on full models: DRAM channels, a flash SSD in use, an all-flash array; IOs simulated per second',
  contenders: ['hindcast'],
  async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const simulation = await benchSimulation(
      benchScenario({
        'server.dram.model': 'channels',
        'server.flash': '{ preset: server2014, size: 1GiB, pagesPerBlock: 64, precondition: random }',
        array: '{ preset: all-flash }',
      }),
    );
    const measurement = measureIos(simulation, size, { ios: 250_000, warmUpRounds: 3, rounds: 7 });
    const { events } = simulation;
    const { result } = simulation.finish();
    const { writeAmplification, utilisation } = result.flash;
    return { ...measurement, hash: result.digest, figures: { eventsPerIo: events / result.ios, writeAmplification, flashUtilisation: utilisation } };
  },
};

export const oltpLength: Benchmark = {
  name: 'oltp-length',
  question: 'bench-oltp: does an IO cost more after 20M IOs than after 1M?',
  contenders: ['hindcast'],
  async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const simulation = await benchSimulation(benchScenario());
    const unit = size === 'smoke' ? 1000 : 1_000_000;
    const nsPerIo: number[] = [];
    runIos(simulation, unit);
    for (let index = 1; index < 20; index += 1) {
      const start = performance.now();
      runIos(simulation, unit);
      nsPerIo.push(((performance.now() - start) * 1e6) / unit);
    }
    const perSecond = nsPerIo.map((ns) => 1e9 / ns).sort((first, second) => second - first);
    const [early, late] = [median(nsPerIo.slice(0, 3)), median(nsPerIo.slice(-3))];
    return {
      operation: 'IO',
      operations: 19 * unit,
      perSecond: perSecond[2]!,
      rounds: perSecond,
      hash: simulation.digest(),
      figures: { nsPerIoFrom1M: early, nsPerIoFrom17M: late, ratio: late / early },
    };
  },
};

const vmCounts = ['1', '8', '64', '256'];

export const oltpVms: Benchmark = {
  name: 'oltp-vms',
  question: 'bench-oltp, its footprint and 256 requests in flight divided among this many VMs',
  contenders: vmCounts,
  async run(contender: string, size: BenchmarkSize): Promise<Measurement> {
    const vms = Number(contender);
    const simulation = await benchSimulation(
      benchScenario({
        'vms.0.count': contender,
        'vms.0.disk': `${16_384 / vms}MiB`,
        'vms.0.workload.footprint': `${128 / vms}MiB`,
        'vms.0.workload.queueDepth': `${256 / vms}`,
      }),
    );
    const measurement = measureIos(simulation, size, { ios: 500_000, warmUpRounds: 4, rounds: 5 });
    return { ...measurement, hash: eachItsOwn, figures: { vms } };
  },
};

export const manyVms: Benchmark = {
  name: 'many-vms',
  question: 'VMs of 20 GiB each, that share 1 GiB of data in use and 1,000 requests in flight: what starting them takes, and an IO',
  contenders: ['8', '1000'],
  async run(contender: string, size: BenchmarkSize): Promise<Measurement> {
    const vms = size === 'smoke' ? Math.min(50, Number(contender)) : Number(contender);
    const start = performance.now();
    const simulation = await benchSimulation(
      benchScenario({
        'server.dram.size': '2GiB',
        'server.flash.size': '16GiB',
        'vms.0.count': String(vms),
        'vms.0.disk': '20GiB',
        'vms.0.workload.footprint': `${Math.floor(2 ** 20 / vms)}KiB`,
        'vms.0.workload.queueDepth': `${Math.floor(1000 / vms)}`,
      }),
    );
    const startMs = performance.now() - start;
    const measurement = measureIos(simulation, size, { ios: 500_000, warmUpRounds: 4, rounds: 5 });
    return { ...measurement, hash: eachItsOwn, figures: { vms, startMs, memoryMebibytes: process.memoryUsage().rss / 2 ** 20 } };
  },
};
