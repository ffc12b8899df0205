/**
 * How DRAM, flash and log of the server are divided among the VMs: at the start, and, with a planner, again and again while they run.
 *
 * A planner only says what it wants; `portionMover.ts` moves the portions, and the engine refuses what can't be.
 */
import type { Stateful } from '../base/stateful.ts';
import type { IoRequest, Portion } from '../engine/protocol.ts';

/** What a VM asks for. Amounts that the scenario fixes are taken as they are; null leaves them to the policy. */
export interface PartitionDemand {
  /** Its share of what is not fixed; > 0. */
  readonly weight: number;
  readonly dramBlocks: number | null;
  readonly flashBlocks: number | null;
  readonly logRecords: number | null;
  /** Of what is not fixed: what it gets at least and at most (Infinity: no limit), where the policy keeps to that. */
  readonly atLeast: Portion;
  readonly atMost: Portion;
}

export interface PartitionPolicy {
  /** The portions before the run, one per demand, in their order; or which amount of `total` cannot be had. */
  partition(total: Portion, demands: readonly PartitionDemand[]): PartitionResult;
  /** Does it move portions while VMs run? */
  readonly moves: boolean;
  /** Not null when it does. */
  createPlanner(context: PlannerContext): PortionPlanner | null;
}

export type PartitionResult =
  | { readonly ok: true; readonly portions: readonly Portion[] }
  | { readonly ok: false; readonly exceeded: keyof Portion; readonly wanted: number; readonly available: number };

/** A VM as a planner sees it. */
export interface PlannedVm {
  readonly weight: number;
  /** Bounds of its portion. They include what the scenario fixes, and what the engine needs for the VM to run at all. */
  readonly atLeast: Portion;
  readonly atMost: Portion;
  /** How long its history is to reach back, in ns; Infinity: as long as there is room. */
  readonly windowNs: number;
  /** Superseded versions stay in flash whether or not a bookmark needs them. */
  readonly keepsEveryVersion: boolean;
}

export interface PlannerContext {
  readonly blockBytes: number;
  /** What all portions together may take. `logRecords` is Infinity where each log simply is as large as its DRAM and flash ask for. */
  readonly total: Portion;
  readonly vms: readonly PlannedVm[];
}

/** What the host has read since the planner was asked last, by VM. */
export interface VmReading {
  /** Log records that arose: each stands for a version that history keeps, mostly in flash. */
  readonly recordsAdded: number;
}

export interface PortionPlanner extends Stateful<unknown> {
  /** Time between two plans, and the share of a tier that has to change hands for one to be worth it. */
  readonly intervalNs: number;
  readonly stepRatio: number;
  /** A request goes to the cache. Called for each: no allocation. */
  onRequest(request: IoRequest): void;
  /** The portions that it wants, one per VM: within the bounds of each VM and, together, within the total. */
  plan(elapsedNs: number, readings: readonly VmReading[]): readonly Portion[];
}
