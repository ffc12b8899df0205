/** What walking the undo log costs: one VM overwrites its disk, then goes back over that many records. */
import { Op, Space } from '../../sim/engine/protocol.ts';
import type { IoRequest, RequestTag, VmId } from '../../sim/engine/protocol.ts';
import { RandomStream } from '../../sim/base/random.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { benchEngine, benchScenario } from './benchSimulation.ts';
import { TimelessDriver } from './timelessDriver.ts';

const BLOCKS = 131_072;
/** Walked before anything is timed: what walks has been compiled by then, also where a single rollback is short. */
const WARM_UP_RECORDS = 500_000;
const vm = 0 as VmId;

function rollbackBenchmark(records: number): Benchmark {
  return {
    name: `rollback-${records}`,
    question: `one rollback over ${records} records of the undo log, and back`,
    contenders: ['hindcast'],
    async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
      const count = size === 'smoke' ? 1000 : records;
      const scenario = benchScenario({ 'vms.0.count': '1', 'server.flash.size': '8GiB', 'server.cache.flush.interval': '1h' });
      const { engine } = await benchEngine(scenario);
      const driver = new TimelessDriver(engine);
      const random = new RandomStream(1, 'rollback');
      const request: IoRequest = {
        tag: 1 as RequestTag,
        vm,
        space: Space.Disk,
        op: Op.Write,
        offsetBytes: 0,
        lengthBytes: 4096,
        forceUnitAccess: false,
        buffer: 1,
        view: -1,
      };
      for (let write = 0; write < count; write += 1) {
        driver.nowNs += 1000;
        request.offsetBytes = random.nextInt(BLOCKS) * 4096;
        driver.submit(request);
      }
      const rounds: number[] = [];
      const warmUpRounds = size === 'smoke' ? 0 : Math.ceil(WARM_UP_RECORDS / (2 * count));
      for (let round = -warmUpRounds; round < (size === 'smoke' ? 1 : 7); round += 1) {
        for (const control of [
          { id: 1, kind: 'rollback', vms: [vm], target: { by: 'sequence', sequence: 0 }, waiting: 'keep' },
          { id: 2, kind: 'undo', vms: [vm] },
        ] as const) {
          const start = performance.now();
          driver.control(control);
          if (round >= 0) rounds.push((driver.recordsWalked * 1000) / (performance.now() - start));
          if (driver.recordsWalked !== count) throw new Error(`walked ${driver.recordsWalked} records instead of ${count}`);
        }
      }
      rounds.sort((first, second) => second - first);
      const perSecond = rounds[Math.min(2, rounds.length - 1)]!;
      return {
        operation: 'record',
        operations: count,
        perSecond,
        rounds,
        hash: String(count),
        figures: { milliseconds: (count * 1000) / perSecond, bytesPerLogRecord: engine.memoryBytes().log / count },
      };
    },
  };
}

export const rollback1e4 = rollbackBenchmark(10_000);
export const rollback1e5 = rollbackBenchmark(100_000);
export const rollback1e6 = rollbackBenchmark(1_000_000);
