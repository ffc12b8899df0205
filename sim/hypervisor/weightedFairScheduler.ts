/**
 * Weighted fair by start tags: of the VMs that have something waiting each gets its share by weight, counted in bytes or in requests, and a VM that was idle
 * neither saves up nor owes anything.
 *
 * Rule (SFQ(D)). Virtual time is the start tag of the request that went last. A request's start tag is the finish tag of the one before it of the same VM, or
 * the virtual time at which its VM began to wait if that is later; its finish tag is the start tag plus cost / weight. The smallest start tag goes next; up to
 * `inFlightMax` are in flight. Equal tags go by the number of the VM.
 *
 * Bound (Goyal et al., theorem 1): while two VMs both wait, what each got divided by its weight differs by at most the largest cost / weight of the one plus
 * that of the other. A VM at its limit in flight, or held, counts as idle.
 *
 * Cost in bytes: that of the transfer, but at least 4 KiB, so that flushes, discards and tiny requests are not free.
 */
import type { Spec } from '../base/spec.ts';
import type { IoScheduler, SchedulerContext } from './ioScheduler.ts';
import { VmHeap } from './vmHeap.ts';
import { queueLimitParams, VmQueues } from './vmQueues.ts';
import type { QueueLimits, VmQueuesState } from './vmQueues.ts';

export type WeightedFairParams = QueueLimits & { readonly per: string };

export interface WeightedFairState {
  readonly queues: VmQueuesState;
  readonly start: Float64Array;
  readonly finish: Float64Array;
  readonly waiting: Uint8Array;
  readonly virtual: number;
}

const COST_BYTES_MIN = 4096;

export class WeightedFairScheduler implements IoScheduler {
  readonly #queues: VmQueues;
  readonly #weights: Float64Array;
  readonly #isByBytes: boolean;
  /** VMs that may go, by the start tag of their oldest request. */
  readonly #ready: VmHeap;
  /** Per VM: start tag of the oldest that waits (while it is in the heap), finish tag of the one that went last. */
  readonly #start: Float64Array;
  readonly #finish: Float64Array;
  #virtual = 0;

  constructor(params: WeightedFairParams, context: SchedulerContext) {
    this.#queues = new VmQueues(params, context.vmCount);
    this.#weights = Float64Array.from(context.shares, ({ weight }) => weight);
    this.#isByBytes = params.per === 'bytes';
    this.#ready = new VmHeap(context.vmCount);
    this.#start = new Float64Array(context.vmCount);
    this.#finish = new Float64Array(context.vmCount);
  }

  hasRoom(vm: number): boolean {
    return this.#queues.hasRoom(vm);
  }

  tryPass(vm: number, lengthBytes: number): boolean {
    if (this.#ready.size > 0 || !this.#queues.mayPass(vm)) return false;
    this.#start[vm] = Math.max(this.#virtual, this.#finish[vm]);
    this.#go(vm, this.#cost(lengthBytes));
    return true;
  }

  enqueue(vm: number, ticket: number, lengthBytes: number, nowNs: number): void {
    this.#queues.push(vm, ticket, this.#cost(lengthBytes), nowNs);
    this.#offer(vm);
  }

  next(): number {
    if (this.#ready.size === 0 || this.#queues.isFull) return -1;
    const vm = this.#ready.pop();
    const cost = this.#queues.headCost(vm);
    const ticket = this.#queues.shift(vm);
    this.#go(vm, cost);
    this.#offer(vm);
    return ticket;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  onAnswered(vm: number): void {
    this.#queues.end(vm);
    this.#offer(vm);
  }

  hold(vm: number): void {
    this.#queues.hold(vm);
    this.#ready.remove(vm);
  }

  release(vm: number): void {
    this.#queues.release(vm);
    this.#offer(vm);
  }

  dropQueued(vm: number): number {
    return this.#queues.drop(vm);
  }

  queued(vm: number): number {
    return this.#queues.length(vm);
  }

  save(): WeightedFairState {
    const waiting = Uint8Array.from(this.#start, (_, vm) => (this.#ready.has(vm) ? 1 : 0));
    return { queues: this.#queues.save(), start: this.#start.slice(), finish: this.#finish.slice(), waiting, virtual: this.#virtual };
  }

  restore(state: unknown): void {
    const saved = state as WeightedFairState;
    this.#queues.restore(saved.queues);
    this.#start.set(saved.start);
    this.#finish.set(saved.finish);
    this.#virtual = saved.virtual;
    this.#ready.clear();
    for (let vm = 0; vm < saved.waiting.length; vm += 1) if (saved.waiting[vm] !== 0) this.#ready.push(vm, this.#start[vm]);
  }

  #cost(lengthBytes: number): number {
    return this.#isByBytes ? Math.max(COST_BYTES_MIN, lengthBytes) : 1;
  }

  #go(vm: number, cost: number): void {
    this.#virtual = Math.max(this.#virtual, this.#start[vm]);
    this.#finish[vm] = this.#start[vm] + cost / this.#weights[vm];
    this.#queues.begin(vm);
  }

  #offer(vm: number): void {
    if (this.#ready.has(vm) || !this.#queues.isReady(vm)) return;
    this.#start[vm] = Math.max(this.#virtual, this.#finish[vm]);
    this.#ready.push(vm, this.#start[vm]);
  }
}

export const weightedFair: Spec<WeightedFairParams, SchedulerContext, IoScheduler> = {
  name: 'weighted-fair',
  summary: 'Each VM that has something waiting gets its share by weight (start-time fair queueing)',
  source:
    'Goyal, Vin and Cheng, Start-time fair queuing, SIGCOMM 1996; with several requests in flight, SFQ(D): Jin, Chase and Kaur, SIGMETRICS 2004, section 3',
  params: {
    ...queueLimitParams,
    per: { unit: 'name', default: 'bytes', choices: ['bytes', 'requests'], summary: 'what is shared: bytes transferred (at least 4KiB each), or requests' },
  },
  create: (params, context) => new WeightedFairScheduler(params, context),
};
