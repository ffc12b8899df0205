/**
 * What the array holds of a VM's disk, by checksum: of each block that the server has written there, and of each snapshot that it had taken. So a block that the array
 * has lost by itself is found when it is read. Blocks that the server never wrote are trusted.
 *
 * The log on flash has them too: each with the entry that says that the block was destaged, all again with each checkpoint. So that the log stays bounded however
 * large the disk is, only the blocks written last are known, as many as a small part of the log's ring has room for (`arrayChecksumsMax`).
 *
 * Where the host knows no checksums only the number of blocks is kept, since the length of a checkpoint depends on it: a bit for each block that was written.
 */
import type { Stateful } from '../base/stateful.ts';

interface ArrayChecksumsState {
  readonly checksums: ReadonlyMap<number, number> | null;
  readonly snapshots: ReadonlyMap<number, number>;
  readonly pages: ReadonlyMap<number, Uint32Array>;
  readonly count: number;
}

const pageBlocks = 1024;

/** In place of a checksum: it is not known. */
export const unknownChecksum = 0;

/** A checksum as it is kept: never the one that stands for "not known". */
export function keptChecksum(checksum: number): number {
  return checksum === unknownChecksum ? 1 : checksum;
}

export class ArrayChecksums implements Stateful<ArrayChecksumsState> {
  private readonly blocksMax: number;
  /** By block, the one written last at the end; null: the host knows none. */
  private readonly checksums: Map<number, number> | null;
  private readonly snapshots = new Map<number, number>();
  /** Without checksums: a bit for each block that was written. */
  private readonly pages = new Map<number, Uint32Array>();
  private written = 0;

  constructor(blocksMax: number, isKept: boolean) {
    this.blocksMax = blocksMax;
    this.checksums = isKept ? new Map() : null;
  }

  /** Blocks whose checksums are known, or would be. */
  get count(): number {
    return this.checksums?.size ?? Math.min(this.written, this.blocksMax);
  }

  /** The array holds this content of the block. O(1). */
  note(block: number, checksum: number): void {
    const { checksums } = this;
    if (checksums === null) {
      this.mark(block);
      return;
    }
    checksums.delete(block);
    checksums.set(block, keptChecksum(checksum));
    if (checksums.size <= this.blocksMax) return;
    const oldest = checksums.keys().next();
    if (oldest.done !== true) checksums.delete(oldest.value);
  }

  /** What is known of the block is out of date: this is right. */
  correct(block: number, checksum: number): void {
    this.checksums?.delete(block);
    if (checksum !== unknownChecksum) this.note(block, checksum);
  }

  /** Of the block, or `unknownChecksum`. */
  of(block: number): number {
    return this.checksums?.get(block) ?? unknownChecksum;
  }

  /** The snapshot is going to have what the array holds of the block now. */
  snapshotPlanned(snapshot: number, block: number): void {
    this.noteSnapshot(snapshot, this.of(block));
  }

  noteSnapshot(snapshot: number, checksum: number): void {
    if (checksum !== unknownChecksum) this.snapshots.set(snapshot, checksum);
  }

  /** Of what the snapshot has, or `unknownChecksum`. */
  ofSnapshot(snapshot: number): number {
    return this.snapshots.get(snapshot) ?? unknownChecksum;
  }

  snapshotGone(snapshot: number): void {
    this.snapshots.delete(snapshot);
  }

  /** Is what the array holds of the block compared when it is read? Or, unless the number is −1, what that snapshot has? */
  knows(block: number, snapshot: number): boolean {
    return (snapshot < 0 ? this.of(block) : this.ofSnapshot(snapshot)) !== unknownChecksum;
  }

  /** All that are known, the one written last at the end. */
  forEach(visit: (block: number, checksum: number) => void): void {
    this.checksums?.forEach((checksum, block) => {
      visit(block, checksum);
    });
  }

  private mark(block: number): void {
    const page = Math.floor(block / pageBlocks);
    let bits = this.pages.get(page);
    if (bits === undefined) this.pages.set(page, (bits = new Uint32Array(pageBlocks / 32)));
    const word = (block % pageBlocks) >>> 5;
    const bit = 1 << (block & 31);
    if ((bits[word] & bit) !== 0) return;
    bits[word] |= bit;
    this.written++;
  }

  save(): ArrayChecksumsState {
    const { checksums, snapshots, pages, written } = this;
    return structuredClone({ checksums, snapshots, pages, count: written });
  }

  restore(state: ArrayChecksumsState): void {
    this.checksums?.clear();
    state.checksums?.forEach((checksum, block) => this.checksums?.set(block, checksum));
    this.snapshots.clear();
    for (const [snapshot, checksum] of state.snapshots) this.snapshots.set(snapshot, checksum);
    this.pages.clear();
    for (const [page, bits] of state.pages) this.pages.set(page, bits.slice());
    this.written = state.count;
  }
}
