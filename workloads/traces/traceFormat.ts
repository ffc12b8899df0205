import type { TraceBatch } from './traceBatch.ts';

/** How a caller wants a trace read. */
export interface TraceReadOptions {
  /** For messages. */
  readonly file: string;
  /** `stored`: as the format says; formats that store no operation refuse it. */
  readonly as: 'stored' | 'reads' | 'writes';
  /** Formats of objects: distance of two neighbouring object numbers on the disk. */
  readonly objectSizeBytes: number;
}

/**
 * A trace format. One file each and a line in `traceFormats.ts`; the file's header says its bytes.
 *
 * Readers work on chunks of any size, need no host, and hold no more than a chunk and a batch. They refuse what is truncated, corrupt or unclear; they never guess.
 */
export interface TraceFormat {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Does the file say which requests are reads and which are writes? */
  readonly storesOp: boolean;
  /** Is a file that begins with `head` (up to `sniffBytes`, less only when the file is shorter) of this format? */
  sniff(head: Uint8Array): boolean;
  /** Fills `batch` again and again, and yields it each time. Throws TraceFormatError. */
  read(chunks: AsyncIterable<Uint8Array>, options: TraceReadOptions, batch: TraceBatch): AsyncIterable<TraceBatch>;
}

/** Length of the head that `sniff` gets. */
export const sniffBytes = 4096;
