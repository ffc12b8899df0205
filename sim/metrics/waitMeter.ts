/**
 * The queue of requests that wait for the scheduler: how many over time, and how long each VM's waited. Requests that pass at once never enter.
 *
 * `entered`, `left`, `occupancyNs`, `sojournNs`, `inside` cover the whole run, so that Little's law can be looked at; what is kept per VM begins anew at the
 * end of the warm-up. It only looks: nothing in the run depends on it.
 */
import type { Stateful } from '../base/stateful.ts';

export interface WaitMeterState {
  readonly counts: WaitCounts;
  readonly changedNs: number;
  readonly waited: Float64Array;
  readonly waitNs: Float64Array;
  readonly waitMaxNs: Float64Array;
}

export interface WaitCounts {
  entered: number;
  left: number;
  /** Integral over time of the number inside, and the sum of the times of those that left: request-nanoseconds. */
  occupancyNs: number;
  sojournNs: number;
  inside: number;
  insideMax: number;
}

export class WaitMeter implements Stateful<WaitMeterState> {
  readonly #counts: WaitCounts = { entered: 0, left: 0, occupancyNs: 0, sojournNs: 0, inside: 0, insideMax: 0 };
  #changedNs = 0;
  /** Per VM, of the measured time: requests that waited and then went on, their waits together, the longest. */
  readonly waited: Float64Array;
  readonly waitNs: Float64Array;
  readonly waitMaxNs: Float64Array;

  constructor(vmCount: number) {
    this.waited = new Float64Array(vmCount);
    this.waitNs = new Float64Array(vmCount);
    this.waitMaxNs = new Float64Array(vmCount);
  }

  enter(nowNs: number): void {
    const counts = this.#counts;
    this.#account(nowNs);
    counts.entered += 1;
    counts.inside += 1;
    if (counts.inside > counts.insideMax) counts.insideMax = counts.inside;
  }

  leave(vm: number, enteredNs: number, nowNs: number): void {
    const counts = this.#counts;
    const waitNs = nowNs - enteredNs;
    this.#account(nowNs);
    counts.left += 1;
    counts.inside -= 1;
    counts.sojournNs += waitNs;
    this.waited[vm] += 1;
    this.waitNs[vm] += waitNs;
    if (waitNs > this.waitMaxNs[vm]) this.waitMaxNs[vm] = waitNs;
  }

  /** Up to `nowNs`. A copy. */
  counts(nowNs: number): Readonly<WaitCounts> {
    this.#account(nowNs);
    return { ...this.#counts };
  }

  endWarmup(): void {
    this.waited.fill(0);
    this.waitNs.fill(0);
    this.waitMaxNs.fill(0);
  }

  save(): WaitMeterState {
    return {
      counts: { ...this.#counts },
      changedNs: this.#changedNs,
      waited: this.waited.slice(),
      waitNs: this.waitNs.slice(),
      waitMaxNs: this.waitMaxNs.slice(),
    };
  }

  restore(state: WaitMeterState): void {
    Object.assign(this.#counts, state.counts);
    this.#changedNs = state.changedNs;
    this.waited.set(state.waited);
    this.waitNs.set(state.waitNs);
    this.waitMaxNs.set(state.waitMaxNs);
  }

  #account(nowNs: number): void {
    this.#counts.occupancyNs += this.#counts.inside * (nowNs - this.#changedNs);
    this.#changedNs = nowNs;
  }
}
