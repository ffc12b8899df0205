/** What was staged in the journal of the array and not committed: by VM, in the order of the transactions. A power cut of the server ends it. */
import type { Stateful } from '../base/stateful.ts';

export interface StagedBlock {
  readonly transaction: number;
  readonly block: number;
  readonly stamp: number;
}

export class ArrayJournal implements Stateful<readonly (readonly StagedBlock[])[]> {
  private staged: StagedBlock[][];

  constructor(vmCount: number) {
    this.staged = Array.from({ length: vmCount }, () => []);
  }

  add(vm: number, staged: StagedBlock): void {
    this.staged[vm].push(staged);
  }

  /** What a commit of these transactions makes of the disk: block → stamp, later transactions over earlier ones. */
  coming(vm: number, from: number, through: number): ReadonlyMap<number, number> {
    const taken = this.staged[vm].filter(({ transaction }) => transaction >= from && transaction <= through);
    taken.sort((one, other) => one.transaction - other.transaction);
    return new Map(taken.map(({ block, stamp }) => [block, stamp]));
  }

  /** They are on the disk now; earlier ones are forgotten. */
  committed(vm: number, through: number): void {
    this.staged[vm] = this.staged[vm].filter(({ transaction }) => transaction > through);
  }

  cut(): void {
    this.staged = this.staged.map(() => []);
  }

  save(): readonly (readonly StagedBlock[])[] {
    return this.staged.map((ofVm) => [...ofVm]);
  }

  restore(state: readonly (readonly StagedBlock[])[]): void {
    this.staged = state.map((ofVm) => [...ofVm]);
  }
}
