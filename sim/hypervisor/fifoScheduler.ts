/**
 * First in, first out over all VMs: of the requests that may go, the one that arrived first goes next.
 *
 * Two limits: requests in flight altogether, and of each VM. The second keeps a VM that waits (for room, for a rollback) from taking the places of the
 * others. A VM at its limit, or held, is passed over. O(1) while nothing waits; else O(log VMs) per request.
 */
import { assert } from '../base/assert.ts';
import { Ring } from '../base/ring.ts';
import type { RingState } from '../base/ring.ts';
import type { Spec } from '../base/spec.ts';
import type { IoScheduler, SchedulerContext } from './ioScheduler.ts';
import { VmHeap } from './vmHeap.ts';

export type FifoParams = { readonly inFlightMax: number; readonly inFlightPerVmMax: number; readonly queuedPerVmMax: number };

export interface FifoSchedulerState {
  readonly tickets: readonly RingState[];
  readonly orders: readonly RingState[];
  readonly inFlightOfVm: Int32Array;
  readonly held: Uint8Array;
  readonly arrivals: number;
}

export class FifoScheduler implements IoScheduler {
  readonly #inFlightMax: number;
  readonly #inFlightPerVmMax: number;
  /** Per VM, oldest first: the tickets, and for each the running number of its arrival. */
  readonly #tickets: readonly Ring[];
  readonly #orders: readonly Ring[];
  readonly #inFlightOfVm: Int32Array;
  readonly #held: Uint8Array;
  /** VMs that have something to go, by the arrival of their oldest request. One that no longer may go is thrown out when it comes to the top. */
  readonly #ready: VmHeap;
  #inFlight = 0;
  #arrivals = 0;

  constructor(params: FifoParams, context: Pick<SchedulerContext, 'vmCount'>) {
    this.#inFlightMax = params.inFlightMax;
    this.#inFlightPerVmMax = params.inFlightPerVmMax;
    const rings = (): Ring[] => Array.from({ length: context.vmCount }, () => new Ring(params.queuedPerVmMax));
    this.#tickets = rings();
    this.#orders = rings();
    this.#inFlightOfVm = new Int32Array(context.vmCount);
    this.#held = new Uint8Array(context.vmCount);
    this.#ready = new VmHeap(context.vmCount);
  }

  hasRoom(vm: number): boolean {
    return !this.#tickets[vm].isFull;
  }

  tryPass(vm: number): boolean {
    if (this.#ready.size > 0 || this.#inFlight >= this.#inFlightMax || this.#inFlightOfVm[vm] >= this.#inFlightPerVmMax) return false;
    if (this.#held[vm] !== 0 || this.#tickets[vm].length > 0) return false;
    this.#inFlight += 1;
    this.#inFlightOfVm[vm] += 1;
    return true;
  }

  enqueue(vm: number, ticket: number): void {
    this.#tickets[vm].push(ticket);
    this.#orders[vm].push(this.#arrivals);
    this.#arrivals += 1;
    this.#offer(vm);
  }

  next(): number {
    while (this.#ready.size > 0 && this.#inFlight < this.#inFlightMax) {
      const vm = this.#ready.pop();
      if (!this.#mayGo(vm)) continue;
      const ticket = this.#tickets[vm].shift();
      this.#orders[vm].shift();
      this.#inFlight += 1;
      this.#inFlightOfVm[vm] += 1;
      this.#offer(vm);
      return ticket;
    }
    return -1;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  onAnswered(vm: number): void {
    assert(this.#inFlightOfVm[vm] > 0, 'only a request in flight is answered');
    this.#inFlight -= 1;
    this.#inFlightOfVm[vm] -= 1;
    if (this.#tickets[vm].length > 0) this.#offer(vm);
  }

  hold(vm: number): void {
    this.#held[vm] = 1;
    this.#ready.remove(vm);
  }

  release(vm: number): void {
    this.#held[vm] = 0;
    this.#offer(vm);
  }

  dropQueued(vm: number): number {
    if (this.#tickets[vm].length === 0) return -1;
    assert(this.#held[vm] !== 0, 'requests are dropped while their VM is held');
    this.#orders[vm].shift();
    return this.#tickets[vm].shift();
  }

  queued(vm: number): number {
    return this.#tickets[vm].length;
  }

  save(): FifoSchedulerState {
    return {
      tickets: this.#tickets.map((ring) => ring.save()),
      orders: this.#orders.map((ring) => ring.save()),
      inFlightOfVm: this.#inFlightOfVm.slice(),
      held: this.#held.slice(),
      arrivals: this.#arrivals,
    };
  }

  restore(state: unknown): void {
    const saved = state as FifoSchedulerState;
    this.#inFlightOfVm.set(saved.inFlightOfVm);
    this.#held.set(saved.held);
    this.#arrivals = saved.arrivals;
    this.#inFlight = 0;
    this.#ready.clear();
    for (let vm = 0; vm < this.#held.length; vm += 1) {
      this.#inFlight += this.#inFlightOfVm[vm];
      this.#tickets[vm].restore(saved.tickets[vm]);
      this.#orders[vm].restore(saved.orders[vm]);
      this.#offer(vm);
    }
  }

  #mayGo(vm: number): boolean {
    return this.#held[vm] === 0 && this.#inFlightOfVm[vm] < this.#inFlightPerVmMax && this.#tickets[vm].length > 0;
  }

  #offer(vm: number): void {
    if (this.#mayGo(vm) && !this.#ready.has(vm)) this.#ready.push(vm, this.#orders[vm].at(0));
  }
}

export const fifo: Spec<FifoParams, SchedulerContext, IoScheduler> = {
  name: 'fifo',
  summary: 'The request that arrived first goes first, whichever VM it is of',
  source: 'own; the order of a single shared queue',
  params: {
    inFlightMax: { unit: 'count', default: 16_384, min: 1, max: 65_536, summary: 'requests in the cache engine at the same time' },
    inFlightPerVmMax: { unit: 'count', default: 256, min: 1, max: 65_536, summary: 'of these, requests of one VM' },
    queuedPerVmMax: {
      unit: 'count',
      default: 1024,
      min: 1,
      max: 1_048_576,
      summary: 'requests of one VM that wait in the hypervisor; further ones wait in the guest',
    },
  },
  create: (params, context) => new FifoScheduler(params, context),
};
