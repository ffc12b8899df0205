/**
 * What a trace says block by block: which blocks it touches, how often, how many in a window of time (the working set), after how many other blocks a block comes again, how often what was
 * written is written over.
 *
 * A request touches every block from that of its first byte to that of its last. Blocks of different volumes are different. Discards touch none. Stack distances are exact up to
 * `exactBlocksMax` blocks and then given up; SHARDS samples beside them from the beginning, in constant memory. About 100 bytes per block while distances are exact, 50 after.
 */
import { MissRatioCurve } from '../../../sim/base/missRatioCurve.ts';
import { PairIndex } from '../../../sim/base/pairIndex.ts';
import { Shards } from '../../../sim/base/shards.ts';
import { StackDistances } from '../../../sim/base/stackDistances.ts';
import { Op } from '../../../sim/engine/protocol.ts';
import type { TraceBatch } from '../traceBatch.ts';

/** Windows of the working set, in ns. */
export const workingSetWindowsNs: readonly number[] = [1e9, 60e9, 600e9, 3600e9];

const sampleKeysMax = 16_384;
/** Distances by powers of two. */
const octaves = 32;

export interface BlockFiguresOptions {
  readonly blockBytes: number;
  /** 0: SHARDS only. */
  readonly exactBlocksMax: number;
}

/** Of one window length. */
interface WindowCount {
  readonly windowNs: number;
  /** By block: the window of its last use, + 1. */
  last: Uint32Array;
  current: number;
  inCurrent: number;
  windows: number;
  sum: number;
  max: number;
}

export class BlockFigures {
  reads = 0;
  writes = 0;
  overwrites = 0;
  readonly #blockBytes: number;
  readonly #blocks = new PairIndex();
  readonly #starts = new PairIndex();
  #uses = new Uint32Array(1024);
  /** Bit 0: has been read; bit 1: has been written. */
  #marks = new Uint8Array(1024);
  readonly #windows: WindowCount[];
  /** Uses by floor(log2(distance)) + 1; entry 0: distance 0. */
  readonly #distanceOctaves = new Float64Array(octaves + 1);
  #exact: { readonly distances: StackDistances; readonly curve: MissRatioCurve } | null;
  readonly #exactBlocksMax: number;
  readonly #shards = new Shards({ rate: 1, keysMax: sampleKeysMax });

  constructor({ blockBytes, exactBlocksMax }: BlockFiguresOptions) {
    this.#blockBytes = blockBytes;
    this.#exactBlocksMax = exactBlocksMax;
    this.#exact = exactBlocksMax > 0 ? { distances: new StackDistances(), curve: new MissRatioCurve() } : null;
    this.#windows = workingSetWindowsNs.map((windowNs) => ({ windowNs, last: new Uint32Array(1024), current: -1, inCurrent: 0, windows: 0, sum: 0, max: 0 }));
  }

  get accesses(): number {
    return this.reads + this.writes;
  }
  get uniqueBlocks(): number {
    return this.#blocks.count;
  }
  /** Different places (to the sector) at which requests begin. */
  get uniqueStarts(): number {
    return this.#starts.count;
  }
  /** Blocks of each pair of marks: only read, only written, both. */
  get byUse(): { readonly read: number; readonly written: number; readonly both: number } {
    const counts = [0, 0, 0, 0];
    for (let block = 0; block < this.uniqueBlocks; block++) counts[this.#marks[block]!]! += 1;
    return { read: counts[1]!, written: counts[2]!, both: counts[3]! };
  }

  add(batch: TraceBatch): void {
    const blockBytes = this.#blockBytes;
    for (let index = 0; index < batch.count; index++) {
      const op = batch.op[index]!;
      if (op === Op.Flush || op === Op.Discard) continue;
      const volume = batch.volume[index]!;
      const offset = batch.offsetBytes[index]!;
      const start = Math.floor(offset / 512);
      this.#starts.of(start % 0x1_0000_0000, Math.floor(start / 0x1_0000_0000) * 0x1_0000 + volume);
      const last = Math.floor((offset + batch.lengthBytes[index]! - 1) / blockBytes);
      for (let block = Math.floor(offset / blockBytes); block <= last; block++) this.#use(block, volume, op === Op.Write, batch.atNs[index]!);
    }
  }

  /** Uses of each block, from the most used on. */
  sortedUses(): Uint32Array {
    return this.#uses.slice(0, this.uniqueBlocks).sort().reverse();
  }

  /** Blocks used in a window of time: over all windows from the first to the last with a use. */
  workingSets(): readonly { readonly windowNs: number; readonly windows: number; readonly meanBlocks: number; readonly maxBlocks: number }[] {
    return this.#windows.map(({ windowNs, windows, sum, max, inCurrent, current }) => {
      const open = current < 0 ? 0 : 1;
      const all = windows + open;
      return { windowNs, windows: all, meanBlocks: all === 0 ? 0 : (sum + inCurrent) / all, maxBlocks: Math.max(max, inCurrent) };
    });
  }

  /** Uses that come again after fewer than `below` other blocks (and not fewer than the entry before): exact, or null when they were given up. First uses are not among them. */
  reuseDistances(): readonly { readonly below: number; readonly uses: number }[] | null {
    if (this.#exact === null) return null;
    const rows: { below: number; uses: number }[] = [];
    let below = 1;
    for (const uses of this.#distanceOctaves) {
      if (uses > 0) rows.push({ below, uses });
      below *= 2;
    }
    return rows;
  }

  /** Share of the block accesses that an LRU cache of each of `sizes` blocks (ascending) misses. */
  missRatios(sizes: readonly number[]): { readonly method: 'exact' | 'shards'; readonly rate: number; readonly ratios: readonly number[] } {
    if (this.#exact !== null) return { method: 'exact', rate: 1, ratios: this.#exact.curve.missRatios(sizes) };
    return { method: 'shards', rate: this.#shards.rate, ratios: this.#shards.missRatios(sizes) };
  }

  #use(block: number, volume: number, isWrite: boolean, atNs: number): void {
    const known = this.#blocks.count;
    const id = this.#blocks.of(block % 0x1_0000_0000, Math.floor(block / 0x1_0000_0000) * 0x1_0000 + volume);
    if (id === known && id === this.#uses.length) this.#grow();
    this.#uses[id]! += 1;
    if (isWrite) {
      this.writes += 1;
      if ((this.#marks[id]! & 2) !== 0) this.overwrites += 1;
    } else this.reads += 1;
    this.#marks[id]! |= isWrite ? 2 : 1;
    for (const window of this.#windows) countInWindow(window, id, atNs);
    this.#shards.use(id);
    this.#useExactly(id);
  }

  #useExactly(id: number): void {
    if (this.#exact === null) return;
    const distance = this.#exact.distances.use(id);
    this.#exact.curve.add(distance);
    if (distance >= 0) this.#distanceOctaves[32 - Math.clz32(distance)]! += 1;
    else if (this.#blocks.count > this.#exactBlocksMax) this.#exact = null;
  }

  #grow(): void {
    const size = this.#uses.length * 2;
    const uses = new Uint32Array(size);
    uses.set(this.#uses);
    this.#uses = uses;
    const marks = new Uint8Array(size);
    marks.set(this.#marks);
    this.#marks = marks;
    for (const window of this.#windows) {
      const last = new Uint32Array(size);
      last.set(window.last);
      window.last = last;
    }
  }
}

/** Where times go back, a use counts in the window that is open. */
function countInWindow(window: WindowCount, id: number, atNs: number): void {
  const number = Math.max(0, Math.floor(atNs / window.windowNs), window.current);
  if (number !== window.current) {
    if (window.current >= 0) {
      window.sum += window.inCurrent;
      window.windows += number - window.current;
      if (window.inCurrent > window.max) window.max = window.inCurrent;
    }
    window.current = number;
    window.inCurrent = 0;
  }
  if (window.last[id] === number + 1) return;
  window.last[id] = number + 1;
  window.inCurrent += 1;
}
