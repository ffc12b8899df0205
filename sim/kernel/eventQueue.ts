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
 * Left out: radixes other than 12 bits (8 and 10 were slower at 100 and at 10,000 pending), and heaps (their cost is mispredicted branches).
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
  readonly windowStarts: Float64Array;
  readonly windowEnds: Float64Array;
  /** Cell, its first and its last node, for each cell that is not empty. */
  readonly filledCells: Int32Array;
  /** Of all nodes that were ever used. */
  readonly times: Float64Array;
  readonly links: Int32Array;
  readonly marks: Int32Array;
}

const CELL_BITS = 12;
const CELLS_PER_LEVEL = 1 << CELL_BITS;
/** 5 × 12 bits reach beyond 2^53. */
const LEVELS = 5;
const CELLS = LEVELS * CELLS_PER_LEVEL;
/** Bitmap of a level: 128 words of one bit per cell, 4 words of one bit per such word, 1 word of one bit per these. The first is the topmost bit. */
const GROUPS_PER_LEVEL_BITS = CELL_BITS - 10;
const GROUPS_PER_LEVEL = 1 << GROUPS_PER_LEVEL_BITS;
const TOP_BIT = 0x8000_0000;

/** Links of a node: NEXT at 2 × node, PREVIOUS behind it (undefined for the first of its cell). Marks: kind, subject, generation, nothing. */
const PREVIOUS = 1;
const SUBJECT = 1;
const GENERATION = 2;
/** First and last node of a cell: FIRST at 2 × cell, LAST behind it. */
const LAST = 1;
const NONE = -1;
/** A handle is generation × NODES_MAX + node: 32 + 21 bits. */
const NODES_MAX = 0x20_0000;

export class EventQueue implements Stateful<EventQueueState> {
  #nowNs = 0;
  #kind = NONE;
  #subject = NONE;
  #pendingCount = 0;
  /** Head of the chain of free nodes, by their NEXT; or NONE. */
  #freeNode = NONE;
  /** Nodes from here on were never used. */
  #usedNodes = 0;
  #times: Float64Array;
  #links: Int32Array;
  #marks: Int32Array;
  /** Per level: first instant of its window, first instant beyond, and 1 / (ns per cell). */
  readonly #windowStarts = new Float64Array(LEVELS);
  readonly #windowEnds = new Float64Array(LEVELS);
  readonly #cellsPerNs = new Float64Array(LEVELS);
  /** Meaningful where the cell's bit is set. */
  readonly #cells = new Int32Array(CELLS * 2);
  readonly #filledCells = new Int32Array(CELLS >>> 5);
  readonly #filledWords = new Int32Array(CELLS >>> 10);
  readonly #filledGroups = new Int32Array(LEVELS);

  /** Has room for `expectedCount` events before it first grows. */
  constructor(expectedCount = 1024) {
    const nodes = Math.min(NODES_MAX, Math.max(16, expectedCount));
    this.#times = new Float64Array(nodes);
    this.#links = new Int32Array(nodes * 2);
    this.#marks = new Int32Array(nodes * 4);
    let cellNs = 1;
    for (let level = 0; level < LEVELS; level += 1) {
      this.#cellsPerNs[level] = 1 / cellNs;
      cellNs *= CELLS_PER_LEVEL;
      this.#windowEnds[level] = cellNs;
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
    assert(atNs >= this.#nowNs && atNs <= Number.MAX_SAFE_INTEGER && Math.floor(atNs) === atNs, 'an event is scheduled at a whole nanosecond, now or later');
    let node = this.#freeNode;
    if (node === NONE) node = this.#newNode();
    else this.#freeNode = this.#links[node * 2];
    const marks = this.#marks;
    marks[node * 4] = kind;
    marks[node * 4 + SUBJECT] = subject;
    this.#times[node] = atNs;
    this.#append(node, atNs);
    this.#pendingCount += 1;
    return (marks[node * 4 + GENERATION] >>> 0) * NODES_MAX + node;
  }

  /** Takes a pending event out. Says whether it was still pending; -1 never is. */
  cancel(handle: EventHandle): boolean {
    if (handle < 0) return false;
    const node = handle % NODES_MAX;
    if (node >= this.#usedNodes || this.#marks[node * 4 + GENERATION] >>> 0 !== Math.floor(handle / NODES_MAX)) return false;
    this.#remove(this.#cellAt(this.#times[node]), node);
    return true;
  }

  /** Goes to the next event: sets `nowNs`, `kind` and `subject`, and takes it out. False, and nothing changes, when none is pending. */
  advance(): boolean {
    if (this.#pendingCount === 0) return false;
    for (;;) {
      const cell = this.#firstCell();
      const node = this.#cells[cell * 2];
      if (node === this.#cells[cell * 2 + LAST] || cell < CELLS_PER_LEVEL) return this.#fire(cell, node);
      const second = this.#links[node * 2];
      if (second === this.#cells[cell * 2 + LAST]) return this.#fire(cell, this.#times[second] < this.#times[node] ? second : node);
      this.#spread(cell);
    }
  }

  /** When `advance` would arrive; Infinity when nothing is pending. Changes nothing. Looks at all events of the first cell. */
  nextAtNs(): number {
    if (this.#pendingCount === 0) return Infinity;
    const cell = this.#firstCell();
    const last = this.#cells[cell * 2 + LAST];
    let node = this.#cells[cell * 2];
    let earliestNs = this.#times[node];
    if (cell < CELLS_PER_LEVEL) return earliestNs;
    while (node !== last) {
      node = this.#links[node * 2];
      if (this.#times[node] < earliestNs) earliestNs = this.#times[node];
    }
    return earliestNs;
  }

  save(): EventQueueState {
    const filled: number[] = [];
    for (let cell = 0; cell < CELLS; cell += 1) {
      if (this.#isFilled(cell)) filled.push(cell, this.#cells[cell * 2], this.#cells[cell * 2 + LAST]);
    }
    return {
      nowNs: this.#nowNs,
      kind: this.#kind,
      subject: this.#subject,
      pendingCount: this.#pendingCount,
      freeNode: this.#freeNode,
      windowStarts: this.#windowStarts.slice(),
      windowEnds: this.#windowEnds.slice(),
      filledCells: Int32Array.from(filled),
      times: this.#times.slice(0, this.#usedNodes),
      links: this.#links.slice(0, this.#usedNodes * 2),
      marks: this.#marks.slice(0, this.#usedNodes * 4),
    };
  }

  /** Handles of events that were pending in the saved state are valid again. */
  restore(state: EventQueueState): void {
    this.#nowNs = state.nowNs;
    this.#kind = state.kind;
    this.#subject = state.subject;
    this.#pendingCount = state.pendingCount;
    this.#freeNode = state.freeNode;
    this.#usedNodes = state.times.length;
    this.#windowStarts.set(state.windowStarts);
    this.#windowEnds.set(state.windowEnds);
    this.#resize(Math.max(this.#times.length, state.times.length));
    this.#times.set(state.times);
    this.#links.set(state.links);
    this.#marks.fill(0).set(state.marks);
    this.#filledCells.fill(0);
    this.#filledWords.fill(0);
    this.#filledGroups.fill(0);
    for (let entry = 0; entry < state.filledCells.length; entry += 3) {
      const cell = state.filledCells[entry];
      this.#cells[cell * 2] = state.filledCells[entry + 1];
      this.#cells[cell * 2 + LAST] = state.filledCells[entry + 2];
      this.#markFilled(cell);
    }
  }

  /** The cell that an event of this time is in, or goes to. */
  #cellAt(atNs: number): number {
    const ends = this.#windowEnds;
    let level = 0;
    while (atNs >= ends[level]) level += 1;
    return (level << CELL_BITS) + (((atNs - this.#windowStarts[level]) * this.#cellsPerNs[level]) | 0);
  }

  /** The first cell that is not empty; something is pending. */
  #firstCell(): number {
    const groups = this.#filledGroups;
    let level = 0;
    while (groups[level] === 0) level += 1;
    const group = (level << GROUPS_PER_LEVEL_BITS) + Math.clz32(groups[level]);
    const word = (group << 5) + Math.clz32(this.#filledWords[group]);
    return (word << 5) + Math.clz32(this.#filledCells[word]);
  }

  /** Puts a node last in the cell of its time. */
  #append(node: number, atNs: number): void {
    const cell = this.#cellAt(atNs);
    if (this.#isFilled(cell)) {
      const last = this.#cells[cell * 2 + LAST];
      this.#links[last * 2] = node;
      this.#links[node * 2 + PREVIOUS] = last;
    } else {
      this.#cells[cell * 2] = node;
      this.#markFilled(cell);
    }
    this.#cells[cell * 2 + LAST] = node;
  }

  #fire(cell: number, node: number): boolean {
    this.#nowNs = this.#times[node];
    this.#kind = this.#marks[node * 4];
    this.#subject = this.#marks[node * 4 + SUBJECT];
    this.#remove(cell, node);
    return true;
  }

  /** Takes a node out of its cell and frees it. */
  #remove(cell: number, node: number): void {
    const links = this.#links;
    const cells = this.#cells;
    const isFirst = cells[cell * 2] === node;
    if (cells[cell * 2 + LAST] === node) {
      if (isFirst) this.#markEmpty(cell);
      else cells[cell * 2 + LAST] = links[node * 2 + PREVIOUS];
    } else {
      const next = links[node * 2];
      if (isFirst) {
        cells[cell * 2] = next;
      } else {
        const previous = links[node * 2 + PREVIOUS];
        links[previous * 2] = next;
        links[next * 2 + PREVIOUS] = previous;
      }
    }
    const generation = node * 4 + GENERATION;
    this.#marks[generation] = (this.#marks[generation] + 1) | 0;
    links[node * 2] = this.#freeNode;
    this.#freeNode = node;
    this.#pendingCount -= 1;
  }

  /** Moves the window of the level below to this cell, and the cell's events there. All levels below are empty. */
  #spread(cell: number): void {
    const level = cell >>> CELL_BITS;
    const cellNs = 1 / this.#cellsPerNs[level];
    const startNs = this.#windowStarts[level] + (cell & (CELLS_PER_LEVEL - 1)) * cellNs;
    this.#windowStarts[level - 1] = startNs;
    this.#windowEnds[level - 1] = startNs + cellNs;
    this.#markEmpty(cell);
    const last = this.#cells[cell * 2 + LAST];
    let node = this.#cells[cell * 2];
    while (node !== last) {
      const next = this.#links[node * 2];
      this.#append(node, this.#times[node]);
      node = next;
    }
    this.#append(last, this.#times[last]);
  }

  #isFilled(cell: number): boolean {
    return (this.#filledCells[cell >>> 5] & (TOP_BIT >>> (cell & 31))) !== 0;
  }

  #markFilled(cell: number): void {
    const word = cell >>> 5;
    const group = cell >>> 10;
    this.#filledCells[word] |= TOP_BIT >>> (cell & 31);
    this.#filledWords[group] |= TOP_BIT >>> (word & 31);
    this.#filledGroups[cell >>> CELL_BITS] |= TOP_BIT >>> (group & (GROUPS_PER_LEVEL - 1));
  }

  #markEmpty(cell: number): void {
    const word = cell >>> 5;
    this.#filledCells[word] &= ~(TOP_BIT >>> (cell & 31));
    if (this.#filledCells[word] !== 0) return;
    const group = cell >>> 10;
    this.#filledWords[group] &= ~(TOP_BIT >>> (word & 31));
    if (this.#filledWords[group] === 0) this.#filledGroups[cell >>> CELL_BITS] &= ~(TOP_BIT >>> (group & (GROUPS_PER_LEVEL - 1)));
  }

  #newNode(): number {
    const node = this.#usedNodes;
    assert(node < NODES_MAX, 'at most 2^21 events are pending');
    if (node === this.#times.length) this.#resize(Math.min(NODES_MAX, node * 2));
    this.#usedNodes += 1;
    return node;
  }

  #resize(nodes: number): void {
    if (nodes === this.#times.length) return;
    const times = new Float64Array(nodes);
    const links = new Int32Array(nodes * 2);
    const marks = new Int32Array(nodes * 4);
    times.set(this.#times);
    links.set(this.#links);
    marks.set(this.#marks);
    this.#times = times;
    this.#links = links;
    this.#marks = marks;
  }
}
