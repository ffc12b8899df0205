/**
 * The whole history of one VM's disk, told by what was written and answered: for judging what is left of the disk after a crash (`imageCheck.ts`). Knows
 * nothing of engines, slots or logs, and forgets nothing: some 40 bytes for each write, 16 for each block of it.
 *
 * Writes come in the order of their sequence. What a rollback, or a crash, takes away stays here, marked: the array may hold it still.
 */
import type { Stateful } from '../base/stateful.ts';

/** Writes in columns, oldest first. The entries of write `i` are from `firstEntry[i]` up to that of the next write. */
export interface DiskWrites {
  readonly sequence: number[];
  readonly timeNs: number[];
  readonly bytes: number[];
  /** 1: the guest was told that it is done. */
  readonly isAcknowledged: number[];
  readonly firstEntry: number[];
  /** Which turn has taken it away, from 1; 0: it is part of the present history. */
  readonly goneBy: number[];
}

/** A rollback, or a crash that lost something: the disk went back to the state at `sequence`; `writes` had been made before. */
export interface DiskTurn {
  readonly sequence: number;
  readonly writes: number;
  isUndone: boolean;
}

/** A flush that was answered: the guest knows that all writes up to `covered` came before all those after `until`. */
export interface DiskFlush {
  readonly covered: number;
  readonly until: number;
}

export interface DiskHistoryState {
  readonly writes: DiskWrites;
  readonly entryBlock: readonly number[];
  readonly entryStamp: readonly number[];
  readonly blocks: readonly number[];
  readonly initialStamps: readonly number[];
  readonly turns: readonly DiskTurn[];
  readonly undoable: readonly number[];
  readonly flushes: readonly DiskFlush[];
}

export class DiskHistory implements Stateful<DiskHistoryState> {
  writes: DiskWrites = noWrites();
  /** By entry: which of `blocks`, and its content from then on. */
  entryBlock: number[] = [];
  entryStamp: number[] = [];
  /** Blocks ever written, and what they held before. */
  blocks: number[] = [];
  initialStamps: number[] = [];
  turns: DiskTurn[] = [];
  flushes: DiskFlush[] = [];
  private initial: (block: number) => number;
  private readonly placeOf = new Map<number, number>();
  /** Turns that an undo takes back, the latest last. */
  private undoable: number[] = [];

  /** `initial` says what a block holds that was never written. */
  constructor(initial: (block: number) => number) {
    this.initial = initial;
  }

  /** A write or discard was admitted; what it makes its blocks hold follows by `holds`. */
  wrote(sequence: number, timeNs: number, bytes: number): void {
    const { writes } = this;
    writes.sequence.push(sequence);
    writes.timeNs.push(timeNs);
    writes.bytes.push(bytes);
    writes.isAcknowledged.push(0);
    writes.firstEntry.push(this.entryBlock.length);
    writes.goneBy.push(0);
  }

  holds(block: number, stamp: number): void {
    let place = this.placeOf.get(block);
    if (place === undefined) {
      place = this.blocks.length;
      this.placeOf.set(block, place);
      this.blocks.push(block);
      this.initialStamps.push(this.initial(block));
    }
    this.entryBlock.push(place);
    this.entryStamp.push(stamp);
  }

  acknowledged(sequence: number): void {
    const index = this.firstAfter(sequence) - 1;
    if (index >= 0 && this.writes.sequence[index] === sequence) this.writes.isAcknowledged[index] = 1;
  }

  flushed(covered: number, until: number): void {
    this.flushes.push({ covered, until });
  }

  /** The disk is again as it was at `sequence`. */
  goTo(sequence: number): void {
    const { goneBy } = this.writes;
    this.turns.push({ sequence, writes: goneBy.length, isUndone: false });
    const turn = this.turns.length;
    this.undoable.push(turn);
    for (let index = this.firstAfter(sequence); index < goneBy.length; index++) if (goneBy[index] === 0) goneBy[index] = turn;
  }

  /** The latest turn is taken back. */
  undo(): void {
    const turn = this.undoable.pop();
    if (turn === undefined) return;
    this.turns[turn - 1].isUndone = true;
    const { goneBy } = this.writes;
    for (let index = 0; index < goneBy.length; index++) if (goneBy[index] === turn) goneBy[index] = 0;
  }

  /** From now on turns of before are for good. */
  endUndo(): void {
    this.undoable.length = 0;
  }

  /** Forgets everything: blocks hold what `initial` says. */
  reset(initial: (block: number) => number): void {
    this.initial = initial;
    this.writes = noWrites();
    this.entryBlock = [];
    this.entryStamp = [];
    this.blocks = [];
    this.initialStamps = [];
    this.turns = [];
    this.flushes = [];
    this.undoable = [];
    this.placeOf.clear();
  }

  save(): DiskHistoryState {
    const { writes, entryBlock, entryStamp, blocks, initialStamps, turns, undoable, flushes } = this;
    return structuredClone({ writes, entryBlock, entryStamp, blocks, initialStamps, turns, undoable, flushes });
  }

  restore(state: DiskHistoryState): void {
    const copy = structuredClone(state);
    this.writes = copy.writes;
    this.entryBlock = [...copy.entryBlock];
    this.entryStamp = [...copy.entryStamp];
    this.blocks = [...copy.blocks];
    this.initialStamps = [...copy.initialStamps];
    this.turns = [...copy.turns];
    this.undoable = [...copy.undoable];
    this.flushes = [...copy.flushes];
    this.placeOf.clear();
    this.blocks.forEach((block, place) => this.placeOf.set(block, place));
  }

  /** The first write newer than this sequence. */
  private firstAfter(sequence: number): number {
    const { sequence: sequences } = this.writes;
    let low = 0;
    let high = sequences.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sequences[middle] <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function noWrites(): DiskWrites {
  return { sequence: [], timeNs: [], bytes: [], isAcknowledged: [], firstEntry: [], goneBy: [] };
}
