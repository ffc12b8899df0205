/**
 * Pending events in the order of (time, insertion): the clock and heart of the simulation.
 *
 * An event is three integers: when, which kind, whom it concerns. Equal times come out in the order in which they were scheduled. Scheduling, cancelling and
 * advancing are O(1) whatever the times look like; nothing is allocated per event (the arrays double when they are full), and there are no closures.
 *
 * How: a hierarchical timing wheel (G. Varghese and A. Lauck, "Hashed and hierarchical timing wheels", SOSP 1987) that is exact to the nanosecond. Level 0
 * is a window of 4096 ns with one cell per nanosecond; level 1 a window of 4096 × 4096 ns whose cells are 4096 ns wide; and so on, beyond 2^53 ns. An event
 * goes to the lowest level whose window reaches its time, so all events of a level precede all those of the levels above, and all events of one instant
 * share a cell. To advance: take the first cell that is not empty, found by bitmaps. If it holds one event or two, the earlier is next. If it holds more,
 * the window of the level below moves to that cell and its events are spread there, in their order; that happens to an event at most once per level.
 * A window never starts after the present, and one that has passed is simply never chosen.
 *
 * Tried and left out: windows of 8 and 10 bits (slower at 100 and at 10,000 pending), and a heap of four children whose top is replaced (its cost is
 * mispredicted branches, and it grows with the number of pending events).
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';

/** Names a scheduled event until it fires or is cancelled. It carries a generation: using it later is harmless. */
export type EventHandle = number;

export interface EventQueueState {
  readonly nowNs: number;
  readonly kind: number;
  readonly subject: number;
  readonly pendingCount: number;
  readonly freeNode: number;
  readonly windows: Float64Array;
  /** Cell, its first and its last node, for each cell that is not empty. */
  readonly filledCells: Int32Array;
  /** All nodes that were ever used. */
  readonly nodes: Float64Array;
}

/** 5 levels of 2^12 cells reach beyond 2^53 ns. */
const LEVELS = 5;
const CELLS_PER_LEVEL = 4096;
const CELLS = LEVELS * CELLS_PER_LEVEL;
const NONE = -1;
/** A handle is generation × NODES_MAX + node: 32 + 21 bits. */
const NODES_MAX = 0x20_0000;

/*
 * Layout. Offsets and widths stand as plain numbers in the methods below, and few arrays hold it all: named constants of a module are loaded from memory
 * at each use, and each array costs a load of its address and length; together 30 % of the rate at 10,000 pending.
 *
 * A node (an event) is 32 bytes, so that it lies in one cache line: four doubles, of which `times[node * 4]` is its time, or eight integers at `node * 8`:
 *   + 2 next node of the cell, or next free node   + 3 previous node of the cell (means nothing in the first)   + 4 kind   + 5 subject   + 6 generation
 * The window of a level, at `level * 4`: its end, + 1 its start, + 2 cells per ns.
 * The map of the cells; a cell is level << 12 | cell within the level. Bits say what is not empty, the topmost bit first:
 *   at 0: per level, a bit for each of its 4 groups   at 8: per group, cell >>> 10, a bit for each of its 32 words   at 28: per word, cell >>> 5, a bit for
 *   each of its 32 cells   at 668: per cell, its first node and, at 669, its last; they mean nothing when it is empty
 */
export class EventQueue implements Stateful<EventQueueState> {
  #nowNs = 0;
  #kind = NONE;
  #subject = NONE;
  #pendingCount = 0;
  /** Head of the chain of free nodes; or NONE. */
  #freeNode = NONE;
  /** Nodes from here on were never used. */
  #usedNodes = 0;
  #times: Float64Array;
  #nodes: Int32Array;
  readonly #map = new Int32Array(668 + CELLS * 2);
  readonly #windows = new Float64Array(LEVELS * 4);

  /** Has room for `expectedCount` events before it first grows. */
  constructor(expectedCount = 1024) {
    this.#times = new Float64Array(Math.min(NODES_MAX, Math.max(16, expectedCount)) * 4);
    this.#nodes = new Int32Array(this.#times.buffer);
    let cellNs = 1;
    for (let level = 0; level < LEVELS; level += 1) {
      this.#windows[level * 4 + 2] = 1 / cellNs;
      cellNs *= CELLS_PER_LEVEL;
      this.#windows[level * 4] = cellNs;
    }
  }

  /** The instant of the event that `advance` reached; 0 before the first. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** Of the event that `advance` reached; -1 before the first. So is `subject`. */
  get kind(): number {
    return this.#kind;
  }

  get subject(): number {
    return this.#subject;
  }

  get pendingCount(): number {
    return this.#pendingCount;
  }

  /** `atNs` is an integer, now or later; `kind` and `subject` are 32-bit integers. At most 2^21 events are pending. */
  schedule(atNs: number, kind: number, subject: number): EventHandle {
    assert(atNs >= this.#nowNs && atNs <= 0x1f_ffff_ffff_ffff && Math.floor(atNs) === atNs, 'an event is scheduled at a whole nanosecond, now or later');
    let node = this.#freeNode;
    if (node < 0) node = this.#newNode();
    else this.#freeNode = this.#nodes[node * 8 + 2];
    const nodes = this.#nodes;
    nodes[node * 8 + 4] = kind;
    nodes[node * 8 + 5] = subject;
    this.#times[node * 4] = atNs;
    this.#append(node, atNs);
    this.#pendingCount += 1;
    return (nodes[node * 8 + 6] >>> 0) * 0x20_0000 + node;
  }

  /** Takes a pending event out. Says whether it was still pending; -1 never is. */
  cancel(handle: EventHandle): boolean {
    if (handle < 0) return false;
    const nodes = this.#nodes;
    const map = this.#map;
    const node = handle % NODES_MAX;
    if (node >= this.#usedNodes || nodes[node * 8 + 6] >>> 0 !== Math.floor(handle / NODES_MAX)) return false;
    const cell = this.#cellAt(this.#times[node * 4]);
    const next = nodes[node * 8 + 2];
    const previous = nodes[node * 8 + 3];
    const isFirst = map[668 + cell * 2] === node;
    const isLast = map[669 + cell * 2] === node;
    if (isFirst && isLast) this.#markEmpty(cell);
    else if (isFirst) map[668 + cell * 2] = next;
    else nodes[previous * 8 + 2] = next;
    if (isLast) map[669 + cell * 2] = previous;
    else nodes[next * 8 + 3] = previous;
    this.#free(node);
    return true;
  }

  /** Goes to the next event: sets `nowNs`, `kind` and `subject`, and takes it out. False, and nothing changes, when none is pending. */
  advance(): boolean {
    if (this.#pendingCount === 0) return false;
    const map = this.#map;
    const nodes = this.#nodes;
    for (;;) {
      const cell = this.#firstCell();
      let node = map[668 + cell * 2];
      const last = map[669 + cell * 2];
      if (node === last) {
        this.#markEmpty(cell);
      } else if (cell < 4096) {
        map[668 + cell * 2] = nodes[node * 8 + 2];
      } else if (nodes[node * 8 + 2] !== last) {
        this.#spread(cell, node, last);
        continue;
      } else if (this.#times[last * 4] < this.#times[node * 4]) {
        map[669 + cell * 2] = node;
        node = last;
      } else {
        map[668 + cell * 2] = last;
      }
      this.#nowNs = this.#times[node * 4];
      this.#kind = nodes[node * 8 + 4];
      this.#subject = nodes[node * 8 + 5];
      this.#free(node);
      return true;
    }
  }

  /** When `advance` would arrive; Infinity when nothing is pending. Changes nothing. Looks at all events of the first cell. */
  nextAtNs(): number {
    if (this.#pendingCount === 0) return Infinity;
    const cell = this.#firstCell();
    const last = this.#map[669 + cell * 2];
    let node = this.#map[668 + cell * 2];
    let earliestNs = this.#times[node * 4];
    if (cell < CELLS_PER_LEVEL) return earliestNs;
    while (node !== last) {
      node = this.#nodes[node * 8 + 2];
      earliestNs = Math.min(earliestNs, this.#times[node * 4]);
    }
    return earliestNs;
  }

  save(): EventQueueState {
    const filled: number[] = [];
    for (let cell = 0; cell < CELLS; cell += 1) {
      const isFilled = (this.#map[28 + (cell >>> 5)] & (0x8000_0000 >>> (cell & 31))) !== 0;
      if (isFilled) filled.push(cell, this.#map[668 + cell * 2], this.#map[669 + cell * 2]);
    }
    return {
      nowNs: this.#nowNs,
      kind: this.#kind,
      subject: this.#subject,
      pendingCount: this.#pendingCount,
      freeNode: this.#freeNode,
      windows: this.#windows.slice(),
      filledCells: Int32Array.from(filled),
      nodes: this.#times.slice(0, this.#usedNodes * 4),
    };
  }

  /** Handles of events that were pending in the saved state are valid again. */
  restore(state: EventQueueState): void {
    this.#nowNs = state.nowNs;
    this.#kind = state.kind;
    this.#subject = state.subject;
    this.#pendingCount = state.pendingCount;
    this.#freeNode = state.freeNode;
    this.#windows.set(state.windows);
    this.#usedNodes = state.nodes.length / 4;
    if (state.nodes.length > this.#times.length) this.#resize(state.nodes.length);
    this.#times.fill(0).set(state.nodes);
    this.#map.fill(0);
    for (let entry = 0; entry < state.filledCells.length; entry += 3) {
      const cell = state.filledCells[entry];
      this.#markFilled(cell);
      this.#map[668 + cell * 2] = state.filledCells[entry + 1];
      this.#map[669 + cell * 2] = state.filledCells[entry + 2];
    }
  }

  /** The cell that an event of this time is in, or goes to. */
  #cellAt(atNs: number): number {
    const windows = this.#windows;
    let window = 0;
    while (atNs >= windows[window]) window += 4;
    return (window << 10) + (((atNs - windows[window + 1]) * windows[window + 2]) | 0);
  }

  /** The first cell that is not empty; something is pending. */
  #firstCell(): number {
    const map = this.#map;
    let level = 0;
    while (map[level] === 0) level += 1;
    const group = (level << 2) + Math.clz32(map[level]);
    const word = (group << 5) + Math.clz32(map[8 + group]);
    return (word << 5) + Math.clz32(map[28 + word]);
  }

  /** Puts a node last in the cell of its time. */
  #append(node: number, atNs: number): void {
    const map = this.#map;
    const cell = this.#cellAt(atNs);
    if ((this.#map[28 + (cell >>> 5)] & (0x8000_0000 >>> (cell & 31))) !== 0) {
      const last = map[669 + cell * 2];
      this.#nodes[last * 8 + 2] = node;
      this.#nodes[node * 8 + 3] = last;
    } else {
      this.#markFilled(cell);
      map[668 + cell * 2] = node;
    }
    map[669 + cell * 2] = node;
  }

  #free(node: number): void {
    const nodes = this.#nodes;
    nodes[node * 8 + 6] = nodes[node * 8 + 6] + 1;
    nodes[node * 8 + 2] = this.#freeNode;
    this.#freeNode = node;
    this.#pendingCount -= 1;
  }

  /** Moves the window of the level below to this cell, and the cell's events, `first` to `last`, there. All levels below are empty. */
  #spread(cell: number, first: number, last: number): void {
    const windows = this.#windows;
    const window = (cell >>> 12) * 4;
    const cellNs = 1 / windows[window + 2];
    const startNs = windows[window + 1] + (cell & 4095) * cellNs;
    windows[window - 4] = startNs + cellNs;
    windows[window - 3] = startNs;
    this.#markEmpty(cell);
    let node = first;
    for (;;) {
      const next = this.#nodes[node * 8 + 2];
      this.#append(node, this.#times[node * 4]);
      if (node === last) return;
      node = next;
    }
  }

  #markFilled(cell: number): void {
    const map = this.#map;
    const word = 28 + (cell >>> 5);
    const before = map[word];
    map[word] = before | (0x8000_0000 >>> (cell & 31));
    if (before !== 0) return;
    map[8 + (cell >>> 10)] |= 0x8000_0000 >>> ((cell >>> 5) & 31);
    map[cell >>> 12] |= 0x8000_0000 >>> ((cell >>> 10) & 3);
  }

  #markEmpty(cell: number): void {
    const map = this.#map;
    const word = 28 + (cell >>> 5);
    map[word] &= ~(0x8000_0000 >>> (cell & 31));
    if (map[word] !== 0) return;
    const group = 8 + (cell >>> 10);
    map[group] &= ~(0x8000_0000 >>> ((cell >>> 5) & 31));
    if (map[group] === 0) map[cell >>> 12] &= ~(0x8000_0000 >>> ((cell >>> 10) & 3));
  }

  #newNode(): number {
    const node = this.#usedNodes;
    assert(node < NODES_MAX, 'at most 2^21 events are pending');
    if (node * 4 === this.#times.length) this.#resize(Math.min(NODES_MAX * 4, this.#times.length * 2));
    this.#usedNodes += 1;
    return node;
  }

  #resize(doubles: number): void {
    const times = new Float64Array(doubles);
    times.set(this.#times);
    this.#times = times;
    this.#nodes = new Int32Array(times.buffer);
  }
}
