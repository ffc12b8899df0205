import type { Stateful } from '../base/stateful.ts';

/**
 * Decides in which order the requests of the VMs go to the cache engine, and how many at a time.
 *
 * It knows requests by a ticket (an integer that the host gives), the VM, and the bytes that they transfer (0 for a flush or a discard). A request is queued
 * until `next` hands its ticket out; from then until `onAnswered` it is in flight. A VM that is held keeps what it has queued. Queues are bounded: the host
 * looks at `hasRoom` before `enqueue`. Times ascend from call to call.
 *
 * A scheduler may keep requests back although places are free (a limit): then `nextWakeNs` says when the host is to ask `next` again.
 */
export interface IoScheduler extends Stateful<unknown> {
  /** May another request of this VM be queued? */
  hasRoom(vm: number): boolean;
  /**
   * Lets a request of this VM through at once: true when nothing else is to go first and the limits allow it. The same as `enqueue` and `next`, without the
   * detour.
   */
  tryPass(vm: number, lengthBytes: number, nowNs: number): boolean;
  enqueue(vm: number, ticket: number, lengthBytes: number, nowNs: number): void;
  /** Ticket of the request that goes to the engine now, or -1. */
  next(nowNs: number): number;
  /** When `next` may hand something out although nothing was queued, answered or released; may have passed. Infinity: only after one of these. */
  nextWakeNs(): number;
  /** A request of this VM that was in flight is answered. */
  onAnswered(vm: number, nowNs: number): void;
  /** From now on nothing of this VM is handed out … */
  hold(vm: number): void;
  /** … until now. */
  release(vm: number, nowNs: number): void;
  /** Takes the oldest queued ticket of this VM out, or -1: for requests that are to be dropped. The VM is held. */
  dropQueued(vm: number): number;
  queued(vm: number): number;
}

/** What a VM is to get of the IO of the server. Each scheduler says which of it it keeps to. */
export interface IoShare {
  /** Its part beside the others; > 0. */
  readonly weight: number;
  /** Requests per second that it gets at least when it asks for them; 0: none is promised. At most `limitPerSecond`. */
  readonly reservationPerSecond: number;
  /** Requests per second that it gets at most; Infinity: no limit. */
  readonly limitPerSecond: number;
}

export interface SchedulerContext {
  readonly vmCount: number;
  /** One per VM. */
  readonly shares: readonly IoShare[];
}
