/**
 * What was written to one space of one VM since the log on flash was last told of it: (sequence, block, time) in sequence order. The next append for the
 * durable point carries those up to where it goes.
 *
 * Versions that are superseded without a record (see `durable.ts` on gaps) need no entry: `compact` drops these when the journal has doubled, so that it never
 * has many more entries than there are versions.
 *
 * An entry is three numbers side by side (sequence, block, when the write was admitted), so that a write touches one place of memory for it.
 */
import type { Stateful } from '../base/stateful.ts';

/** Entries in sequence order, three numbers each. */
export type JournalEntries = Float64Array;

interface WriteJournalState {
  readonly entries: JournalEntries;
  readonly compactAt: number;
}

const fields = 3;
const lengthMin = 64;

const compactMin = 4096;

export class WriteJournal implements Stateful<WriteJournalState> {
  /** The entries are those from `start` to `end` − 1. */
  start = 0;
  end = 0;
  private entries = new Float64Array(lengthMin * fields);
  private compactAt = compactMin;

  get count(): number {
    return this.end - this.start;
  }

  sequenceOf(entry: number): number {
    return this.entries[entry * fields];
  }

  blockOf(entry: number): number {
    return this.entries[entry * fields + 1];
  }

  timeNsOf(entry: number): number {
    return this.entries[entry * fields + 2];
  }

  append(sequence: number, block: number, timeNs: number): void {
    if (this.end * fields === this.entries.length) this.makeRoom();
    const at = this.end * fields;
    this.entries[at] = sequence;
    this.entries[at + 1] = block;
    this.entries[at + 2] = timeNs;
    this.end++;
  }

  /** First place whose entry is newer than `sequence`. O(log n). */
  firstAfter(sequence: number): number {
    let low = this.start;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sequenceOf(middle) > sequence) high = middle;
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
    const cut = this.entries.slice(from * fields, this.end * fields);
    this.end = from;
    return cut;
  }

  /** Brings back what `cutAfter` took away, but for what is not newer than `sequence`. */
  putBack(cut: JournalEntries, sequence: number): void {
    for (let at = 0; at < cut.length; at += fields) if (cut[at] > sequence) this.append(cut[at], cut[at + 1], cut[at + 2]);
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
    for (let i = this.start; i < this.end; i++) if (this.sequenceOf(i) <= gapEnd) newest.set(this.blockOf(i), this.sequenceOf(i));
    const seen = new Set<number>();
    let to = this.start;
    for (let from = this.start; from < this.end; from++) {
      const block = this.blockOf(from);
      const sequence = this.sequenceOf(from);
      const isBetween = sequence > wanted && sequence <= gapEnd;
      if (isBetween && seen.has(block) && newest.get(block) !== sequence) continue;
      if (isBetween) seen.add(block);
      this.entries.copyWithin(to * fields, from * fields, (from + 1) * fields);
      to++;
    }
    this.end = to;
    this.compactAt = Math.max(compactMin, 2 * this.count);
  }

  private makeRoom(): void {
    const { start, end, entries } = this;
    const isHalfUsed = start * fields > entries.length >>> 1;
    if (!isHalfUsed) this.entries = new Float64Array(entries.length * 2);
    this.entries.set(entries.subarray(start * fields, end * fields));
    this.start = 0;
    this.end = end - start;
  }

  save(): WriteJournalState {
    return { entries: this.entries.slice(this.start * fields, this.end * fields), compactAt: this.compactAt };
  }

  restore({ entries, compactAt }: WriteJournalState): void {
    this.entries = new Float64Array(Math.max(lengthMin * fields, entries.length));
    this.entries.set(entries);
    this.start = 0;
    this.end = entries.length / fields;
    this.compactAt = compactAt;
  }
}
