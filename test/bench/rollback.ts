/** What walking the undo log costs: one VM overwrites its disk, then goes back over that many records; the host's own work beside it is nothing. */
import { Op, Space } from '../../sim/engine/protocol.ts';
import type { ControlRequest, EngineOutbox, IoRequest, RequestTag, VmId } from '../../sim/engine/protocol.ts';
import { RandomStream } from '../../sim/base/random.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { benchEngine, benchScenario } from './benchSimulation.ts';
import type { CacheEngine } from '../../sim/engine/engine.ts';

const BLOCKS = 131_072;
const vm = 0 as VmId;

/** Drives one engine with devices that complete at once. */
class TimelessDriver {
  readonly #engine: CacheEngine;
  readonly #outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };
  readonly #completion = { tag: 0, status: 0 };
  nowNs = 0;
  recordsWalked = 0;

  constructor(engine: CacheEngine) {
    this.#engine = engine;
  }

  submit(request: IoRequest): void {
    this.#engine.submit(this.nowNs, request);
    this.#settle();
  }

  /** Until it is answered. Asserts that it was not refused. */
  control(request: ControlRequest): void {
    this.#engine.control(this.nowNs, request);
    this.#settle();
    for (let wakes = 0; this.#outbox.outcomes.count === 0; wakes += 1) {
      if (wakes > 1e6 || this.#engine.nextWakeNs() === Infinity) throw new Error('a control request is not answered');
      this.nowNs = Math.max(this.nowNs, this.#engine.nextWakeNs());
      this.#engine.wake(this.nowNs);
      this.#settle();
    }
    const outcome = this.#outbox.outcomes.items[0]!;
    if (!outcome.ok) throw new Error(`refused: ${String(outcome.reason)}`);
    this.recordsWalked = outcome.recordsWalked;
    this.#outbox.outcomes.count = 0;
  }

  #settle(): void {
    const { commands, acknowledgements, notices } = this.#outbox;
    const tags: number[] = [];
    for (;;) {
      this.#engine.drain(this.#outbox);
      notices.count = 0;
      acknowledgements.count = 0;
      if (commands.count === 0) return;
      for (let index = 0; index < commands.count; index += 1) tags.push(commands.items[index]!.tag);
      commands.count = 0;
      for (const tag of tags) {
        this.#completion.tag = tag;
        this.#engine.complete(this.nowNs, this.#completion);
      }
      tags.length = 0;
    }
  }
}

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
      for (let round = 0; round < (size === 'smoke' ? 1 : 7); round += 1) {
        for (const control of [
          { id: 1, kind: 'rollback', vms: [vm], target: { by: 'sequence', sequence: 0 }, waiting: 'keep' },
          { id: 2, kind: 'undo', vms: [vm] },
        ] as const) {
          const start = performance.now();
          driver.control(control);
          rounds.push((driver.recordsWalked * 1000) / (performance.now() - start));
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
