/**
 * Has the portions follow the partition policy while the VMs run: shows its planner every request, asks it for a plan at each interval, asks the engine for the
 * resizes, and keeps what came of them. A plan is left out while the moves of the one before it are under way.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { ControlOutcome, ControlRequest, IoRequest, Portion, VmId } from '../../engine/protocol.ts';
import type { PortionPlanner } from '../../hypervisor/partitionPolicy.ts';
import { PortionMover } from '../../hypervisor/portionMover.ts';
import type { PortionMoverState, PortionRequest } from '../../hypervisor/portionMover.ts';
import type { PartitionFigures, PortionMoveFigures, PortionRange } from '../../results/partitionFigures.ts';
import type { MovingPartition } from './movingPartition.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';

export interface PartitionRunnerParts {
  readonly policy: string;
  /** Null: portions stay as they are. */
  readonly moving: MovingPartition | null;
  readonly vmNames: readonly string[];
  readonly portions: readonly Portion[];
  readonly engine: SimulatedEngine;
  control(request: ControlRequest): void;
}

interface Counts {
  plans: number;
  plansLeftOut: number;
  moves: number;
  movesRefused: number;
  dramBlocksMoved: number;
  flashBlocksMoved: number;
}

interface Ask {
  readonly vm: number;
  readonly portion: Portion;
  readonly askedNs: number;
}

export interface PartitionRunnerState {
  readonly planner: unknown;
  readonly mover: PortionMoverState | null;
  readonly asks: readonly (readonly [number, Ask])[];
  readonly nextId: number;
  readonly plannedNs: number;
  readonly records: Float64Array;
  readonly counts: Counts;
  readonly ranges: readonly Portion[];
  readonly firstMoves: readonly PortionMoveFigures[];
}

/** Ids of control requests from here on are ours; those below are the timeline's. */
const FIRST_ID = 0x4000_0000;
const MOVES_MAX = 1000;

export class PartitionRunner implements Stateful<PartitionRunnerState> {
  readonly #parts: PartitionRunnerParts;
  readonly #mover: PortionMover | null;
  readonly #asks = new Map<number, Ask>();
  #nextId = FIRST_ID;
  #plannedNs = 0;
  /** Per VM: log records that had arisen when the planner was asked last. */
  readonly #records: Float64Array;
  readonly #counts: Counts = { plans: 0, plansLeftOut: 0, moves: 0, movesRefused: 0, dramBlocksMoved: 0, flashBlocksMoved: 0 };
  /** Per VM: the least and the most of each amount so far. */
  #least: Portion[];
  #most: Portion[];
  #firstMoves: PortionMoveFigures[] = [];

  constructor(parts: PartitionRunnerParts) {
    const { moving, portions } = parts;
    this.#parts = parts;
    this.#mover = moving === null ? null : new PortionMover(moving.total, moving.bounds, portions, moving.logRecordsPerBlock);
    this.#records = new Float64Array(portions.length);
    this.#least = [...portions];
    this.#most = [...portions];
  }

  static isOurs(id: number): boolean {
    return id >= FIRST_ID;
  }

  /** Null: portions stay as they are. */
  get planner(): PortionPlanner | null {
    return this.#parts.moving === null ? null : this.#parts.moving.planner;
  }

  portion(vm: number): Portion {
    return this.#mover === null ? this.#parts.portions[vm] : this.#mover.granted(vm);
  }

  onRequest(request: IoRequest): void {
    this.planner?.onRequest(request);
  }

  /** An interval is over. Returns when the next one will be. */
  plan(nowNs: number, isDown: boolean): number {
    const { moving, engine, vmNames } = this.#parts;
    assert(moving !== null && this.#mover !== null, 'portions are planned where they move');
    if (this.#mover.isMoving || isDown) {
      this.#counts.plansLeftOut += 1;
      return nowNs + moving.planner.intervalNs;
    }
    const readings = vmNames.map((_, vm) => {
      const { logRecords, recordsGivenUp } = engine.counters(vm as VmId, nowNs);
      const recordsAdded = logRecords + recordsGivenUp - this.#records[vm];
      this.#records[vm] += recordsAdded;
      return { recordsAdded };
    });
    const wanted = moving.planner.plan(nowNs - this.#plannedNs, readings);
    this.#plannedNs = nowNs;
    this.#counts.plans += 1;
    this.#ask(this.#mover.begin(wanted, moving.planner.stepRatio), nowNs);
    return nowNs + moving.planner.intervalNs;
  }

  onOutcome(outcome: ControlOutcome): void {
    const ask = this.#asks.get(outcome.id);
    assert(ask !== undefined && this.#mover !== null, 'an outcome answers a request that was made');
    this.#asks.delete(outcome.id);
    const before = this.#mover.granted(ask.vm);
    const next = this.#mover.answered(ask.vm, outcome.ok);
    this.#note(ask, before, outcome);
    this.#ask(next, outcome.answeredNs);
  }

  /** The server has crashed and has these portions again; what was asked for is not answered any more. */
  crash(portions: readonly Portion[]): void {
    this.#asks.clear();
    this.#mover?.settle(portions);
  }

  figures(): PartitionFigures {
    const { policy, vmNames, portions } = this.#parts;
    const range = (vm: number, field: keyof Portion): PortionRange => ({
      start: portions[vm][field],
      min: this.#least[vm][field],
      max: this.#most[vm][field],
      end: this.portion(vm)[field],
    });
    return {
      policy,
      ...this.#counts,
      vms: vmNames.map((name, vm) => ({
        name,
        dramBlocks: range(vm, 'dramBlocks'),
        flashBlocks: range(vm, 'flashBlocks'),
        logRecords: range(vm, 'logRecords'),
      })),
      firstMoves: [...this.#firstMoves],
    };
  }

  save(): PartitionRunnerState {
    return {
      planner: this.planner === null ? null : this.planner.save(),
      mover: this.#mover === null ? null : this.#mover.save(),
      asks: [...this.#asks],
      nextId: this.#nextId,
      plannedNs: this.#plannedNs,
      records: this.#records.slice(),
      counts: { ...this.#counts },
      ranges: [...this.#least, ...this.#most],
      firstMoves: [...this.#firstMoves],
    };
  }

  restore(state: PartitionRunnerState): void {
    this.planner?.restore(state.planner);
    if (state.mover !== null) this.#mover?.restore(state.mover);
    this.#asks.clear();
    for (const [id, ask] of state.asks) this.#asks.set(id, ask);
    this.#nextId = state.nextId;
    this.#plannedNs = state.plannedNs;
    this.#records.set(state.records);
    Object.assign(this.#counts, state.counts);
    this.#least = state.ranges.slice(0, state.ranges.length / 2);
    this.#most = state.ranges.slice(state.ranges.length / 2);
    this.#firstMoves = [...state.firstMoves];
  }

  #ask(requests: readonly PortionRequest[], nowNs: number): void {
    for (const { vm, portion } of requests) {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#asks.set(id, { vm, portion, askedNs: nowNs });
      this.#parts.control({ id, kind: 'resize', vm: vm as VmId, portion });
    }
  }

  #note({ vm, portion, askedNs }: Ask, before: Portion, { ok, answeredNs }: ControlOutcome): void {
    const counts = this.#counts;
    if (ok) {
      counts.moves += 1;
      counts.dramBlocksMoved += Math.max(0, portion.dramBlocks - before.dramBlocks);
      counts.flashBlocksMoved += Math.max(0, portion.flashBlocks - before.flashBlocks);
      this.#least[vm] = combine(this.#least[vm], portion, Math.min);
      this.#most[vm] = combine(this.#most[vm], portion, Math.max);
    } else counts.movesRefused += 1;
    if (this.#firstMoves.length < MOVES_MAX) this.#firstMoves.push({ vm: this.#parts.vmNames[vm], askedNs, answeredNs, done: ok, ...portion });
  }
}

function combine(first: Portion, second: Portion, how: (a: number, b: number) => number): Portion {
  return {
    dramBlocks: how(first.dramBlocks, second.dramBlocks),
    flashBlocks: how(first.flashBlocks, second.flashBlocks),
    logRecords: how(first.logRecords, second.logRecords),
  };
}
