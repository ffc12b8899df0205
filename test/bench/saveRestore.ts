/** What it takes to save the whole simulation and to restore it, and what the engine keeps per cached block. */
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { benchScenario, benchSimulation, runIos } from './benchSimulation.ts';

export const saveRestore: Benchmark = {
  name: 'save-restore',
  question: 'bench-oltp with warm caches: saves of the whole simulation per second; and the memory of the engine',
  contenders: ['hindcast'],
  async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const scenario = benchScenario();
    const simulation = await benchSimulation(scenario);
    runIos(simulation, size === 'smoke' ? 2000 : 2_000_000);
    const rounds: number[] = [];
    let restoreMs = Infinity;
    for (let round = 0; round < (size === 'smoke' ? 1 : 7); round += 1) {
      const start = performance.now();
      const saved = simulation.save();
      const middle = performance.now();
      simulation.restore(saved);
      rounds.push(1000 / (middle - start));
      restoreMs = Math.min(restoreMs, performance.now() - middle);
    }
    rounds.sort((first, second) => second - first);
    const perSecond = rounds[Math.min(2, rounds.length - 1)]!;
    const digest = simulation.digest();
    const { result } = simulation.finish();
    const { server, blockBytes } = scenario;
    const blocks = (server.dram.sizeBytes + server.flash.sizeBytes) / blockBytes;
    const { slotsBytes, indexBytes } = result.engineMemory;
    return {
      operation: 'save',
      operations: rounds.length,
      perSecond,
      rounds,
      hash: digest,
      figures: {
        saveMs: 1000 / perSecond,
        restoreMs,
        bytesPerCachedBlock: (slotsBytes + indexBytes) / blocks,
        engineMebibytes: result.engineMemory.totalBytes / 2 ** 20,
      },
    };
  },
};
