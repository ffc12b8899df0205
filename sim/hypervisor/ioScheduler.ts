import type { Stateful } from '../base/stateful.ts';

/**
 * Decides in which order the requests of the VMs go to the cache engine, and how many at a time.
 *
 * It knows requests by a ticket (an integer that the host gives) and the VM. A request is queued until `next` hands its ticket out; from then until
 * `onAnswered` it is in flight. A VM that is held keeps what it has queued. Queues are bounded: the host looks at `hasRoom` before `enqueue`.
 */
export interface IoScheduler extends Stateful<unknown> {
  /** May another request of this VM be queued? */
  hasRoom(vm: number): boolean;
  /**
   * Lets a request of this VM through at once: true when nothing else is to go first and the limits allow it. The same as `enqueue` and `next`, without the
   * detour.
   */
  tryPass(vm: number): boolean;
  enqueue(vm: number, ticket: number): void;
  /** Ticket of the request that goes to the engine now, or -1. */
  next(): number;
  /** A request of this VM that was in flight is answered. */
  onAnswered(vm: number): void;
  /** From now on nothing of this VM is handed out … */
  hold(vm: number): void;
  /** … until now. */
  release(vm: number): void;
  /** Takes the oldest queued ticket of this VM out, or -1: for requests that are to be dropped. */
  dropQueued(vm: number): number;
  queued(vm: number): number;
}

export interface SchedulerContext {
  readonly vmCount: number;
}
