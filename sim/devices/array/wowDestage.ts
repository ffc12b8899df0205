/**
 * Wise ordering for writes: the sweep of CSCAN, but a stripe that was written again since the hand last came by is passed over once (as in CLOCK). Short ways,
 * and what is written again and again stays.
 * Source: B. S. Gill and D. S. Modha, "WOW: Wise Ordering for Writes – Combining Spatial and Temporal Locality in Non-Volatile Caches" (FAST 2005).
 */
import type { DestageOrder, DestageOrderSpec } from './destageOrder.ts';
import { RowSweep, type RowSweepState } from './rowSweep.ts';

interface WowDestageState {
  readonly sweep: RowSweepState;
  readonly again: Uint8Array;
}

class WowDestage implements DestageOrder {
  readonly #sweep: RowSweep;
  /** Was the group written again since it came, or since the hand came by? */
  readonly #again: Uint8Array;

  constructor(groupsMax: number) {
    this.#sweep = new RowSweep(groupsMax);
    this.#again = new Uint8Array(groupsMax);
  }

  add(group: number, row: number): void {
    this.#again[group] = 0;
    this.#sweep.add(group, row, false);
  }

  touch(group: number): void {
    this.#again[group] = 1;
  }

  take(): number {
    for (;;) {
      const group = this.#sweep.take();
      if (group < 0 || this.#again[group] === 0) return group;
      this.#again[group] = 0;
      this.#sweep.add(group, this.#sweep.rowOf(group), true);
    }
  }

  save(): WowDestageState {
    return { sweep: this.#sweep.save(), again: this.#again.slice() };
  }

  restore(state: unknown): void {
    const saved = state as WowDestageState;
    this.#sweep.restore(saved.sweep);
    this.#again.set(saved.again);
  }
}

export const wowDestage: DestageOrderSpec = {
  name: 'wow',
  summary: 'the sweep of cscan, passing over once what was written again',
  source: 'Gill and Modha, WOW: Wise Ordering for Writes, FAST 2005',
  params: {},
  create: (_params, { groupsMax }) => new WowDestage(groupsMax),
};
