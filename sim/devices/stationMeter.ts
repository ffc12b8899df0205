/**
 * The counters of one station: what went in and out, how long it stayed, how many were inside, how long places were busy. A device that is made of stations
 * has one of these for each, and the run's checks (Little's law, flow balance, utilisation) apply to every one.
 *
 * All O(1). Sums are of integers, exact up to 2^53.
 */
import type { Stateful } from '../base/stateful.ts';
import { TransferOp, copyDeviceCounters, zeroDeviceCounters } from './device.ts';
import type { DeviceCounters, WriteCause } from './device.ts';

export interface StationMeterState {
  readonly counters: DeviceCounters;
  readonly changedNs: number;
  readonly busy: number;
  readonly inside: number;
  readonly submittedSumNs: number;
}

export class StationMeter implements Stateful<StationMeterState> {
  readonly name: string;
  /** Operations that are served at the same time. */
  readonly parallel: number;
  readonly #counters = zeroDeviceCounters();
  #changedNs = 0;
  #busy = 0;
  #inside = 0;
  /** Sum of the times at which those inside came in. */
  #submittedSumNs = 0;

  constructor(name: string, parallel: number) {
    this.name = name;
    this.parallel = parallel;
  }

  /** Operations inside, waiting or in service. */
  get inside(): number {
    return this.#inside;
  }

  /** Places that are busy. */
  get busy(): number {
    return this.#busy;
  }

  /** An operation comes in. */
  arrive(nowNs: number, op: TransferOp, lengthBytes: number, cause: WriteCause): void {
    this.#account(nowNs);
    const counters = this.#counters;
    if (op === TransferOp.Read) {
      counters.reads += 1;
      counters.bytesRead += lengthBytes;
    } else if (op === TransferOp.Write) {
      counters.writes += 1;
      counters.bytesWritten += lengthBytes;
      counters.bytesWrittenByCause[cause] += lengthBytes;
    } else {
      counters.discards += 1;
    }
    this.#inside += 1;
    this.#submittedSumNs += nowNs;
    if (this.#inside > counters.insideMax) counters.insideMax = this.#inside;
  }

  /** An operation that came in at `arrivedNs` leaves. */
  leave(nowNs: number, arrivedNs: number): void {
    this.#account(nowNs);
    this.#inside -= 1;
    this.#submittedSumNs -= arrivedNs;
    this.#counters.completed += 1;
    this.#counters.sojournNs += nowNs - arrivedNs;
  }

  /** `change` places become busy (or, negative, free). */
  occupy(nowNs: number, change: number): void {
    this.#account(nowNs);
    this.#busy += change;
  }

  /** Counts service time that is over by now, where places are not worth an event. */
  addBusy(serviceNs: number): void {
    this.#counters.busyNs += serviceNs;
  }

  /** Up to `nowNs`. The same object each time. */
  counters(nowNs: number): DeviceCounters {
    this.#account(nowNs);
    const counters = this.#counters;
    counters.inside = this.#inside;
    counters.residentNs = this.#inside * nowNs - this.#submittedSumNs;
    return counters;
  }

  save(): StationMeterState {
    return {
      counters: copyDeviceCounters(this.#counters),
      changedNs: this.#changedNs,
      busy: this.#busy,
      inside: this.#inside,
      submittedSumNs: this.#submittedSumNs,
    };
  }

  restore(state: StationMeterState): void {
    Object.assign(this.#counters, { ...state.counters, bytesWrittenByCause: this.#counters.bytesWrittenByCause });
    this.#counters.bytesWrittenByCause.set(state.counters.bytesWrittenByCause);
    this.#changedNs = state.changedNs;
    this.#busy = state.busy;
    this.#inside = state.inside;
    this.#submittedSumNs = state.submittedSumNs;
  }

  #account(nowNs: number): void {
    const elapsedNs = nowNs - this.#changedNs;
    if (elapsedNs === 0) return;
    this.#counters.occupancyNs += this.#inside * elapsedNs;
    this.#counters.busyNs += this.#busy * elapsedNs;
    this.#changedNs = nowNs;
  }
}
