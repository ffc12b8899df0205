/**
 * mClock: per VM a reservation, a limit, and a share of what is left.
 *
 * Rule. The oldest request of each VM carries three tags: R, by when it must go for the reservation to be kept; L, before which it must not go; P, its place
 * in the row by weight. R and L are times: one step (1 / reservation, 1 / limit) behind the request before it of that VM. P is a start tag as in fair queueing.
 * Of those whose L has come: if some R has come, the smallest R goes (constraint-based phase); else the smallest P (weight-based phase). A request that goes
 * by weight does not use up the reservation: the next R stays one step behind the last request that went by R.
 *
 * So a VM that asks for it gets its reservation as long as the sum of the reservations can be served at all; in no interval does it get more than
 * limit × (interval + `burst`) + 2; and while neither binds, VMs share by weight. Times when a VM had nothing to ask for, or was kept back by its limit, count
 * for nothing afterwards, but for `burst`.
 *
 * Two differences from the paper. L is held strictly: there, a request kept waiting beyond its L lets the VM make up for it above its limit; here only by
 * `burst`. P tags are kept in virtual time (the smallest P that waits) where the paper shifts all tags in real time when an idle VM comes back; the effect is
 * the same. Left out: the distributed form (dmClock), and the paper's heuristic for sequential streams.
 *
 * O(log VMs) per request. A request counts 1, and 1 more for every `charge` (as bytes) that it transfers (section 3.2 of the paper: the time to position, times the
 * bandwidth, of a device).
 */
import type { Spec } from '../base/spec.ts';
import type { IoScheduler, SchedulerContext } from './ioScheduler.ts';
import { VmHeap } from './vmHeap.ts';
import { queueLimitParams, VmQueues } from './vmQueues.ts';
import type { QueueLimits, VmQueuesState } from './vmQueues.ts';

export type MclockParams = QueueLimits & { readonly burstNs: number; readonly chargeBytes: number };

export interface MclockState {
  readonly queues: VmQueuesState;
  readonly headR: Float64Array;
  readonly headL: Float64Array;
  readonly headP: Float64Array;
  readonly lastR: Float64Array;
  readonly lastL: Float64Array;
  readonly finishP: Float64Array;
  /** Per VM: 0 nothing may go, 1 its limit keeps it back, 2 it may go. */
  readonly standing: Uint8Array;
  readonly virtual: number;
}

const OUT = 0;
const KEPT_BACK = 1;
const ELIGIBLE = 2;

export class MclockScheduler implements IoScheduler {
  readonly #queues: VmQueues;
  readonly #burstNs: number;
  readonly #chargeBytes: number;
  /** Per VM: time between two requests at its reservation (Infinity: none) and at its limit (0: none). */
  readonly #stepR: Float64Array;
  readonly #stepL: Float64Array;
  readonly #weights: Float64Array;
  /** Per VM: tags of the oldest that waits, while its VM is in a heap. */
  readonly #headR: Float64Array;
  readonly #headL: Float64Array;
  readonly #headP: Float64Array;
  /** Per VM: R of the last that went by R, L of the last that went, P at which the last ended. */
  readonly #lastR: Float64Array;
  readonly #lastL: Float64Array;
  readonly #finishP: Float64Array;
  /** VMs that their limit keeps back, by L; VMs that may go, by P; of these those with a reservation, by R. */
  readonly #keptBack: VmHeap;
  readonly #byP: VmHeap;
  readonly #byR: VmHeap;
  #virtual = 0;

  constructor(params: MclockParams, { vmCount, shares }: SchedulerContext) {
    this.#queues = new VmQueues(params, vmCount);
    this.#burstNs = params.burstNs;
    this.#chargeBytes = params.chargeBytes;
    this.#stepR = Float64Array.from(shares, ({ reservationPerSecond }) => 1e9 / reservationPerSecond);
    this.#stepL = Float64Array.from(shares, ({ limitPerSecond }) => 1e9 / limitPerSecond);
    this.#weights = Float64Array.from(shares, ({ weight }) => weight);
    this.#headR = new Float64Array(vmCount);
    this.#headL = new Float64Array(vmCount);
    this.#headP = new Float64Array(vmCount);
    this.#lastR = new Float64Array(vmCount).fill(-Infinity);
    this.#lastL = new Float64Array(vmCount).fill(-Infinity);
    this.#finishP = new Float64Array(vmCount);
    this.#keptBack = new VmHeap(vmCount);
    this.#byP = new VmHeap(vmCount);
    this.#byR = new VmHeap(vmCount);
  }

  hasRoom(vm: number): boolean {
    return this.#queues.hasRoom(vm);
  }

  tryPass(vm: number, lengthBytes: number, nowNs: number): boolean {
    if (!this.#queues.mayPass(vm)) return false;
    this.#letGo(nowNs);
    if (this.#byP.size > 0) return false;
    const cost = this.#cost(lengthBytes);
    this.#setTags(vm, cost, nowNs, nowNs);
    if (this.#headL[vm] > nowNs) return false;
    this.#headP[vm] = Math.max(this.#virtual, this.#finishP[vm]);
    this.#virtual = this.#headP[vm];
    this.#go(vm, cost, this.#headR[vm] <= nowNs);
    return true;
  }

  enqueue(vm: number, ticket: number, lengthBytes: number, nowNs: number): void {
    this.#queues.push(vm, ticket, this.#cost(lengthBytes), nowNs);
    this.#offer(vm, nowNs);
  }

  next(nowNs: number): number {
    this.#letGo(nowNs);
    if (this.#byP.size === 0 || this.#queues.isFull) return -1;
    const isByR = this.#byR.topKey <= nowNs;
    const vm = isByR ? this.#byR.topVm : this.#byP.topVm;
    const cost = this.#queues.headCost(vm);
    const ticket = this.#queues.shift(vm);
    this.#virtual = Math.max(this.#virtual, this.#byP.topKey);
    this.#takeOut(vm);
    this.#go(vm, cost, isByR);
    this.#offer(vm, nowNs);
    return ticket;
  }

  nextWakeNs(): number {
    if (this.#queues.isFull) return Infinity;
    return this.#byP.size > 0 ? 0 : Math.ceil(this.#keptBack.topKey);
  }

  onAnswered(vm: number, nowNs: number): void {
    this.#queues.end(vm);
    this.#offer(vm, nowNs);
  }

  hold(vm: number): void {
    this.#queues.hold(vm);
    this.#takeOut(vm);
  }

  release(vm: number, nowNs: number): void {
    this.#queues.release(vm);
    this.#offer(vm, nowNs);
  }

  dropQueued(vm: number): number {
    return this.#queues.drop(vm);
  }

  queued(vm: number): number {
    return this.#queues.length(vm);
  }

  save(): MclockState {
    return {
      queues: this.#queues.save(),
      headR: this.#headR.slice(),
      headL: this.#headL.slice(),
      headP: this.#headP.slice(),
      lastR: this.#lastR.slice(),
      lastL: this.#lastL.slice(),
      finishP: this.#finishP.slice(),
      standing: Uint8Array.from(this.#headR, (_, vm) => (this.#byP.has(vm) ? ELIGIBLE : this.#keptBack.has(vm) ? KEPT_BACK : OUT)),
      virtual: this.#virtual,
    };
  }

  restore(state: unknown): void {
    const saved = state as MclockState;
    this.#queues.restore(saved.queues);
    this.#headR.set(saved.headR);
    this.#headL.set(saved.headL);
    this.#headP.set(saved.headP);
    this.#lastR.set(saved.lastR);
    this.#lastL.set(saved.lastL);
    this.#finishP.set(saved.finishP);
    this.#virtual = saved.virtual;
    for (const heap of [this.#keptBack, this.#byP, this.#byR]) heap.clear();
    for (let vm = 0; vm < saved.standing.length; vm += 1) {
      if (saved.standing[vm] === KEPT_BACK) this.#keptBack.push(vm, this.#headL[vm]);
      else if (saved.standing[vm] === ELIGIBLE) this.#pushEligible(vm);
    }
  }

  #cost(lengthBytes: number): number {
    return this.#chargeBytes === 0 ? 1 : 1 + lengthBytes / this.#chargeBytes;
  }

  /** R and L of a request of this cost that came at `arrivedNs` and becomes its VM's oldest now. */
  #setTags(vm: number, cost: number, arrivedNs: number, nowNs: number): void {
    this.#headR[vm] = this.#stepR[vm] === Infinity ? Infinity : Math.max(this.#lastR[vm] + cost * this.#stepR[vm], arrivedNs);
    this.#headL[vm] = Math.max(this.#lastL[vm] + cost * this.#stepL[vm], nowNs - this.#burstNs);
  }

  /** A VM that has something to go, and is in no heap, comes into one. */
  #offer(vm: number, nowNs: number): void {
    if (this.#byP.has(vm) || this.#keptBack.has(vm) || !this.#queues.isReady(vm)) return;
    this.#setTags(vm, this.#queues.headCost(vm), this.#queues.headArrivedNs(vm), nowNs);
    if (this.#headL[vm] > nowNs) this.#keptBack.push(vm, this.#headL[vm]);
    else this.#becomeEligible(vm);
  }

  /** VMs whose limit no longer keeps them back. */
  #letGo(nowNs: number): void {
    while (this.#keptBack.topKey <= nowNs) this.#becomeEligible(this.#keptBack.pop());
  }

  #becomeEligible(vm: number): void {
    this.#headP[vm] = Math.max(this.#virtual, this.#finishP[vm]);
    this.#pushEligible(vm);
  }

  #pushEligible(vm: number): void {
    this.#byP.push(vm, this.#headP[vm]);
    if (this.#headR[vm] !== Infinity) this.#byR.push(vm, this.#headR[vm]);
  }

  #takeOut(vm: number): void {
    this.#keptBack.remove(vm);
    this.#byP.remove(vm);
    this.#byR.remove(vm);
  }

  #go(vm: number, cost: number, isByR: boolean): void {
    if (isByR) this.#lastR[vm] = this.#headR[vm];
    this.#lastL[vm] = this.#headL[vm];
    this.#finishP[vm] = this.#headP[vm] + cost / this.#weights[vm];
    this.#queues.begin(vm);
  }
}

export const mclock: Spec<MclockParams, SchedulerContext, IoScheduler> = {
  name: 'mclock',
  summary: 'Keeps reservation and limit of each VM, in requests per second, and shares the rest by weight (mClock)',
  source: 'Gulati, Merchant and Varman, mClock: handling throughput variability for hypervisor IO scheduling, OSDI 2010, section 3',
  params: {
    ...queueLimitParams,
    burstNs: {
      unit: 'ns',
      default: 10_000_000,
      max: 10_000_000_000,
      summary: "how much of a VM's limit it may make up for after it was kept waiting, or asked for nothing: so much time's worth",
    },
    chargeBytes: {
      unit: 'bytes',
      default: 0,
      max: 1_073_741_824,
      summary: 'an IO counts as one request, and one more for so many bytes of it; 0B: as one, whatever its size',
    },
  },
  create: (params, context) => new MclockScheduler(params, context),
};
