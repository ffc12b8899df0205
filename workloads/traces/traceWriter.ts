import type { Op } from '../../sim/engine/protocol.ts';
import type { Trace } from './trace.ts';

/**
 * Writes traces in one format. What it cannot keep is declared in `keeps`, so that whoever converts can say so; a request that it cannot express at all (an offset between two sectors) is
 * refused with a TraceFormatError that names it.
 */
export interface TraceWriter {
  readonly keeps: KeptByWriter;
  /** The bytes of the file, in pieces, each valid until the next is asked for. Requests whose operation is not in `keeps.ops` have been left out of `trace` or made another before. */
  write(trace: Trace, context: TraceWriteContext): Iterable<Uint8Array>;
}

export interface TraceWriteContext {
  /** For messages: the file that the requests come from. */
  readonly file: string;
  /** Formats of objects: see TraceReadContext. */
  readonly objectSizeBytes: number;
}

export interface KeptByWriter {
  /** Operations that it tells apart; none: the operation is not kept. */
  readonly ops: readonly Op[];
  /** Smallest step of its clock, in ns; Infinity: no times. */
  readonly clockNs: number;
  /** `names`, `numbers` (names that are no numbers become their position), or one volume only. */
  readonly volumes: 'names' | 'numbers' | 'one';
  readonly serviceTimes: boolean;
  /** Offsets and lengths are multiples of this, in bytes. */
  readonly unitBytes: { readonly offset: number; readonly length: number };
}
