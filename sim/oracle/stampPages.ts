import type { Stateful } from '../base/stateful.ts';

const pageBlocks = 1024;

export interface StampPagesState {
  readonly pages: readonly { readonly page: number; readonly stamps: Uint32Array }[];
}

/** One stamp for each block of a large, sparsely used range. A page of it takes memory once one of its blocks has been set. O(1). */
export class StampPages implements Stateful<StampPagesState> {
  private readonly initial: (block: number) => number;
  private readonly pages = new Map<number, Uint32Array>();
  private lastPage = -1;
  private lastStamps: Uint32Array = new Uint32Array(0);

  /** `initial` says what a block holds until it is set. */
  constructor(initial: (block: number) => number) {
    this.initial = initial;
  }

  get(block: number): number {
    const stamps = this.find(Math.floor(block / pageBlocks));
    return stamps === null ? this.initial(block) : stamps[block % pageBlocks];
  }

  set(block: number, stamp: number): void {
    const page = Math.floor(block / pageBlocks);
    const stamps = this.find(page) ?? this.create(page);
    stamps[block % pageBlocks] = stamp;
  }

  /** Changes what was set. O(blocks of the pages in use). */
  change(changed: (stamp: number) => number): void {
    for (const stamps of this.pages.values()) for (let i = 0; i < stamps.length; i++) stamps[i] = changed(stamps[i]);
  }

  save(): StampPagesState {
    return { pages: [...this.pages].map(([page, stamps]) => ({ page, stamps: stamps.slice() })) };
  }

  restore(state: StampPagesState): void {
    this.pages.clear();
    this.lastPage = -1;
    for (const { page, stamps } of state.pages) this.pages.set(page, stamps.slice());
  }

  private find(page: number): Uint32Array | null {
    if (page === this.lastPage) return this.lastStamps;
    const stamps = this.pages.get(page);
    if (stamps === undefined) return null;
    this.lastPage = page;
    this.lastStamps = stamps;
    return stamps;
  }

  private create(page: number): Uint32Array {
    const stamps = new Uint32Array(pageBlocks);
    for (let i = 0; i < pageBlocks; i++) stamps[i] = this.initial(page * pageBlocks + i);
    this.pages.set(page, stamps);
    this.lastPage = page;
    this.lastStamps = stamps;
    return stamps;
  }
}
