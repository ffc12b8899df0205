/**
 * What all schedulers keep: per VM a queue of requests in the order of arrival, how many are in flight, and whether the VM is held.
 *
 * Three limits: requests in flight altogether, and of each VM, and requests that wait per VM. The queues are lists through one pool that grows by doubling, so
 * that a thousand idle VMs cost nothing. No allocation on the way of a request but that growth.
 */
import { assert } from '../base/assert.ts';
import type { ParamSpec } from '../base/spec.ts';
import type { Stateful } from '../base/stateful.ts';

export type QueueLimits = { readonly inFlightMax: number; readonly inFlightPerVmMax: number; readonly queuedPerVmMax: number };

export interface VmQueuesState {
  /** Of all VMs one after the other, each oldest first. */
  readonly lengths: Int32Array;
  readonly tickets: Float64Array;
  readonly costs: Float64Array;
  readonly arrivedNs: Float64Array;
  readonly inFlightOfVm: Int32Array;
  readonly held: Uint8Array;
}

const NONE = -1;
const CAPACITY_MIN = 64;

export class VmQueues implements Stateful<VmQueuesState> {
  readonly #limits: QueueLimits;
  /** The pool: entries, and of each the one behind it in its queue or among the free ones. */
  #tickets = new Float64Array(CAPACITY_MIN);
  #costs = new Float64Array(CAPACITY_MIN);
  #arrivedNs = new Float64Array(CAPACITY_MIN);
  #behind = new Int32Array(CAPACITY_MIN);
  #free = NONE;
  #used = 0;
  /** Per VM. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #lengths: Int32Array;
  readonly #inFlightOfVm: Int32Array;
  readonly #held: Uint8Array;
  #inFlight = 0;

  constructor(limits: QueueLimits, vmCount: number) {
    this.#limits = limits;
    this.#first = new Int32Array(vmCount).fill(NONE);
    this.#last = new Int32Array(vmCount).fill(NONE);
    this.#lengths = new Int32Array(vmCount);
    this.#inFlightOfVm = new Int32Array(vmCount);
    this.#held = new Uint8Array(vmCount);
  }

  get vmCount(): number {
    return this.#held.length;
  }

  /** No place is free. */
  get isFull(): boolean {
    return this.#inFlight >= this.#limits.inFlightMax;
  }

  hasRoom(vm: number): boolean {
    return this.#lengths[vm] < this.#limits.queuedPerVmMax;
  }

  length(vm: number): number {
    return this.#lengths[vm];
  }

  /** A request that comes now could go: the VM has none waiting, is not held, and places are free. */
  mayPass(vm: number): boolean {
    return this.#inFlight < this.#limits.inFlightMax && this.#lengths[vm] === 0 && this.#mayGo(vm);
  }

  /** The VM has something waiting, is not held, and below its limit. */
  isReady(vm: number): boolean {
    return this.#lengths[vm] > 0 && this.#mayGo(vm);
  }

  /** `cost` is whatever the scheduler counts by. */
  push(vm: number, ticket: number, cost: number, nowNs: number): void {
    assert(this.hasRoom(vm), 'a request is queued where there is room');
    const entry = this.#takeEntry();
    this.#tickets[entry] = ticket;
    this.#costs[entry] = cost;
    this.#arrivedNs[entry] = nowNs;
    this.#behind[entry] = NONE;
    if (this.#lengths[vm] === 0) this.#first[vm] = entry;
    else this.#behind[this.#last[vm]] = entry;
    this.#last[vm] = entry;
    this.#lengths[vm] += 1;
  }

  /** Of the oldest that waits. */
  headCost(vm: number): number {
    assert(this.#lengths[vm] > 0, 'a queue has a head when it holds something');
    return this.#costs[this.#first[vm]];
  }

  headArrivedNs(vm: number): number {
    assert(this.#lengths[vm] > 0, 'a queue has a head when it holds something');
    return this.#arrivedNs[this.#first[vm]];
  }

  /** Takes out the oldest that waits. */
  shift(vm: number): number {
    assert(this.#lengths[vm] > 0, 'a queue is taken from when it holds something');
    const entry = this.#first[vm];
    this.#first[vm] = this.#behind[entry];
    this.#lengths[vm] -= 1;
    this.#behind[entry] = this.#free;
    this.#free = entry;
    return this.#tickets[entry];
  }

  /** A request of the VM is in flight from now on … */
  begin(vm: number): void {
    this.#inFlight += 1;
    this.#inFlightOfVm[vm] += 1;
  }

  /** … until now. */
  end(vm: number): void {
    assert(this.#inFlightOfVm[vm] > 0, 'only a request in flight is answered');
    this.#inFlight -= 1;
    this.#inFlightOfVm[vm] -= 1;
  }

  hold(vm: number): void {
    this.#held[vm] = 1;
  }

  release(vm: number): void {
    this.#held[vm] = 0;
  }

  /** The oldest that waits, to be dropped, or -1. */
  drop(vm: number): number {
    if (this.#lengths[vm] === 0) return NONE;
    assert(this.#held[vm] !== 0, 'requests are dropped while their VM is held');
    return this.shift(vm);
  }

  save(): VmQueuesState {
    const total = this.#lengths.reduce((sum, length) => sum + length, 0);
    const state = { tickets: new Float64Array(total), costs: new Float64Array(total), arrivedNs: new Float64Array(total) };
    let at = 0;
    for (let vm = 0; vm < this.vmCount; vm += 1) {
      for (let entry = this.#first[vm], left = this.#lengths[vm]; left > 0; left -= 1, entry = this.#behind[entry], at += 1) {
        state.tickets[at] = this.#tickets[entry];
        state.costs[at] = this.#costs[entry];
        state.arrivedNs[at] = this.#arrivedNs[entry];
      }
    }
    return { ...state, lengths: this.#lengths.slice(), inFlightOfVm: this.#inFlightOfVm.slice(), held: this.#held.slice() };
  }

  restore(state: VmQueuesState): void {
    this.#free = NONE;
    this.#used = 0;
    this.#lengths.fill(0);
    this.#inFlightOfVm.set(state.inFlightOfVm);
    this.#inFlight = state.inFlightOfVm.reduce((sum, count) => sum + count, 0);
    this.#held.set(state.held);
    let at = 0;
    for (let vm = 0; vm < this.vmCount; vm += 1)
      for (let left = state.lengths[vm]; left > 0; left -= 1, at += 1) this.push(vm, state.tickets[at], state.costs[at], state.arrivedNs[at]);
  }

  #mayGo(vm: number): boolean {
    return this.#held[vm] === 0 && this.#inFlightOfVm[vm] < this.#limits.inFlightPerVmMax;
  }

  #takeEntry(): number {
    const entry = this.#free;
    if (entry !== NONE) {
      this.#free = this.#behind[entry];
      return entry;
    }
    if (this.#used === this.#tickets.length) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  #grow(): void {
    const wider = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const wide = new Float64Array(column.length * 2);
      wide.set(column);
      return wide;
    };
    this.#tickets = wider(this.#tickets);
    this.#costs = wider(this.#costs);
    this.#arrivedNs = wider(this.#arrivedNs);
    const behind = new Int32Array(this.#behind.length * 2);
    behind.set(this.#behind);
    this.#behind = behind;
  }
}

/**
 * The parameters of these limits. So few in flight that an order matters: what is in the devices' queues no scheduler can overtake. 32 is what VMware's hosts
 * let through by default once several VMs share a datastore (Disk.SchedNumReqOutstanding), and the queue depth in the mClock paper.
 */
export const queueLimitParams: { readonly [K in keyof QueueLimits]: ParamSpec<number> } = {
  inFlightMax: {
    unit: 'count',
    default: 32,
    min: 1,
    max: 65_536,
    summary: 'requests in the cache engine at the same time; fewer keep the VMs apart more sharply, more use the devices better',
  },
  inFlightPerVmMax: {
    unit: 'count',
    default: 32,
    min: 1,
    max: 65_536,
    summary: 'of these, requests of one VM; fewer keep a VM that waits for room from taking all places',
  },
  queuedPerVmMax: {
    unit: 'count',
    default: 1024,
    min: 1,
    max: 1_048_576,
    summary: 'requests of one VM that wait in the hypervisor; further ones wait in the guest',
  },
};
