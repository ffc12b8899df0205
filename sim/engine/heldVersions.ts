/**
 * Versions of one VM's disk that its flush policy has promised to the array in an order: what goes next, what is on its way, what waits to be committed.
 *
 * A version is held by a pin on its cell: whatever becomes of the block meanwhile, the cell keeps its content until the array's journal has it. Sets of versions
 * that take effect together (those of one write, or all that was dirty when a set was frozen) end with an entry that has a `point`: the state of the disk that the
 * array then holds.
 */
import type { Stateful } from '../base/stateful.ts';

export const HeldPhase = { Waiting: 0, Reading: 1, Staging: 2, Staged: 3 } as const;
export type HeldPhase = (typeof HeldPhase)[keyof typeof HeldPhase];

export interface HeldVersion {
  readonly id: number;
  readonly node: number;
  readonly block: number;
  readonly sequence: number;
  readonly transaction: number;
  /** Of the last of a set: the sequence whose state the array holds once it is committed; else −1. */
  point: number;
  phase: HeldPhase;
  /** Pinned, or −1: zeros, or not needed any more. */
  cell: number;
  buffer: number;
  /** The log record that has the version since it was superseded, or −1; by which write that was (−1: it is current still), and when. */
  record: number;
  nextSequence: number;
  nextNs: number;
  /** The promise was given up while a command was under way. */
  isDropped: boolean;
}

interface HeldState {
  readonly queue: readonly HeldVersion[];
  readonly committing: readonly HeldVersion[];
  readonly dropped: readonly HeldVersion[];
  readonly numbers: readonly number[];
  readonly isBroken: boolean;
}

export class HeldVersions implements Stateful<HeldState> {
  /** In the order of the promise; those being committed are not among them. */
  queue: HeldVersion[] = [];
  committing: HeldVersion[] = [];
  /** Nothing was promised yet, or what was promised was given up: the next set has all that is dirty. */
  isBroken = true;
  /** Entries of the queue from here on wait for their transfer; those before are on their way or in the journal. */
  cursor = 0;
  /** So many entries from the front on are to be committed next; for so many of them it was seen to that what the array holds may be written over. */
  group = 0;
  prepared = 0;
  private nextId = 0;
  private transaction = 0;
  private readonly byId = new Map<number, HeldVersion>();
  /** By node: its newest entry. */
  private readonly newest = new Map<number, HeldVersion>();

  /** The next set begins. */
  beginSet(): void {
    this.transaction++;
  }

  add(node: number, block: number, sequence: number, cell: number): HeldVersion {
    const entry: HeldVersion = {
      id: this.nextId++,
      node,
      block,
      sequence,
      transaction: this.transaction,
      point: -1,
      phase: HeldPhase.Waiting,
      cell,
      buffer: -1,
      record: -1,
      nextSequence: -1,
      nextNs: 0,
      isDropped: false,
    };
    this.queue.push(entry);
    this.byId.set(entry.id, entry);
    this.newest.set(node, entry);
    return entry;
  }

  get(id: number): HeldVersion {
    return this.byId.get(id) as HeldVersion;
  }

  forget(entry: HeldVersion): void {
    this.byId.delete(entry.id);
    if (this.newest.get(entry.node) === entry) this.newest.delete(entry.node);
  }

  /** The version of the node's block that arose at `madeAt` is superseded: does the promise include it, what follows is known from now on. */
  onSuperseded(node: number, madeAt: number, sequence: number, nowNs: number, record: number): void {
    const entry = this.newest.get(node);
    if (entry === undefined || entry.sequence !== madeAt || entry.nextSequence >= 0) return;
    entry.record = record;
    entry.nextSequence = sequence;
    entry.nextNs = nowNs;
  }

  recordsMoved(moved: ReadonlyMap<number, number>): void {
    for (const entry of this.byId.values()) entry.record = moved.get(entry.record) ?? entry.record;
  }

  save(): HeldState {
    const listed = new Set([...this.queue, ...this.committing]);
    const copy = (entry: HeldVersion): HeldVersion => ({ ...entry });
    return {
      queue: this.queue.map(copy),
      committing: this.committing.map(copy),
      dropped: [...this.byId.values()].filter((entry) => !listed.has(entry)).map(copy),
      numbers: [this.cursor, this.nextId, this.transaction, this.group, this.prepared],
      isBroken: this.isBroken,
    };
  }

  restore(state: HeldState): void {
    const copy = (entry: HeldVersion): HeldVersion => ({ ...entry });
    this.queue = state.queue.map(copy);
    this.committing = state.committing.map(copy);
    this.byId.clear();
    this.newest.clear();
    for (const entry of [...state.dropped.map(copy), ...this.committing, ...this.queue]) {
      this.byId.set(entry.id, entry);
      if (!entry.isDropped) this.newest.set(entry.node, entry);
    }
    [this.cursor, this.nextId, this.transaction, this.group, this.prepared] = state.numbers as [number, number, number, number, number];
    this.isBroken = state.isBroken;
  }
}
