/**
 * Round robin: the VMs that have something waiting take turns, one request each, whatever its size and whatever the VM's weight.
 *
 * A VM that has something to go again joins at the end of the row. A VM at its limit, or held, leaves the row. O(1) per request.
 */
import { assert } from '../base/assert.ts';
import { Ring } from '../base/ring.ts';
import type { RingState } from '../base/ring.ts';
import type { Spec } from '../base/spec.ts';
import type { IoScheduler, SchedulerContext } from './ioScheduler.ts';
import { queueLimitParams, VmQueues } from './vmQueues.ts';
import type { QueueLimits, VmQueuesState } from './vmQueues.ts';

export interface RoundRobinState {
  readonly queues: VmQueuesState;
  readonly row: RingState;
}

export class RoundRobinScheduler implements IoScheduler {
  readonly #queues: VmQueues;
  /** VMs in the order of their turns, each at most once; one that may not go any more is passed over when its turn comes. */
  readonly #row: Ring;
  readonly #inRow: Uint8Array;

  constructor(limits: QueueLimits, context: Pick<SchedulerContext, 'vmCount'>) {
    this.#queues = new VmQueues(limits, context.vmCount);
    this.#row = new Ring(context.vmCount);
    this.#inRow = new Uint8Array(context.vmCount);
  }

  hasRoom(vm: number): boolean {
    return this.#queues.hasRoom(vm);
  }

  tryPass(vm: number): boolean {
    if (this.#row.length > 0 || !this.#queues.mayPass(vm)) return false;
    this.#queues.begin(vm);
    return true;
  }

  enqueue(vm: number, ticket: number, lengthBytes: number, nowNs: number): void {
    this.#queues.push(vm, ticket, lengthBytes, nowNs);
    this.#join(vm);
  }

  next(): number {
    while (this.#row.length > 0 && !this.#queues.isFull) {
      const vm = this.#row.shift();
      this.#inRow[vm] = 0;
      if (!this.#queues.isReady(vm)) continue;
      const ticket = this.#queues.shift(vm);
      this.#queues.begin(vm);
      this.#join(vm);
      return ticket;
    }
    return -1;
  }

  nextWakeNs(): number {
    return Infinity;
  }

  onAnswered(vm: number): void {
    this.#queues.end(vm);
    this.#join(vm);
  }

  hold(vm: number): void {
    this.#queues.hold(vm);
  }

  release(vm: number): void {
    this.#queues.release(vm);
    this.#join(vm);
  }

  dropQueued(vm: number): number {
    return this.#queues.drop(vm);
  }

  queued(vm: number): number {
    return this.#queues.length(vm);
  }

  save(): RoundRobinState {
    return { queues: this.#queues.save(), row: this.#row.save() };
  }

  restore(state: unknown): void {
    const saved = state as RoundRobinState;
    this.#queues.restore(saved.queues);
    this.#row.restore(saved.row);
    this.#inRow.fill(0);
    for (let place = 0; place < this.#row.length; place += 1) this.#inRow[this.#row.at(place)] = 1;
    assert(
      saved.row.values.every((vm) => vm < this.#inRow.length),
      'a scheduler is restored into one of as many VMs',
    );
  }

  #join(vm: number): void {
    if (this.#inRow[vm] !== 0 || !this.#queues.isReady(vm)) return;
    this.#inRow[vm] = 1;
    this.#row.push(vm);
  }
}

export const roundRobin: Spec<QueueLimits, SchedulerContext, IoScheduler> = {
  name: 'round-robin',
  summary: 'The VMs that have something waiting take turns, one request each; weights do not count',
  source: 'Nagle, On packet switches with infinite storage, RFC 970 (1985): one queue for each source, served in turn',
  params: queueLimitParams,
  create: (params, context) => new RoundRobinScheduler(params, context),
};
