/**
 * Opens the files that a scenario names (traces, fio job files), and notes what was read of each (length and SHA-256): the manifest says so, and a repetition whose traces have
 * changed is told from one that really does not repeat.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openByteStream } from './inputFile.ts';
import type { ManifestInput } from './manifest.ts';
import { packageFolder as currentPackageFolder } from './shippedScenarios.ts';

interface NotedInput {
  readonly name: string;
  bytes: number;
  readonly hash: Hash;
}

/** Of the run that is repeated; see Manifest. */
export interface FormerFolders {
  readonly workingFolder: string;
  readonly packageFolder: string;
}

export class TraceOpener {
  private readonly folder: string;
  private readonly repeated: FormerFolders | null;
  private readonly noted: NotedInput[] = [];

  /** `folder` is what relative names count from; in the repetition of a run those of that run go before it. */
  constructor(folder: string, repeated: FormerFolders | null) {
    this.folder = folder;
    this.repeated = repeated;
  }

  readonly open = async (name: string, what: string): Promise<AsyncIterable<Uint8Array>> => {
    const chunks = await openByteStream({ name: this.place(name), folder: this.folder, what });
    const input: NotedInput = { name, bytes: 0, hash: createHash('sha256') };
    this.noted.push(input);
    return noting(chunks, input);
  };

  /** Where the file is now: where it was, or where it is after Hindcast or the run has moved. */
  private place(name: string): string {
    if (this.repeated === null) return name;
    const { workingFolder, packageFolder } = this.repeated;
    const places = [resolve(workingFolder, name)];
    if (name.startsWith(packageFolder)) places.push(join(currentPackageFolder, name.slice(packageFolder.length)));
    return places.find((place) => existsSync(place)) ?? name;
  }

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
