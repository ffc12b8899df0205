/**
 * Opens the trace files that a scenario names, and notes what was read of each (length and SHA-256): the manifest says so, and a repetition whose traces have
 * changed is told from one that really does not repeat.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { openByteStream } from './inputFile.ts';
import type { ManifestInput } from './manifest.ts';

interface NotedInput {
  readonly name: string;
  bytes: number;
  readonly hash: Hash;
}

export class TraceOpener {
  private readonly folder: string;
  private readonly noted: NotedInput[] = [];

  /** `folder` is what relative names count from. */
  constructor(folder: string) {
    this.folder = folder;
  }

  readonly open = async (name: string): Promise<AsyncIterable<Uint8Array>> => {
    const chunks = await openByteStream({ name, folder: this.folder, what: 'the trace' });
    const input: NotedInput = { name, bytes: 0, hash: createHash('sha256') };
    this.noted.push(input);
    return noting(chunks, input);
  };

  /** What was read so far, in the order of opening. */
  inputs(): ManifestInput[] {
    return this.noted.map(({ name, bytes, hash }) => ({ name, bytes, sha256: hash.copy().digest('hex') }));
  }
}

async function* noting(chunks: AsyncIterable<Uint8Array>, input: NotedInput): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    input.bytes += chunk.byteLength;
    input.hash.update(chunk);
    yield chunk;
  }
}
