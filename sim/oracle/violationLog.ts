import type { Stateful } from '../base/stateful.ts';

/** How many violations keep their text; the rest are only counted. */
export const violationTextsMax = 20;

export interface ViolationLogState {
  readonly count: number;
  readonly texts: readonly string[];
}

/** What was found wrong, in the order of finding. */
export class ViolationLog implements Stateful<ViolationLogState> {
  count = 0;
  private nowNs = 0;
  private readonly kept: string[] = [];

  get texts(): readonly string[] {
    return this.kept;
  }

  /** The time that the next violations carry. */
  setNow(nowNs: number): void {
    this.nowNs = nowNs;
  }

  /** `invariant` is one of I1 … I8 of the engine's contract, or `protocol` where host or engine break the rules between them. */
  add(invariant: string, text: string): void {
    this.count++;
    if (this.kept.length < violationTextsMax) this.kept.push(`${invariant} at ${String(this.nowNs)} ns: ${text}`);
  }

  save(): ViolationLogState {
    return { count: this.count, texts: [...this.kept] };
  }

  restore(state: ViolationLogState): void {
    this.count = state.count;
    this.kept.length = 0;
    this.kept.push(...state.texts);
  }
}
