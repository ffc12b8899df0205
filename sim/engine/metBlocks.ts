/**
 * The blocks that the walk of a rollback has met in one space of a VM, in the order in which it met them: where the version is that is current for the block at
 * this point of the walk. The location index names a block's entry by `firstMet` + its number as long as the walk lasts.
 *
 * 16 bytes an entry: place, array record, dirty node, block.
 */

/** Values of the location index from here on are entries; cells are below. */
export const firstMet = 0x4000_0000;
/** In place of an array record: the array holds the version itself. */
export const onArray = -2;

const ints = 4;

export class MetBlocks {
  count = 0;
  private entries = new Int32Array(256 * ints);

  clear(): void {
    this.count = 0;
  }

  /** The number of the new entry. */
  add(block: number, place: number, arrayRecord: number, node: number): number {
    const entry = this.count++;
    if (entry * ints === this.entries.length) this.grow();
    const { entries } = this;
    const at = entry * ints;
    entries[at] = place;
    entries[at + 1] = arrayRecord;
    entries[at + 2] = node;
    entries[at + 3] = block;
    return entry;
  }

  /** Where the version is, as the undo log says it. */
  placeOf(entry: number): number {
    return this.entries[entry * ints];
  }

  setPlace(entry: number, place: number): void {
    this.entries[entry * ints] = place;
  }

  /** Reference of the log record whose version the array holds; −1: nobody knows; `onArray`. */
  arrayRecordOf(entry: number): number {
    return this.entries[entry * ints + 1];
  }

  setArrayRecord(entry: number, arrayRecord: number): void {
    this.entries[entry * ints + 1] = arrayRecord;
  }

  /** Dirty node of the version that the block had before the walk, or −1. */
  nodeOf(entry: number): number {
    return this.entries[entry * ints + 2];
  }

  blockOf(entry: number): number {
    return this.entries[entry * ints + 3];
  }

  private grow(): void {
    const larger = new Int32Array(this.entries.length * 2);
    larger.set(this.entries);
    this.entries = larger;
  }
}
