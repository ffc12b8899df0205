/** The read cache of a storage array: pages, least recently used first out. Keeps no content. O(1) per page. */
import { IntMap, type IntMapState } from '../../base/intMap.ts';
import type { Stateful } from '../../base/stateful.ts';

export interface ReadCacheState {
  readonly slots: IntMapState;
  readonly page: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly used: number;
  readonly oldest: number;
  readonly newest: number;
}

export class ReadCache implements Stateful<ReadCacheState> {
  readonly #pageBytes: number;
  readonly #slots = new IntMap();
  readonly #page: Int32Array;
  /** A list from the oldest to the newest. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  #used = 0;
  #oldest = -1;
  #newest = -1;

  constructor(capacityPages: number, pageBytes: number) {
    this.#pageBytes = pageBytes;
    this.#page = new Int32Array(capacityPages);
    this.#next = new Int32Array(capacityPages);
    this.#previous = new Int32Array(capacityPages);
  }

  /** Are all these bytes here? Then they have been used now. */
  holds(offsetBytes: number, lengthBytes: number): boolean {
    const first = Math.floor(offsetBytes / this.#pageBytes);
    const end = Math.ceil((offsetBytes + lengthBytes) / this.#pageBytes);
    for (let page = first; page < end; page += 1) if (!this.#slots.has(page)) return false;
    for (let page = first; page < end; page += 1) this.#use(this.#slots.get(page));
    return true;
  }

  /** Takes in what was read. */
  takeIn(offsetBytes: number, lengthBytes: number): void {
    if (this.#page.length === 0) return;
    const end = Math.ceil((offsetBytes + lengthBytes) / this.#pageBytes);
    for (let page = Math.floor(offsetBytes / this.#pageBytes); page < end; page += 1) {
      const slot = this.#slots.get(page);
      if (slot >= 0) this.#use(slot);
      else this.#add(page);
    }
  }

  save(): ReadCacheState {
    return {
      slots: this.#slots.save(),
      page: this.#page.slice(),
      next: this.#next.slice(),
      previous: this.#previous.slice(),
      used: this.#used,
      oldest: this.#oldest,
      newest: this.#newest,
    };
  }

  restore(state: ReadCacheState): void {
    this.#slots.restore(state.slots);
    this.#page.set(state.page);
    this.#next.set(state.next);
    this.#previous.set(state.previous);
    this.#used = state.used;
    this.#oldest = state.oldest;
    this.#newest = state.newest;
  }

  #add(page: number): void {
    let slot = this.#used;
    if (slot < this.#page.length) this.#used += 1;
    else {
      slot = this.#oldest;
      this.#slots.delete(this.#page[slot]);
      this.#unlink(slot);
    }
    this.#page[slot] = page;
    this.#slots.set(page, slot);
    this.#link(slot);
  }

  #use(slot: number): void {
    if (slot === this.#newest) return;
    this.#unlink(slot);
    this.#link(slot);
  }

  #link(slot: number): void {
    this.#previous[slot] = this.#newest;
    this.#next[slot] = -1;
    if (this.#newest < 0) this.#oldest = slot;
    else this.#next[this.#newest] = slot;
    this.#newest = slot;
  }

  #unlink(slot: number): void {
    const previous = this.#previous[slot];
    const next = this.#next[slot];
    if (previous < 0) this.#oldest = next;
    else this.#next[previous] = next;
    if (next < 0) this.#newest = previous;
    else this.#previous[next] = previous;
  }
}
