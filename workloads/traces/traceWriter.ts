import type { Op } from '../../sim/engine/protocol.ts';
import type { WritableRequests } from './writableRequests.ts';

/**
 * Writes traces in one format. What it cannot keep is declared in `keeps`: whoever converts leaves out what has no operation here, refuses what does not fit, and says what is lost
 * (`convertTrace.ts`), before `write` is called.
 */
export interface TraceWriter {
  readonly keeps: KeptByWriter;
  /** The bytes of the file, in pieces. */
  write(requests: WritableRequests): Iterable<Uint8Array>;
}

export interface KeptByWriter {
  /** Operations that it tells apart; none: reads and writes are written alike. */
  readonly ops: readonly Op[];
  /** Step of its clock, in ns; Infinity: no times. */
  readonly clockNs: number;
  /** Volumes: with their names, as numbers (what is no number becomes its position), or one only. */
  readonly volumes: 'names' | 'numbers' | 'one';
  readonly serviceTimes: boolean;
  /** False: no lengths, every request is one object. */
  readonly lengths: boolean;
  /** Offsets and lengths are multiples of this many bytes; `object`: offsets of an object's size. */
  readonly unitBytes: 1 | 512 | 'object';
  /** Offsets, in those units, are below this. */
  readonly unitsMax?: number;
  /** Fewer are not recognised when they are read back. */
  readonly requestsMin?: number;
}
