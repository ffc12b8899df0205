/**
 * The write cache of a storage array: dirty pages, by the row (stripe) of the RAID that they lie in.
 *
 * A page that is written again while dirty takes no more room; while it is on its way to the disks the new version takes a page of its own. Rows go to the
 * disks one group at a time, all their dirty pages together, so that a row that is dirty throughout is written without reading. Which row is next says the
 * order (`destageOrders.ts`). A destage that fails leaves its pages dirty.
 *
 * Keeps no content. A page that is written in part counts as a whole one.
 */
import { assert } from '../../base/assert.ts';
import { IntMap, type IntMapState } from '../../base/intMap.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { RowRuns } from '../raid/raidLevel.ts';
import type { DestageOrder } from './destageOrder.ts';

export interface WriteCacheState {
  readonly groups: IntMapState;
  readonly rows: Float64Array;
  readonly bits: Int32Array;
  readonly isOut: Uint8Array;
  readonly free: Int32Array;
  readonly used: number;
  readonly order: unknown;
}

export class WriteCache implements Stateful<WriteCacheState> {
  readonly capacityPages: number;
  readonly #pageBytes: number;
  readonly #pagesPerRow: number;
  /** 32-bit words per group for its dirty pages; as many again for those on their way. */
  readonly #words: number;
  readonly #order: DestageOrder;
  readonly #groups = new IntMap();
  readonly #rows: Float64Array;
  readonly #bits: Int32Array;
  /** Is the group on its way to the disks? */
  readonly #isOut: Uint8Array;
  readonly #free: Int32Array;
  #freeCount = 0;
  #used = 0;

  /** `order` was made for `capacityPages` groups. */
  constructor(capacityPages: number, pageBytes: number, rowBytes: number, order: DestageOrder) {
    assert(capacityPages >= 1 && rowBytes % pageBytes === 0, 'a row is whole pages');
    this.capacityPages = capacityPages;
    this.#pageBytes = pageBytes;
    this.#pagesPerRow = rowBytes / pageBytes;
    this.#words = Math.ceil(this.#pagesPerRow / 32);
    this.#order = order;
    this.#rows = new Float64Array(capacityPages);
    this.#bits = new Int32Array(capacityPages * this.#words * 2);
    this.#isOut = new Uint8Array(capacityPages);
    this.#free = new Int32Array(capacityPages);
    for (let group = capacityPages - 1; group >= 0; group -= 1) this.#give(group);
  }

  /** Pages that are dirty or on their way. */
  get usedPages(): number {
    return this.#used;
  }

  /** Pages that taking in these bytes needs. */
  pagesNeeded(offsetBytes: number, lengthBytes: number): number {
    const end = this.#endPage(offsetBytes, lengthBytes);
    let needed = 0;
    for (let page = this.#firstPage(offsetBytes); page < end; page += 1) {
      const row = Math.floor(page / this.#pagesPerRow);
      const group = this.#groups.get(row);
      if (group < 0 || !this.#has(group, 0, page - row * this.#pagesPerRow)) needed += 1;
    }
    return needed;
  }

  /** Are all these bytes here, dirty or on their way? */
  holds(offsetBytes: number, lengthBytes: number): boolean {
    const end = this.#endPage(offsetBytes, lengthBytes);
    for (let page = this.#firstPage(offsetBytes); page < end; page += 1) {
      const row = Math.floor(page / this.#pagesPerRow);
      const group = this.#groups.get(row);
      if (group < 0) return false;
      const inRow = page - row * this.#pagesPerRow;
      if (!this.#has(group, 0, inRow) && !this.#has(group, this.#words, inRow)) return false;
    }
    return true;
  }

  /** Takes in a write; there is room. */
  takeIn(offsetBytes: number, lengthBytes: number): void {
    const end = this.#endPage(offsetBytes, lengthBytes);
    let lastRow = -1;
    for (let page = this.#firstPage(offsetBytes); page < end; page += 1) {
      const row = Math.floor(page / this.#pagesPerRow);
      let group = this.#groups.get(row);
      if (group < 0) group = this.#newGroup(row);
      else if (row !== lastRow && this.#isOut[group] === 0) this.#order.touch(group);
      lastRow = row;
      const inRow = page - row * this.#pagesPerRow;
      if (this.#has(group, 0, inRow)) continue;
      assert(this.#used < this.capacityPages, 'a write cache is written to when it has room');
      this.#bits[this.#wordOf(group, 0, inRow)] |= 1 << (inRow & 31);
      this.#used += 1;
    }
  }

  /** The next row to go to the disks: `runs` gets its pieces. Returns the group, or −1 when nothing waits. */
  startDestage(runs: RowRuns): number {
    const group = this.#order.take();
    if (group < 0) return -1;
    const base = group * this.#words * 2;
    for (let word = 0; word < this.#words; word += 1) {
      this.#bits[base + this.#words + word] = this.#bits[base + word];
      this.#bits[base + word] = 0;
    }
    this.#isOut[group] = 1;
    this.#fillRuns(group, runs);
    return group;
  }

  rowOf(group: number): number {
    return this.#rows[group];
  }

  endDestage(group: number, failed: boolean): void {
    const base = group * this.#words * 2;
    let isDirty = false;
    for (let word = 0; word < this.#words; word += 1) {
      const out = this.#bits[base + this.#words + word];
      const dirty = this.#bits[base + word];
      // A failed page becomes dirty again, unless a newer version took another page for it: then the older one is given up.
      this.#used -= bitCount(failed ? out & dirty : out);
      if (failed) this.#bits[base + word] = dirty | out;
      this.#bits[base + this.#words + word] = 0;
      if (this.#bits[base + word] !== 0) isDirty = true;
    }
    this.#isOut[group] = 0;
    if (isDirty) this.#order.add(group, this.#rows[group]);
    else {
      this.#groups.delete(this.#rows[group]);
      this.#give(group);
    }
  }

  save(): WriteCacheState {
    return {
      groups: this.#groups.save(),
      rows: this.#rows.slice(),
      bits: this.#bits.slice(),
      isOut: this.#isOut.slice(),
      free: this.#free.slice(0, this.#freeCount),
      used: this.#used,
      order: this.#order.save(),
    };
  }

  restore(state: WriteCacheState): void {
    this.#groups.restore(state.groups);
    this.#rows.set(state.rows);
    this.#bits.set(state.bits);
    this.#isOut.set(state.isOut);
    this.#free.set(state.free);
    this.#freeCount = state.free.length;
    this.#used = state.used;
    this.#order.restore(state.order);
  }

  #newGroup(row: number): number {
    assert(this.#freeCount > 0, 'every group has a page, so there are enough of them');
    this.#freeCount -= 1;
    const group = this.#free[this.#freeCount];
    this.#rows[group] = row;
    this.#groups.set(row, group);
    this.#order.add(group, row);
    return group;
  }

  #give(group: number): void {
    this.#free[this.#freeCount] = group;
    this.#freeCount += 1;
  }

  #fillRuns(group: number, runs: RowRuns): void {
    runs.count = 0;
    let start = -1;
    for (let page = 0; page <= this.#pagesPerRow; page += 1) {
      const isOut = page < this.#pagesPerRow && this.#has(group, this.#words, page);
      if (isOut && start < 0) start = page;
      if (isOut || start < 0) continue;
      runs.offsetBytes[runs.count] = start * this.#pageBytes;
      runs.lengthBytes[runs.count] = (page - start) * this.#pageBytes;
      runs.count += 1;
      start = -1;
    }
  }

  #has(group: number, part: number, page: number): boolean {
    return (this.#bits[this.#wordOf(group, part, page)] & (1 << (page & 31))) !== 0;
  }

  #wordOf(group: number, part: number, page: number): number {
    return group * this.#words * 2 + part + (page >>> 5);
  }

  #firstPage(offsetBytes: number): number {
    return Math.floor(offsetBytes / this.#pageBytes);
  }

  #endPage(offsetBytes: number, lengthBytes: number): number {
    return Math.ceil((offsetBytes + lengthBytes) / this.#pageBytes);
  }
}

function bitCount(word: number): number {
  let bits = word >>> 0;
  let count = 0;
  for (; bits !== 0; count += 1) bits = (bits & (bits - 1)) >>> 0;
  return count;
}
