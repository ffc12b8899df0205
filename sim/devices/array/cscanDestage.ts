/**
 * One way over the disks, then from the start again: short ways for the arms, and no regard to what is written again and again.
 * Source: "CSCAN" in B. S. Gill and D. S. Modha, "WOW: Wise Ordering for Writes" (FAST 2005).
 */
import type { DestageOrder, DestageOrderSpec } from './destageOrder.ts';
import { RowSweep, type RowSweepState } from './rowSweep.ts';

class CscanDestage implements DestageOrder {
  readonly #sweep: RowSweep;

  constructor(groupsMax: number) {
    this.#sweep = new RowSweep(groupsMax);
  }

  add(group: number, row: number): void {
    this.#sweep.add(group, row, false);
  }

  touch(_group: number): void {}

  take(): number {
    return this.#sweep.take();
  }

  save(): RowSweepState {
    return this.#sweep.save();
  }

  restore(state: unknown): void {
    this.#sweep.restore(state as RowSweepState);
  }
}

export const cscanDestage: DestageOrderSpec = {
  name: 'cscan',
  summary: 'one way over the disks, then from the start again',
  source: 'Gill and Modha, WOW: Wise Ordering for Writes, FAST 2005 (CSCAN)',
  params: {},
  create: (_params, { groupsMax }) => new CscanDestage(groupsMax),
};
