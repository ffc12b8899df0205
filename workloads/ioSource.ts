import type { Stateful } from '../sim/base/stateful.ts';
import { Op, Space, type IoRequest, type RequestTag, type VmId } from '../sim/engine/protocol.ts';

/**
 * Where a VM's IO comes from: one source per VM and workload (a VM may have several, on its disk and on its memory).
 *
 * The host asks `nextArrivalNs()`, comes back at that time, and calls `take`; it calls `onAcknowledged` once for each request taken, whatever became of it.
 * After either call `nextArrivalNs()` may have changed. Nothing here allocates per IO.
 */
export interface IoSource extends Stateful<unknown> {
  /** Intended arrival of the next IO, in integer ns; latency counts from it. Infinity while it waits for an acknowledgement, or is done. May lie in the past when the host is late. */
  nextArrivalNs(): number;
  /**
   * Fills all fields of `into` but `tag`, `vm` and `buffer`. Only when `nextArrivalNs()` <= `nowNs`. Returns which part of the source it comes from, an integer of 0 … 2^31 − 1: the host
   * hands it back with the answer.
   */
  take(nowNs: number, into: IoRequest): number;
  /** A request that was taken is answered; `part` is what `take` returned. */
  onAcknowledged(nowNs: number, part: number): void;
  /** No more IO will ever come; some may still be in flight. */
  readonly done: boolean;
  /** All coming arrivals move later by `byNs` (>= 0): the time during which the workload was held. */
  delay(byNs: number): void;
  /**
   * Goes on from where the source was when `saved` was taken with `save()` at `savedNs`, as if it were now `nowNs`. Requests in flight now still count as in flight until they are
   * acknowledged; those in flight at `savedNs` count as done.
   */
  rewind(saved: unknown, savedNs: number, nowNs: number): void;
}

/** What a source fills: to be used for one request after another. */
export function newIoRequest(): IoRequest {
  return {
    tag: 0 as RequestTag,
    vm: 0 as VmId,
    space: Space.Disk,
    op: Op.Read,
    offsetBytes: 0,
    lengthBytes: 0,
    forceUnitAccess: false,
    buffer: 0,
    view: -1,
  };
}
