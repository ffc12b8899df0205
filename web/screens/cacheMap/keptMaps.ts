/** Pictures of the cache as it was, for when someone points at an earlier instant: those that were shown, thinned by half whenever there are too many. */
import type { SlotMap } from '../../worker/messages.ts';

/** Each is some 50 KB. */
const mapsMax = 160;

export class KeptMaps {
  #maps: SlotMap[] = [];

  /** What was kept of later instants goes: the run has been taken back. */
  add(map: SlotMap): void {
    this.#maps = this.#maps.filter(({ nowNs }) => nowNs < map.nowNs);
    this.#maps.push(map);
    if (this.#maps.length > mapsMax) this.#maps = this.#maps.filter((_, place) => place % 2 === 0);
  }

  clear(): void {
    this.#maps = [];
  }

  /** The latest that is not after `atNs`; null: none is kept. */
  at(atNs: number): SlotMap | null {
    return this.#maps.findLast(({ nowNs }) => nowNs <= atNs) ?? null;
  }
}
