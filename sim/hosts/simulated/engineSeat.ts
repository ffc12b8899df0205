/**
 * Where the engine of a server sits that may crash: the one that was recovered takes the place of the one before, and everybody who knew that one goes on with
 * it. Counters go on from where they were. While the server is down nothing goes in or out.
 */
import { assert } from '../../base/assert.ts';
import type {
  BookmarkListing,
  ControlRequest,
  DeviceCompletion,
  EngineConfig,
  EngineOutbox,
  IoRequest,
  Portion,
  RollbackTarget,
  RollbackTraceEntry,
  RollbackWindow,
  SlotCounts,
  Space,
  VmCacheConfig,
  VmCounters,
  VmId,
} from '../../engine/protocol.ts';
import type { RollbackPreview } from '../../engine/rollbackPreview.ts';
import type { BlockHistory, SlotListing, SlotStrip } from '../../engine/slotView.ts';
import type { EngineReader, LocatedVersion } from '../../oracle/engineReader.ts';
import type { PhaseWatch, PhaseWatchState } from './phaseWatch.ts';
import type { EngineMemory, SimulatedEngine } from './simulatedEngine.ts';

/** An engine that can be looked into. */
export interface RecoverableEngine extends SimulatedEngine, EngineReader {
  portion(vm: VmId): Portion;
}

export interface EngineSeatState {
  readonly engine: unknown;
  readonly before: readonly VmCounters[];
  readonly isDown: boolean;
  readonly watch: PhaseWatchState;
  readonly asked: readonly ChoiceRequest[];
  readonly choices: readonly Choices[];
}

/** What of a VM's configuration was set on the way: it is the host that knows it, and it holds for the next engine, too. */
type Choices = Partial<Pick<VmCacheConfig, 'flush' | 'durability'>>;
type ChoiceRequest = Extract<ControlRequest, { kind: 'set-flush' | 'set-durability' }>;

/** What a VM has now, not what it did. */
const levels: ReadonlySet<string> = new Set<keyof VmCounters>(['dirtyBlocks', 'logRecords', 'redoBlocks']);

export class EngineSeat implements SimulatedEngine, EngineReader {
  isDown = false;
  readonly #watch: PhaseWatch;
  #engine: RecoverableEngine;
  /** Per VM: the counters of all engines before. */
  #before: VmCounters[];
  /** Not answered yet. */
  #asked: readonly ChoiceRequest[] = [];
  /** Per VM. */
  #choices: readonly Choices[];

  constructor(engine: RecoverableEngine, vmCount: number, watch: PhaseWatch) {
    this.#engine = engine;
    this.#watch = watch;
    this.#choices = Array.from({ length: vmCount }, () => ({}));
    this.#before = Array.from({ length: vmCount }, (_, vm) => zeroCounters(engine.counters(vm as VmId, 0)));
  }

  /** The server has crashed at `nowNs`: this one will take over when it is up again. */
  replace(engine: RecoverableEngine, nowNs: number): void {
    this.#before = this.#before.map((_, vm) => ({ ...this.counters(vm as VmId, nowNs) }));
    this.#engine = engine;
    this.#asked = [];
    this.#watch.crashed();
    this.isDown = true;
  }

  submit(nowNs: number, request: IoRequest): void {
    assert(!this.isDown, 'nothing goes to a server that is down');
    this.#watch.submit(request);
    this.#engine.submit(nowNs, request);
  }

  control(nowNs: number, request: ControlRequest): void {
    assert(!this.isDown, 'nothing is asked of a server that is down');
    this.#watch.control(request);
    if (request.kind === 'set-flush' || request.kind === 'set-durability') this.#asked = [...this.#asked, request];
    this.#engine.control(nowNs, request);
  }

  complete(nowNs: number, completion: DeviceCompletion): void {
    this.#watch.complete(completion.tag);
    this.#engine.complete(nowNs, completion);
  }

  wake(nowNs: number): void {
    if (!this.isDown) this.#engine.wake(nowNs);
  }

  nextWakeNs(): number {
    return this.isDown ? Infinity : this.#engine.nextWakeNs();
  }

  drain(outbox: EngineOutbox): void {
    if (this.isDown) return;
    this.#engine.drain(outbox);
    this.#watch.drained(outbox);
    if (this.#asked.length > 0) this.#noteChoices(outbox);
  }

  /** The configuration as it is now: what an engine is recovered with. */
  configNow(config: EngineConfig): EngineConfig {
    return { ...config, vms: config.vms.map((vm, number) => ({ ...vm, ...this.#choices[number] })) };
  }

  #noteChoices({ outcomes }: EngineOutbox): void {
    for (let index = 0; index < outcomes.count; index += 1) {
      const { id, ok } = outcomes.items[index];
      const request = this.#asked.find((asked) => asked.id === id);
      if (request === undefined) continue;
      this.#asked = this.#asked.filter((asked) => asked !== request);
      const choice: Choices = request.kind === 'set-flush' ? { flush: request.flush } : { durability: request.durability };
      if (ok) this.#choices = this.#choices.map((choices, vm) => (vm === request.vm ? { ...choices, ...choice } : choices));
    }
  }

  window(vm: VmId, nowNs: number): RollbackWindow {
    return this.#engine.window(vm, nowNs);
  }

  previewRollback(vm: VmId, target: RollbackTarget): RollbackPreview | null {
    return this.#engine.previewRollback?.(vm, target) ?? null;
  }

  bookmarks(vm: VmId): readonly BookmarkListing[] {
    return this.#engine.bookmarks(vm);
  }

  counters(vm: VmId, nowNs: number): VmCounters {
    const now = { ...this.#engine.counters(vm, nowNs) };
    for (const name of Object.keys(now) as (keyof VmCounters)[]) if (!levels.has(name)) now[name] += this.#before[vm][name];
    return now;
  }

  slotCounts(vm: VmId, tier: 'dram' | 'flash'): SlotCounts {
    return this.#engine.slotCounts(vm, tier);
  }

  isArrayChecked(vm: VmId, block: number, snapshot: number): boolean {
    return this.#engine.isArrayChecked(vm, block, snapshot);
  }

  slotOwner(tier: 'dram' | 'flash', slot: number): number {
    return this.#engine.slotOwner(tier, slot);
  }

  locate(vm: VmId, space: Space, block: number): LocatedVersion {
    return this.#engine.locate(vm, space, block);
  }

  portion(vm: VmId): Portion {
    return this.#engine.portion(vm);
  }

  slotStrips(binsMax: number): readonly SlotStrip[] {
    return this.#engine.slotStrips(binsMax);
  }

  listSlots(strip: Pick<SlotStrip, 'vm' | 'tier'>, from: number, count: number): readonly SlotListing[] {
    return this.#engine.listSlots(strip, from, count);
  }

  blockHistory(vm: VmId, space: Space, block: number, versionsMax: number): BlockHistory {
    return this.#engine.blockHistory(vm, space, block, versionsMax);
  }

  rollbackTrace(): readonly RollbackTraceEntry[] {
    return this.#engine.rollbackTrace();
  }

  verifyInvariants(): void {
    this.#engine.verifyInvariants();
  }

  memoryBytes(): EngineMemory {
    return this.#engine.memoryBytes();
  }

  save(): EngineSeatState {
    return {
      engine: this.#engine.save(),
      before: this.#before.map((counters) => ({ ...counters })),
      isDown: this.isDown,
      watch: this.#watch.save(),
      asked: this.#asked,
      choices: this.#choices,
    };
  }

  restore(saved: unknown): void {
    const state = saved as EngineSeatState;
    this.#engine.restore(state.engine);
    this.#before = state.before.map((counters) => ({ ...counters }));
    this.isDown = state.isDown;
    this.#asked = state.asked;
    this.#choices = state.choices;
    this.#watch.restore(state.watch);
  }
}

function zeroCounters(like: VmCounters): VmCounters {
  const zero = { ...like };
  for (const name of Object.keys(zero) as (keyof VmCounters)[]) zero[name] = 0;
  return zero;
}
