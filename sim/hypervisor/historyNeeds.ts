/**
 * How much flash, and how many log records, each VM needs for its history to reach back as far as is wished: rate at which records arise × window. The rate is
 * a moving average over the plans, each half as old as the one before it counting half as much.
 *
 * An upper bound: a record whose version only the array holds, or that says that there was none, takes no flash.
 */
import type { Stateful } from '../base/stateful.ts';
import type { PlannerContext, VmReading } from './partitionPolicy.ts';

export class HistoryNeeds implements Stateful<Float64Array> {
  /** Per VM: records per ns. */
  readonly #rates: Float64Array;
  readonly #windowsNs: readonly number[];

  /** `windowNs` is wished for VMs of which the scenario says nothing. */
  constructor(context: PlannerContext, windowNs: number) {
    this.#rates = new Float64Array(context.vms.length).fill(-1);
    this.#windowsNs = context.vms.map((vm) => (vm.windowNs === Infinity ? windowNs : vm.windowNs));
  }

  /** Records, and as many blocks of flash, per VM. */
  update(elapsedNs: number, readings: readonly VmReading[]): number[] {
    return readings.map(({ recordsAdded }, vm) => {
      const rate = Math.max(0, recordsAdded) / elapsedNs;
      this.#rates[vm] = this.#rates[vm] < 0 ? rate : (this.#rates[vm] + rate) / 2;
      return Math.ceil(this.#rates[vm] * this.#windowsNs[vm]);
    });
  }

  save(): Float64Array {
    return this.#rates.slice();
  }

  restore(state: Float64Array): void {
    this.#rates.set(state);
  }
}
