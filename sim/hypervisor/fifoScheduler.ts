/**
 * First in, first out over all VMs: of the requests that may go, the one that arrived first goes next.
 *
 * Two limits: requests in flight altogether, and of each VM. The second keeps a VM that waits (for room, for a rollback) from taking the places of the
 * others. A VM at its limit, or held, is passed over. O(1) while nothing waits; else O(log VMs) per request.
 */
import type { Spec } from '../base/spec.ts';
import type { IoScheduler, SchedulerContext } from './ioScheduler.ts';
import { VmHeap } from './vmHeap.ts';
import { queueLimitParams, VmQueues } from './vmQueues.ts';
import type { QueueLimits, VmQueuesState } from './vmQueues.ts';

export interface FifoSchedulerState {
  readonly queues: VmQueuesState;
  readonly arrivals: number;
}

export class FifoScheduler implements IoScheduler {
  /** What a request costs is the running number of its arrival; when it came is not kept. */
  readonly #queues: VmQueues;
  /** VMs that have something to go, by the arrival of their oldest request. One that no longer may go is thrown out when it comes to the top. */
  readonly #ready: VmHeap;
  #arrivals = 0;

  constructor(limits: QueueLimits, context: Pick<SchedulerContext, 'vmCount'>) {
    this.#queues = new VmQueues(limits, context.vmCount);
    this.#ready = new VmHeap(context.vmCount);
  }

  hasRoom(vm: number): boolean {
    return this.#queues.hasRoom(vm);
  }

  tryPass(vm: number): boolean {
    if (this.#ready.size > 0 || !this.#queues.mayPass(vm)) return false;
    this.#queues.begin(vm);
    return true;
  }

  enqueue(vm: number, ticket: number): void {
    this.#queues.push(vm, ticket, this.#arrivals, 0);
    this.#arrivals += 1;
    this.#offer(vm);
  }

  next(): number {
    while (this.#ready.size > 0 && !this.#queues.isFull) {
      const vm = this.#ready.pop();
      if (!this.#queues.isReady(vm)) continue;
      const ticket = this.#queues.shift(vm);
      this.#queues.begin(vm);
      this.#offer(vm);
      return ticket;
    }
    return -1;
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

  save(): FifoSchedulerState {
    return { queues: this.#queues.save(), arrivals: this.#arrivals };
  }

  restore(state: unknown): void {
    const saved = state as FifoSchedulerState;
    this.#queues.restore(saved.queues);
    this.#arrivals = saved.arrivals;
    this.#ready.clear();
    for (let vm = 0; vm < this.#queues.vmCount; vm += 1) this.#offer(vm);
  }

  #offer(vm: number): void {
    if (this.#queues.isReady(vm) && !this.#ready.has(vm)) this.#ready.push(vm, this.#queues.headCost(vm));
  }
}

export const fifo: Spec<QueueLimits, SchedulerContext, IoScheduler> = {
  name: 'fifo',
  summary: 'The request that arrived first goes first, whichever VM it is of',
  source: 'own; the order of a single shared queue',
  params: {
    inFlightMax: { unit: 'count', default: 16_384, min: 1, max: 65_536, summary: 'requests in the cache engine at the same time' },
    inFlightPerVmMax: { unit: 'count', default: 256, min: 1, max: 65_536, summary: 'of these, requests of one VM' },
    queuedPerVmMax: queueLimitParams.queuedPerVmMax,
  },
  create: (params, context) => new FifoScheduler(params, context),
};
