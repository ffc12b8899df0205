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
  readonly levels: Float64Array;
  /** Cell, its first and its last node, for each cell that is not empty. */
  readonly filledCells: Int32Array;
  /** All nodes that were ever used. */
  readonly nodes: Float64Array;
}

const CELL_BITS = 12;
const CELLS_PER_LEVEL = 1 << CELL_BITS;
/** 5 × 12 bits reach beyond 2^53. */
const LEVELS = 5;
const CELLS = LEVELS * CELLS_PER_LEVEL;

/** Of a level, four numbers apart: the first instant beyond its window, the window's first instant, and 1 / (ns per cell). */
const WINDOW_END = 0;
const WINDOW_START = 1;
const CELLS_PER_NS = 2;
const LEVEL_FIELD_BITS = 2;
const LEVEL_FIELDS = 1 << LEVEL_FIELD_BITS;

/**
 * The map of the cells is one array: per level a word with a bit for each of its 4 groups that is not empty; per group (1024 cells) a word with a bit for
 * each of its 32 words; these words, with a bit per cell; and per cell its first and its last node, meaningful where its bit is set. The first of anything
 * is the topmost bit.
 */
const GROUPS = 8;
const WORDS = GROUPS + (CELLS >>> 10);
const ENDS = WORDS + (CELLS >>> 5);
const GROUPS_PER_LEVEL_BITS = CELL_BITS - 10;
const TOP_BIT = -0x8000_0000;
const LAST = 1;

/** A node is 32 bytes, seen as four doubles (the first is its time) or as eight integers. PREVIOUS means nothing in the first node of a cell. */
const NODE_DOUBLES = 4;
const NODE_INTEGERS = 8;
const NEXT = 2;
const PREVIOUS = 3;
const KIND = 4;
const SUBJECT = 5;
const GENERATION = 6;
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
  #nodes: Int32Array;
  readonly #levels = new Float64Array(LEVELS * LEVEL_FIELDS);
  readonly #map = new Int32Array(ENDS + CELLS * 2);

  /** Has room for `expectedCount` events before it first grows. */
  constructor(expectedCount = 1024) {
    this.#times = new Float64Array(Math.min(NODES_MAX, Math.max(16, expectedCount)) * NODE_DOUBLES);
    this.#nodes = new Int32Array(this.#times.buffer);
    let cellNs = 1;
    for (let level = 0; level < LEVELS; level += 1) {
      this.#levels[level * LEVEL_FIELDS + CELLS_PER_NS] = 1 / cellNs;
      cellNs *= CELLS_PER_LEVEL;
      this.#levels[level * LEVEL_FIELDS + WINDOW_END] = cellNs;
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
    else this.#freeNode = this.#nodes[node * NODE_INTEGERS + NEXT];
    const nodes = this.#nodes;
    const base = node * NODE_INTEGERS;
    nodes[base + KIND] = kind;
    nodes[base + SUBJECT] = subject;
    this.#times[node * NODE_DOUBLES] = atNs;
    this.#append(node, atNs);
    this.#pendingCount += 1;
    return (nodes[base + GENERATION] >>> 0) * NODES_MAX + node;
  }

  /** Takes a pending event out. Says whether it was still pending; -1 never is. */
  cancel(handle: EventHandle): boolean {
    if (handle < 0) return false;
    const node = handle % NODES_MAX;
    if (node >= this.#usedNodes || this.#nodes[node * NODE_INTEGERS + GENERATION] >>> 0 !== Math.floor(handle / NODES_MAX)) return false;
    const nodes = this.#nodes;
    const map = this.#map;
    const cell = this.#cellAt(this.#times[node * NODE_DOUBLES]);
    const ends = ENDS + cell * 2;
    const next = nodes[node * NODE_INTEGERS + NEXT];
    const previous = nodes[node * NODE_INTEGERS + PREVIOUS];
    const isFirst = map[ends] === node;
    const isLast = map[ends + LAST] === node;
    if (isFirst && isLast) this.#markEmpty(cell);
    else if (isFirst) map[ends] = next;
    else nodes[previous * NODE_INTEGERS + NEXT] = next;
    if (isLast) map[ends + LAST] = previous;
    else nodes[next * NODE_INTEGERS + PREVIOUS] = previous;
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
      const ends = ENDS + cell * 2;
      let node = map[ends];
      const last = map[ends + LAST];
      const second = nodes[node * NODE_INTEGERS + NEXT];
      if (node === last) {
        this.#markEmpty(cell);
      } else if (cell < CELLS_PER_LEVEL) {
        map[ends] = second;
      } else if (second !== last) {
        this.#spread(cell);
        continue;
      } else if (this.#times[last * NODE_DOUBLES] < this.#times[node * NODE_DOUBLES]) {
        map[ends + LAST] = node;
        node = last;
      } else {
        map[ends] = last;
      }
      this.#nowNs = this.#times[node * NODE_DOUBLES];
      this.#kind = nodes[node * NODE_INTEGERS + KIND];
      this.#subject = nodes[node * NODE_INTEGERS + SUBJECT];
      this.#free(node);
      return true;
    }
  }

  /** When `advance` would arrive; Infinity when nothing is pending. Changes nothing. Looks at all events of the first cell. */
  nextAtNs(): number {
    if (this.#pendingCount === 0) return Infinity;
    const cell = this.#firstCell();
    const last = this.#map[ENDS + cell * 2 + LAST];
    let node = this.#map[ENDS + cell * 2];
    let earliestNs = this.#times[node * NODE_DOUBLES];
    if (cell < CELLS_PER_LEVEL) return earliestNs;
    while (node !== last) {
      node = this.#nodes[node * NODE_INTEGERS + NEXT];
      earliestNs = Math.min(earliestNs, this.#times[node * NODE_DOUBLES]);
    }
    return earliestNs;
  }

  save(): EventQueueState {
    const filled: number[] = [];
    for (let cell = 0; cell < CELLS; cell += 1) {
      const isFilled = (this.#map[WORDS + (cell >>> 5)] & (TOP_BIT >>> (cell & 31))) !== 0;
      if (isFilled) filled.push(cell, this.#map[ENDS + cell * 2], this.#map[ENDS + cell * 2 + LAST]);
    }
    return {
      nowNs: this.#nowNs,
      kind: this.#kind,
      subject: this.#subject,
      pendingCount: this.#pendingCount,
      freeNode: this.#freeNode,
      levels: this.#levels.slice(),
      filledCells: Int32Array.from(filled),
      nodes: this.#times.slice(0, this.#usedNodes * NODE_DOUBLES),
    };
  }

  /** Handles of events that were pending in the saved state are valid again. */
  restore(state: EventQueueState): void {
    this.#nowNs = state.nowNs;
    this.#kind = state.kind;
    this.#subject = state.subject;
    this.#pendingCount = state.pendingCount;
    this.#freeNode = state.freeNode;
    this.#levels.set(state.levels);
    this.#usedNodes = state.nodes.length / NODE_DOUBLES;
    if (state.nodes.length > this.#times.length) this.#resize(state.nodes.length);
    this.#times.fill(0).set(state.nodes);
    this.#map.fill(0);
    for (let entry = 0; entry < state.filledCells.length; entry += 3) {
      const cell = state.filledCells[entry];
      this.#markFilled(cell);
      this.#map[ENDS + cell * 2] = state.filledCells[entry + 1];
      this.#map[ENDS + cell * 2 + LAST] = state.filledCells[entry + 2];
    }
  }

  /** The cell that an event of this time is in, or goes to. */
  #cellAt(atNs: number): number {
    const levels = this.#levels;
    let level = 0;
    while (atNs >= levels[level + WINDOW_END]) level += LEVEL_FIELDS;
    return (level << (CELL_BITS - LEVEL_FIELD_BITS)) + (((atNs - levels[level + WINDOW_START]) * levels[level + CELLS_PER_NS]) | 0);
  }

  /** The first cell that is not empty; something is pending. */
  #firstCell(): number {
    const map = this.#map;
    let level = 0;
    while (map[level] === 0) level += 1;
    const group = (level << GROUPS_PER_LEVEL_BITS) + Math.clz32(map[level]);
    const word = (group << 5) + Math.clz32(map[GROUPS + group]);
    return (word << 5) + Math.clz32(map[WORDS + word]);
  }

  /** Puts a node last in the cell of its time. */
  #append(node: number, atNs: number): void {
    const map = this.#map;
    const cell = this.#cellAt(atNs);
    const ends = ENDS + cell * 2;
    if ((map[WORDS + (cell >>> 5)] & (TOP_BIT >>> (cell & 31))) !== 0) {
      const nodes = this.#nodes;
      const last = map[ends + LAST];
      nodes[last * NODE_INTEGERS + NEXT] = node;
      nodes[node * NODE_INTEGERS + PREVIOUS] = last;
    } else {
      this.#markFilled(cell);
      map[ends] = node;
    }
    map[ends + LAST] = node;
  }

  #free(node: number): void {
    const nodes = this.#nodes;
    const base = node * NODE_INTEGERS;
    nodes[base + GENERATION] = nodes[base + GENERATION] + 1;
    nodes[base + NEXT] = this.#freeNode;
    this.#freeNode = node;
    this.#pendingCount -= 1;
  }

  /** Moves the window of the level below to this cell, and the cell's events there. All levels below are empty. */
  #spread(cell: number): void {
    const levels = this.#levels;
    const level = (cell >>> CELL_BITS) * LEVEL_FIELDS;
    const cellNs = 1 / levels[level + CELLS_PER_NS];
    const startNs = levels[level + WINDOW_START] + (cell & (CELLS_PER_LEVEL - 1)) * cellNs;
    levels[level - LEVEL_FIELDS + WINDOW_START] = startNs;
    levels[level - LEVEL_FIELDS + WINDOW_END] = startNs + cellNs;
    this.#markEmpty(cell);
    const last = this.#map[ENDS + cell * 2 + LAST];
    let node = this.#map[ENDS + cell * 2];
    for (;;) {
      const next = this.#nodes[node * NODE_INTEGERS + NEXT];
      this.#append(node, this.#times[node * NODE_DOUBLES]);
      if (node === last) return;
      node = next;
    }
  }

  #markFilled(cell: number): void {
    const map = this.#map;
    const word = WORDS + (cell >>> 5);
    const before = map[word];
    map[word] = before | (TOP_BIT >>> (cell & 31));
    if (before !== 0) return;
    map[GROUPS + (cell >>> 10)] |= TOP_BIT >>> ((cell >>> 5) & 31);
    map[cell >>> CELL_BITS] |= TOP_BIT >>> ((cell >>> 10) & 3);
  }

  #markEmpty(cell: number): void {
    const map = this.#map;
    const word = WORDS + (cell >>> 5);
    map[word] &= ~(TOP_BIT >>> (cell & 31));
    if (map[word] !== 0) return;
    const group = GROUPS + (cell >>> 10);
    map[group] &= ~(TOP_BIT >>> ((cell >>> 5) & 31));
    if (map[group] === 0) map[cell >>> CELL_BITS] &= ~(TOP_BIT >>> ((cell >>> 10) & 3));
  }

  #newNode(): number {
    const node = this.#usedNodes;
    assert(node < NODES_MAX, 'at most 2^21 events are pending');
    if (node * NODE_DOUBLES === this.#times.length) this.#resize(Math.min(NODES_MAX * NODE_DOUBLES, this.#times.length * 2));
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
