/** Drives one engine with devices that complete at once, for benchmarks of the engine alone: the host's own work beside it is nothing. */
import type { CacheEngine } from '../../sim/engine/engine.ts';
import { CommandKind } from '../../sim/engine/protocol.ts';
import type { ControlRequest, EngineOutbox, IoRequest } from '../../sim/engine/protocol.ts';

export class TimelessDriver {
  readonly #engine: CacheEngine;
  /** The log area of flash, for who wants to recover from it; or null. */
  readonly #log: Uint8Array | null;
  readonly #outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };
  readonly #completion = { tag: 0, status: 0 };
  nowNs = 0;
  recordsWalked = 0;

  constructor(engine: CacheEngine, log: Uint8Array | null = null) {
    this.#engine = engine;
    this.#log = log;
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
      for (let index = 0; index < commands.count; index += 1) {
        const command = commands.items[index]!;
        tags.push(command.tag);
        if (command.kind === CommandKind.AppendLog && command.bytes !== null) this.#log?.set(command.bytes, command.logOffset);
      }
      commands.count = 0;
      for (const tag of tags) {
        this.#completion.tag = tag;
        this.#engine.complete(this.nowNs, this.#completion);
      }
      tags.length = 0;
    }
  }
}
