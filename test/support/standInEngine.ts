/**
 * A stand-in for the cache engine where a test or a benchmark is about the host: every request is one DRAM command per block touched, answered when it
 * completes; nothing is cached. Bookmarks, rollbacks and the rest are answered at the next wake-up, as done.
 */
import { noneSettled } from '../../sim/base/settled.ts';
import { CommandKind, Op } from '../../sim/engine/protocol.ts';
import type { BlockHistory, SlotListing, SlotStrip } from '../../sim/engine/slotView.ts';
import type {
  Acknowledgement,
  BookmarkListing,
  ControlOutcome,
  ControlRequest,
  DeviceCompletion,
  EngineCommand,
  EngineConfig,
  EngineOutbox,
  IoRequest,
  RollbackTraceEntry,
  RollbackWindow,
  SlotCounts,
  VmCounters,
} from '../../sim/engine/protocol.ts';
import type { EngineMemory, SimulatedEngine } from '../../sim/hosts/simulated/simulatedEngine.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface StandInState {
  readonly freeTags: readonly number[];
  readonly flights: readonly Acknowledgement[];
  readonly sequence: number;
  readonly wakeNs: number;
  readonly asked: readonly (readonly [number, ControlRequest])[];
  readonly counters: VmCounters;
}

export class StandInEngine implements SimulatedEngine {
  readonly #dramBlocks: number;
  readonly #blockBytes: number;
  readonly #answerNs: number;
  #flights: Writable<Acknowledgement>[] = [];
  #freeTags: number[] = [];
  #commands: Writable<EngineCommand>[] = [];
  #commandCount = 0;
  #done: Writable<Acknowledgement>[] = [];
  #doneCount = 0;
  #outcomes: ControlOutcome[] = [];
  #asked: (readonly [number, ControlRequest])[] = [];
  #sequence = 0;
  #wakeNs = Infinity;
  readonly #counters: VmCounters = {
    readBlocksDram: 0,
    readBlocksFlash: 0,
    readBlocksArray: 0,
    readBlocksNone: 0,
    destages: 0,
    commits: 0,
    demotions: 0,
    promotions: 0,
    preimageReads: 0,
    stalls: 0,
    stallNs: 0,
    dirtyBlocks: 0,
    logRecords: 0,
    recordsGivenUp: 0,
    redoBlocks: 0,
    lostBlocks: 0,
    lostAnswers: 0,
  };

  /** Controls are answered after `answerNs`. */
  constructor(config: EngineConfig, answerNs = 1000) {
    this.#dramBlocks = config.dramBlocks;
    this.#blockBytes = config.blockBytes;
    this.#answerNs = answerNs;
  }

  submit(_nowNs: number, request: IoRequest): void {
    if (request.op === Op.Write || request.op === Op.Discard) this.#sequence += 1;
    const tag = this.#freeTags.pop() ?? this.#flights.length;
    const flight = (this.#flights[tag] ??= { tag: request.tag, vm: request.vm, op: request.op, space: request.space, sequence: 0, status: 0 });
    flight.tag = request.tag;
    flight.vm = request.vm;
    flight.op = request.op;
    flight.space = request.space;
    flight.sequence = this.#sequence;
    const command = (this.#commands[this.#commandCount++] ??= {
      kind: 0,
      tag: 0,
      vm: request.vm,
      space: 0,
      slot: 0,
      toSlot: -1,
      block: 0,
      blockCount: 1,
      buffer: 0,
      bufferBlock: 0,
      isFill: false,
      snapshot: -1,
      transaction: -1,
      settled: noneSettled,
      throughTransaction: -1,
      lengthBytes: 0,
      logOffset: -1,
      bytes: null,
      cause: 0,
      isPrevious: false,
    });
    if (request.op === Op.Read) this.#counters.readBlocksDram += Math.ceil(request.lengthBytes / this.#blockBytes);
    command.kind = request.op === Op.Read ? CommandKind.ReadDram : CommandKind.WriteDram;
    command.tag = tag;
    command.vm = request.vm;
    command.space = request.space;
    command.block = Math.floor(request.offsetBytes / this.#blockBytes);
    command.slot = command.block % this.#dramBlocks;
    command.buffer = request.buffer;
  }

  control(nowNs: number, request: ControlRequest): void {
    this.#asked.push([nowNs, request]);
    this.#wakeNs = Math.min(this.#wakeNs, nowNs + this.#answerNs);
  }

  complete(_nowNs: number, completion: DeviceCompletion): void {
    const flight = this.#flights[completion.tag]!;
    const answer = (this.#done[this.#doneCount++] ??= { ...flight });
    answer.tag = flight.tag;
    answer.vm = flight.vm;
    answer.op = flight.op;
    answer.space = flight.space;
    answer.sequence = flight.sequence;
    this.#freeTags.push(completion.tag);
  }

  wake(nowNs: number): void {
    for (const [requestedNs, request] of this.#asked) {
      const vms = 'vms' in request ? request.vms : [request.vm];
      this.#outcomes.push({
        id: request.id,
        kind: request.kind,
        vms,
        ok: true,
        reason: null,
        requestedNs,
        answeredNs: nowNs,
        sequences: vms.map(() => this.#sequence),
        oldestSequences: vms.map(() => 0),
        recordsWalked: 0,
        blocksRestored: 0,
        view: -1,
      });
    }
    this.#asked = [];
    this.#wakeNs = Infinity;
  }

  nextWakeNs(): number {
    return this.#wakeNs;
  }

  drain(outbox: EngineOutbox): void {
    const { commands, acknowledgements, outcomes } = outbox;
    for (let index = 0; index < this.#commandCount; index += 1) commands.items[commands.count++] = this.#commands[index]!;
    for (let index = 0; index < this.#doneCount; index += 1) acknowledgements.items[acknowledgements.count++] = this.#done[index]!;
    for (const outcome of this.#outcomes) outcomes.items[outcomes.count++] = outcome;
    this.#commandCount = 0;
    this.#doneCount = 0;
    this.#outcomes = [];
  }

  window(): RollbackWindow {
    return { oldestSequence: 0, oldestNs: 0, newestSequence: this.#sequence, windowNs: 0 };
  }

  bookmarks(): readonly BookmarkListing[] {
    return [];
  }

  counters(): VmCounters {
    return this.#counters;
  }

  slotStrips(): readonly SlotStrip[] {
    return [];
  }

  listSlots(): readonly SlotListing[] {
    return [];
  }

  blockHistory(): BlockHistory {
    return { current: { place: 'none', slot: -1, isDirty: false }, currentSequence: 0, versions: [], leftOut: 0 };
  }

  slotCounts(): SlotCounts {
    return { free: 0, inFlight: 0, currentClean: 0, currentDirty: 0, previous: 0, redo: 0, total: 0 };
  }

  rollbackTrace(): readonly RollbackTraceEntry[] {
    return [];
  }

  verifyInvariants(): void {}

  memoryBytes(): EngineMemory {
    return { slots: 0, index: 0, log: 0, total: 0 };
  }

  save(): StandInState {
    return structuredClone({
      freeTags: this.#freeTags,
      flights: this.#flights,
      sequence: this.#sequence,
      wakeNs: this.#wakeNs,
      asked: this.#asked,
      counters: this.#counters,
    });
  }

  restore(state: unknown): void {
    const saved = structuredClone(state as StandInState);
    this.#freeTags = [...saved.freeTags];
    this.#flights = [...saved.flights];
    this.#sequence = saved.sequence;
    this.#wakeNs = saved.wakeNs;
    this.#asked = [...saved.asked];
    Object.assign(this.#counters, saved.counters);
  }
}
