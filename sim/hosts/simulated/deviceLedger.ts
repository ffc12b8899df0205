/**
 * What the host itself sees of a device at its door: operations handed in, completions handed out, how many were inside in between. The device keeps books of its
 * own; the run's checks hold one against the other.
 */
import type { Stateful } from '../../base/stateful.ts';
import type { Transfer } from '../../devices/device.ts';

type Sums = readonly [number, number, number, number, number, number, number, number];

export interface DeviceLedgerState {
  readonly operations: Float64Array;
  readonly bytes: Float64Array;
  readonly sums: Sums;
}

export class DeviceLedger implements Stateful<DeviceLedgerState> {
  /** Handed in; indexed by TransferOp. */
  readonly operations = new Float64Array(3);
  readonly bytes = new Float64Array(3);
  /** Handed out, failed ones included. */
  completed = 0;
  failed = 0;
  inside = 0;
  /** Of one operation. */
  longestBytes = 0;
  /** Inside when the server crashed, or done when the run ended: nobody waits for them any more. */
  lost = 0;
  /** Integral over time of the operations inside, and of those of them that can be in service, in operation-nanoseconds. */
  occupancyNs = 0;
  busyNs = 0;
  readonly #places: number;
  #changedNs = 0;

  /** `places`: operations that the device was told to serve at the same time; Infinity where that is not known of it. */
  constructor(places: number) {
    this.#places = places;
  }

  handIn(nowNs: number, transfer: Transfer): void {
    this.account(nowNs);
    this.inside += 1;
    this.operations[transfer.op] += 1;
    this.bytes[transfer.op] += transfer.lengthBytes;
    if (transfer.lengthBytes > this.longestBytes) this.longestBytes = transfer.lengthBytes;
  }

  handOut(nowNs: number, status: number): void {
    this.account(nowNs);
    this.inside -= 1;
    this.completed += 1;
    if (status !== 0) this.failed += 1;
  }

  /** Brings the integrals up to `nowNs`. */
  account(nowNs: number): void {
    const elapsedNs = nowNs - this.#changedNs;
    if (elapsedNs === 0) return;
    const { inside } = this;
    this.occupancyNs += inside * elapsedNs;
    this.busyNs += (inside < this.#places ? inside : this.#places) * elapsedNs;
    this.#changedNs = nowNs;
  }

  /** A copy as of now, which later operations do not change. */
  copy(nowNs: number): DeviceLedger {
    const copied = new DeviceLedger(this.#places);
    this.account(nowNs);
    copied.restore(this.save());
    return copied;
  }

  save(): DeviceLedgerState {
    return {
      operations: this.operations.slice(),
      bytes: this.bytes.slice(),
      sums: [this.completed, this.failed, this.inside, this.occupancyNs, this.busyNs, this.#changedNs, this.lost, this.longestBytes],
    };
  }

  restore(state: DeviceLedgerState): void {
    this.operations.set(state.operations);
    this.bytes.set(state.bytes);
    const [completed, failed, inside, occupancyNs, busyNs, changedNs, lost, longestBytes] = state.sums;
    Object.assign(this, { completed, failed, inside, occupancyNs, busyNs, lost, longestBytes });
    this.#changedNs = changedNs;
  }
}
