/**
 * A level over time: mean, smallest, largest, last. A level is taken to stay until it is next looked at, so the mean is as exact as the looking is
 * frequent.
 */
import type { Stateful } from '../base/stateful.ts';

export interface LevelMeterState {
  readonly sinceNs: number;
  readonly changedNs: number;
  readonly level: number;
  readonly integral: number;
  readonly min: number;
  readonly max: number;
}

export class LevelMeter implements Stateful<LevelMeterState> {
  #sinceNs = 0;
  #changedNs = 0;
  #level = 0;
  #integral = 0;
  #min = 0;
  #max = 0;

  /** The level is `level` from now on. */
  look(nowNs: number, level: number): void {
    this.#integral += this.#level * (nowNs - this.#changedNs);
    this.#changedNs = nowNs;
    this.#level = level;
    if (level < this.#min) this.#min = level;
    if (level > this.#max) this.#max = level;
  }

  /** Forgets what was; the level stays. */
  reset(nowNs: number): void {
    this.#sinceNs = nowNs;
    this.#changedNs = nowNs;
    this.#integral = 0;
    this.#min = this.#level;
    this.#max = this.#level;
  }

  /** Over the time since the reset up to the last look; the level itself when that is no time. */
  mean(): number {
    const elapsedNs = this.#changedNs - this.#sinceNs;
    return elapsedNs === 0 ? this.#level : this.#integral / elapsedNs;
  }

  min(): number {
    return this.#min;
  }

  max(): number {
    return this.#max;
  }

  end(): number {
    return this.#level;
  }

  save(): LevelMeterState {
    return { sinceNs: this.#sinceNs, changedNs: this.#changedNs, level: this.#level, integral: this.#integral, min: this.#min, max: this.#max };
  }

  restore(state: LevelMeterState): void {
    this.#sinceNs = state.sinceNs;
    this.#changedNs = state.changedNs;
    this.#level = state.level;
    this.#integral = state.integral;
    this.#min = state.min;
    this.#max = state.max;
  }
}
