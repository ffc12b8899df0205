/**
 * Every version of every block of one space of one VM, in the simplest form: per block, the list of (sequence, stamp), oldest first; and the journal of
 * which block was superseded when, so that a rollback finds what it takes away. Knows nothing of slots, logs or preimages.
 *
 * Versions that nobody can ask for again are forgotten: `forget` drops what only states before a sequence need, `compact` what no state that is still wanted needs.
 */
import type { Stateful } from '../base/stateful.ts';

interface BlockVersions {
  readonly sequences: number[];
  readonly stamps: number[];
}

/** What a rollback took away, in the order in which it was written. */
export interface TakenVersions {
  readonly sequences: number[];
  readonly blocks: number[];
  readonly stamps: number[];
}

export interface SpaceHistoryState {
  readonly versions: readonly (readonly [number, BlockVersions])[];
  readonly journalSequences: readonly number[];
  readonly journalBlocks: readonly number[];
  readonly compactAt: number;
}

/** The journal is shortened when this many entries of it are no longer needed. */
const deadEntriesMax = 4096;

export class SpaceHistory implements Stateful<SpaceHistoryState> {
  private initial: (block: number) => number;
  private readonly versions = new Map<number, BlockVersions>();
  private journalSequences: number[] = [];
  private journalBlocks: number[] = [];
  private journalStart = 0;
  private compactAt = deadEntriesMax;

  /** `initial` says what a block holds that was never written (its version 0). */
  constructor(initial: (block: number) => number) {
    this.initial = initial;
  }

  /** Blocks that were ever written or discarded, in the order of the first time. */
  blocks(): IterableIterator<number> {
    return this.versions.keys();
  }

  get blockCount(): number {
    return this.versions.size;
  }

  /** Content now. */
  stamp(block: number): number {
    const versions = this.versions.get(block);
    return versions === undefined ? this.initial(block) : versions.stamps[versions.stamps.length - 1];
  }

  /** Sequence of the version that is current; 0 for one that was there from the beginning. */
  sequence(block: number): number {
    const versions = this.versions.get(block);
    return versions === undefined ? 0 : versions.sequences[versions.sequences.length - 1];
  }

  /** Content in the state at `sequence`. Of a state that was forgotten, the oldest content that is still known. */
  stampAt(block: number, sequence: number): number {
    const versions = this.versions.get(block);
    if (versions === undefined) return this.initial(block);
    let i = versions.sequences.length - 1;
    while (i > 0 && versions.sequences[i] > sequence) i--;
    return versions.stamps[i];
  }

  /** Content of the version that was written as `sequence`, or -1 where it is not known (any more). */
  stampOfVersion(block: number, sequence: number): number {
    const versions = this.versions.get(block);
    if (versions === undefined) return sequence === 0 ? this.initial(block) : -1;
    const i = versions.sequences.lastIndexOf(sequence);
    return i < 0 ? -1 : versions.stamps[i];
  }

  /** A write or discard, newer than all before, makes the block hold `stamp`. */
  supersede(block: number, sequence: number, stamp: number): void {
    let versions = this.versions.get(block);
    if (versions === undefined) {
      versions = { sequences: [0], stamps: [this.initial(block)] };
      this.versions.set(block, versions);
    }
    versions.sequences.push(sequence);
    versions.stamps.push(stamp);
    this.journalSequences.push(sequence);
    this.journalBlocks.push(block);
  }

  /** Is there a write or discard after `afterSequence`, up to `toSequence`? O(log writes). */
  hasWriteWithin(afterSequence: number, toSequence: number): boolean {
    const i = this.firstJournalEntryAfter(afterSequence);
    return i < this.journalSequences.length && this.journalSequences[i] <= toSequence;
  }

  /** How many writes and discards there are after a sequence, by block. */
  countWritesAfter(sequence: number): number {
    return this.journalSequences.length - this.firstJournalEntryAfter(sequence);
  }

  /** Is this the content of the block in the state at `sequence`, or in a later one? */
  hasVersionSince(block: number, sequence: number, stamp: number): boolean {
    const versions = this.versions.get(block);
    if (versions === undefined) return stamp === this.initial(block);
    let i = versions.sequences.length - 1;
    while (i > 0 && versions.sequences[i] > sequence) i--;
    return versions.stamps.includes(stamp, i);
  }

  /** Forgets all history: from now on blocks hold what `initial` says. */
  reset(initial: (block: number) => number): void {
    this.initial = initial;
    this.versions.clear();
    this.journalSequences = [];
    this.journalBlocks = [];
    this.journalStart = 0;
  }

  /** Goes back to the state at `sequence`. What was newer, for `putBack`. */
  takeAway(sequence: number): TakenVersions {
    const from = this.firstJournalEntryAfter(sequence);
    const taken = { sequences: this.journalSequences.splice(from), blocks: this.journalBlocks.splice(from), stamps: [] as number[] };
    for (let i = taken.blocks.length - 1; i >= 0; i--) {
      const versions = this.versions.get(taken.blocks[i]);
      const isThere = versions !== undefined && versions.sequences.length > 1 && versions.sequences[versions.sequences.length - 1] === taken.sequences[i];
      taken.stamps[i] = isThere ? (versions.stamps.pop() as number) : -1;
      if (isThere) versions.sequences.pop();
    }
    return taken;
  }

  putBack(taken: TakenVersions): void {
    for (let i = 0; i < taken.blocks.length; i++) if (taken.stamps[i] >= 0) this.supersede(taken.blocks[i], taken.sequences[i], taken.stamps[i]);
  }

  /** States before `sequence` are of no interest any more. Amortised O(writes forgotten). */
  forget(sequence: number): void {
    const end = this.firstJournalEntryAfter(sequence);
    for (let i = this.journalStart; i < end; i++) this.dropBefore(this.journalBlocks[i], this.journalSequences[i]);
    this.journalStart = end;
    if (this.journalStart < deadEntriesMax || this.journalStart * 2 < this.journalSequences.length) return;
    this.journalSequences = this.journalSequences.slice(this.journalStart);
    this.journalBlocks = this.journalBlocks.slice(this.journalStart);
    this.journalStart = 0;
  }

  /** Is the journal twice as long as after the last `compact`? */
  get hasGrown(): boolean {
    return this.journalSequences.length - this.journalStart >= this.compactAt;
  }

  /**
   * Only the states at `wanted` and those from `fromSequence` on are of interest. O(versions × wanted): worth it when the journal `hasGrown`.
   */
  compact(wanted: readonly number[], fromSequence: number): void {
    for (const versions of this.versions.values()) keepWanted(versions, wanted, fromSequence);
    const kept = this.journalSequences.map((sequence, i) => i >= this.journalStart && this.stampOfVersion(this.journalBlocks[i], sequence) >= 0);
    this.journalSequences = this.journalSequences.filter((_, i) => kept[i]);
    this.journalBlocks = this.journalBlocks.filter((_, i) => kept[i]);
    this.journalStart = 0;
    this.compactAt = Math.max(deadEntriesMax, this.journalSequences.length * 2);
  }

  save(): SpaceHistoryState {
    return {
      versions: [...this.versions].map(([block, { sequences, stamps }]) => [block, { sequences: [...sequences], stamps: [...stamps] }] as const),
      journalSequences: this.journalSequences.slice(this.journalStart),
      journalBlocks: this.journalBlocks.slice(this.journalStart),
      compactAt: this.compactAt,
    };
  }

  restore(state: SpaceHistoryState): void {
    this.versions.clear();
    for (const [block, { sequences, stamps }] of state.versions) this.versions.set(block, { sequences: [...sequences], stamps: [...stamps] });
    this.journalSequences = [...state.journalSequences];
    this.journalBlocks = [...state.journalBlocks];
    this.journalStart = 0;
    this.compactAt = state.compactAt;
  }

  /** The first journal entry newer than `sequence` (sequences ascend). */
  private firstJournalEntryAfter(sequence: number): number {
    let low = this.journalStart;
    let high = this.journalSequences.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.journalSequences[middle] <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Versions of the block before that of `sequence` go. */
  private dropBefore(block: number, sequence: number): void {
    const versions = this.versions.get(block);
    if (versions === undefined) return;
    const i = versions.sequences.lastIndexOf(sequence);
    if (i <= 0) return;
    versions.sequences.splice(0, i);
    versions.stamps.splice(0, i);
  }
}

/** A version is needed when a wanted state lies between it and the next, or the next is newer than `fromSequence`. */
function keepWanted(versions: BlockVersions, wanted: readonly number[], fromSequence: number): void {
  const { sequences, stamps } = versions;
  let kept = 0;
  for (let i = 0; i < sequences.length; i++) {
    const next = sequences[i + 1] ?? Infinity;
    const isNeeded = next > fromSequence || wanted.some((sequence) => sequence >= sequences[i] && sequence < next);
    if (!isNeeded) continue;
    sequences[kept] = sequences[i];
    stamps[kept] = stamps[i];
    kept++;
  }
  sequences.length = kept;
  stamps.length = kept;
}
