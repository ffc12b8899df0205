/**
 * Which chunks of an array have been copied out since its last snapshot: the first write to a chunk after a snapshot has to copy the former content away
 * (copy-on-write), later ones do not. Snapshots are taken at whole multiples of an interval; all of them share the copies.
 */
import { IntMap, type IntMapState } from '../../base/intMap.ts';
import type { Stateful } from '../../base/stateful.ts';

export class SnapshotChunks implements Stateful<IntMapState> {
  readonly #intervalNs: number;
  readonly #chunkBytes: number;
  /** By chunk: the number of the snapshot, from 1, before which it was last copied. */
  readonly #copied = new IntMap();
  /** Of the range that `mark` found: whole chunks; empty when nothing has to be copied. */
  fromBytes = 0;
  untilBytes = 0;

  /** `intervalNs` Infinity: the array takes no snapshots by itself. */
  constructor(intervalNs: number, chunkBytes: number) {
    this.#intervalNs = intervalNs;
    this.#chunkBytes = chunkBytes;
  }

  /** These bytes are about to be written: sets the range from the first to the last chunk that has to be copied before. */
  mark(nowNs: number, offsetBytes: number, lengthBytes: number): void {
    this.fromBytes = 0;
    this.untilBytes = 0;
    const snapshot = nowNs < this.#intervalNs ? 0 : Math.floor(nowNs / this.#intervalNs);
    if (snapshot === 0) return;
    const end = Math.ceil((offsetBytes + lengthBytes) / this.#chunkBytes);
    for (let chunk = Math.floor(offsetBytes / this.#chunkBytes); chunk < end; chunk += 1) {
      if (this.#copied.get(chunk) >= snapshot) continue;
      this.#copied.set(chunk, snapshot);
      if (this.untilBytes === 0) this.fromBytes = chunk * this.#chunkBytes;
      this.untilBytes = (chunk + 1) * this.#chunkBytes;
    }
  }

  save(): IntMapState {
    return this.#copied.save();
  }

  restore(state: IntMapState): void {
    this.#copied.restore(state);
  }
}
