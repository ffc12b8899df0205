import type { ParamSpec } from '../../sim/base/spec.ts';
import type { ReadNotes } from './readNotes.ts';
import type { TraceBatch } from './traceBatch.ts';
import type { TraceWriter } from './traceWriter.ts';
import type { VolumeTable } from './volumeTable.ts';

/** What a reader is handed besides the bytes and its parameters. */
export interface TraceReadContext {
  /** For messages. */
  readonly file: string;
  /** Formats of objects: distance of two neighbouring object numbers on the disk. */
  readonly objectSizeBytes: number;
  /** Readers note in it what they could not use but may leave out. */
  readonly notes: ReadNotes;
  /** Readers give their volumes numbers here. */
  readonly volumes: VolumeTable;
  /** False: the caller has not said which operation requests are that have none stored. For formats that store it in some files only. */
  readonly isOpGiven: boolean;
  /** Readers of such formats set it when this file stores none. */
  readonly found: { lacksOp: boolean };
}

/**
 * A trace format. One file each and a line in `traceFormats.ts`; the file's header says its bytes.
 *
 * Readers work on chunks of any size, need no host, and hold no more than a chunk and a batch. They refuse what is truncated, corrupt or unclear; they never guess. What they need to be told
 * is in `params`: the scenario's `options`, the command line's `--option`, help and messages come from it.
 */
export interface TraceFormat<Params extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Does the file say which requests are reads and which are writes? `some`: some files do, and the reader refuses those that don't. */
  readonly storesOp: boolean | 'some';
  readonly storesTimes: boolean;
  /** Does it hold how long each request took? */
  readonly storesServiceTimes: boolean;
  /** What stands for the place of a request: bytes or sectors of a disk; or the number of an object, which becomes a place by `objectSizeBytes`. */
  readonly addresses: 'places' | 'objects';
  /** False: every request is one object. Left out: the file says lengths. */
  readonly storesLengths?: false;
  readonly params: { readonly [K in keyof Params]: ParamSpec<Params[K]> };
  /** Ends of file names (`.vscsi`) that are used where the content does not tell. */
  readonly extensions: readonly string[];
  /** Is a file that begins with `head` (up to `sniffBytes`, less only when the file is shorter) of this format, and of no other? */
  sniff(head: Uint8Array): boolean;
  /** Fills `batch` again and again, and yields it each time. Throws TraceFormatError. */
  read(chunks: AsyncIterable<Uint8Array>, params: Params, context: TraceReadContext, batch: TraceBatch): AsyncIterable<TraceBatch>;
  /** Left out: this format can only be read. */
  readonly writer?: TraceWriter;
}

/** Length of the head that `sniff` gets. */
export const sniffBytes = 4096;
