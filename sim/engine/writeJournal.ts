/**
 * What was written to one space of one VM since the log on flash was last told of it: (sequence, block, time) in sequence order. The next append for the
 * durable point carries those up to where it goes.
 *
 * Versions that are superseded without a record (see `durable.ts` on gaps) need no entry: `compact` drops these when the journal has doubled, so that it never
 * has many more entries than there are versions.
 */
import type { Stateful } from '../base/stateful.ts';

/** Entries, in sequence order. */
export interface JournalEntries {
  readonly sequences: Float64Array;
  readonly blocks: Int32Array;
  /** When the write was admitted. */
  readonly timesNs: Float64Array;
}

interface WriteJournalState extends JournalEntries {
  readonly compactAt: number;
}

const compactMin = 4096;

export class WriteJournal implements Stateful<WriteJournalState> {
  sequences = new Float64Array(64);
  blocks = new Int32Array(64);
  timesNs = new Float64Array(64);
  /** The entries are those from `start` to `end` − 1. */
  start = 0;
  end = 0;
  private compactAt = compactMin;

  get count(): number {
    return this.end - this.start;
  }

  append(sequence: number, block: number, timeNs: number): void {
    if (this.end === this.blocks.length) this.makeRoom();
    this.sequences[this.end] = sequence;
    this.blocks[this.end] = block;
    this.timesNs[this.end] = timeNs;
    this.end++;
  }

  /** First place whose entry is newer than `sequence`. O(log n). */
  firstAfter(sequence: number): number {
    let low = this.start;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sequences[middle] > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The log on flash has been told of everything up to `sequence`. */
  dropThrough(sequence: number): void {
    this.start = this.firstAfter(sequence);
    if (this.start === this.end) {
      this.start = 0;
      this.end = 0;
    }
  }

  /** Takes away what is newer than `sequence`. */
  cutAfter(sequence: number): JournalEntries {
    const from = this.firstAfter(sequence);
    const cut = {
      sequences: this.sequences.slice(from, this.end),
      blocks: this.blocks.slice(from, this.end),
      timesNs: this.timesNs.slice(from, this.end),
    };
    this.end = from;
    return cut;
  }

  /** Brings back what `cutAfter` took away, but for what is not newer than `sequence`. */
  putBack(cut: JournalEntries, sequence: number): void {
    for (let i = 0; i < cut.blocks.length; i++) if (cut.sequences[i] > sequence) this.append(cut.sequences[i], cut.blocks[i], cut.timesNs[i]);
  }

  /** Has it doubled since it was last compacted? */
  get hasGrown(): boolean {
    return this.end - this.start >= this.compactAt;
  }

  /**
   * Drops entries that no step needs. The durable point is to stop at points up to `wanted`, and then from `gapEnd` on: of what is written to a block between
   * the two, only the first and the last count. O(entries).
   */
  compact(gapEnd: number, wanted: number): void {
    const newest = new Map<number, number>();
    for (let i = this.start; i < this.end; i++) if (this.sequences[i] <= gapEnd) newest.set(this.blocks[i], this.sequences[i]);
    const seen = new Set<number>();
    let to = this.start;
    for (let from = this.start; from < this.end; from++) {
      const block = this.blocks[from];
      const sequence = this.sequences[from];
      const isBetween = sequence > wanted && sequence <= gapEnd;
      if (isBetween && seen.has(block) && newest.get(block) !== sequence) continue;
      if (isBetween) seen.add(block);
      this.sequences[to] = sequence;
      this.blocks[to] = block;
      this.timesNs[to] = this.timesNs[from];
      to++;
    }
    this.end = to;
    this.compactAt = Math.max(compactMin, 2 * this.count);
  }

  private makeRoom(): void {
    const { start, end } = this;
    if (start > this.blocks.length >>> 1) {
      this.sequences.copyWithin(0, start, end);
      this.blocks.copyWithin(0, start, end);
      this.timesNs.copyWithin(0, start, end);
    } else {
      const sequences = new Float64Array(this.blocks.length * 2);
      const blocks = new Int32Array(this.blocks.length * 2);
      const timesNs = new Float64Array(this.blocks.length * 2);
      sequences.set(this.sequences.subarray(start, end));
      blocks.set(this.blocks.subarray(start, end));
      timesNs.set(this.timesNs.subarray(start, end));
      this.sequences = sequences;
      this.blocks = blocks;
      this.timesNs = timesNs;
    }
    this.start = 0;
    this.end = end - start;
  }

  save(): WriteJournalState {
    const { start, end, compactAt } = this;
    return { sequences: this.sequences.slice(start, end), blocks: this.blocks.slice(start, end), timesNs: this.timesNs.slice(start, end), compactAt };
  }

  restore(state: WriteJournalState): void {
    const length = Math.max(64, state.blocks.length);
    this.sequences = new Float64Array(length);
    this.blocks = new Int32Array(length);
    this.timesNs = new Float64Array(length);
    this.sequences.set(state.sequences);
    this.blocks.set(state.blocks);
    this.timesNs.set(state.timesNs);
    this.start = 0;
    this.end = state.blocks.length;
    this.compactAt = state.compactAt;
  }
}
