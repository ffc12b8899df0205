/**
 * The IO of all VMs, in a meter each. What is recorded waits in a row of its VM, all rows side by side, and goes into the meter when the row is full or somebody asks: a meter's histograms lie
 * on pages of their own, and with many VMs each IO would wait for them.
 */
import type { Stateful } from '../base/stateful.ts';
import { IoMeter } from './ioMeter.ts';
import type { IoMeterState } from './ioMeter.ts';

/** IOs in a row; each is two numbers: its latency, and length × 4 + op. */
const ROW_IOS = 32;

export class IoMeters implements Stateful<readonly IoMeterState[]> {
  readonly vmCount: number;
  readonly #meters: readonly IoMeter[];
  readonly #rows: Float64Array;
  /** Per VM: IOs in its row. */
  readonly #used: Uint8Array;

  constructor(vmCount: number) {
    this.vmCount = vmCount;
    this.#meters = Array.from({ length: vmCount }, () => new IoMeter());
    this.#rows = new Float64Array(vmCount * ROW_IOS * 2);
    this.#used = new Uint8Array(vmCount);
  }

  /** An IO was answered: `op` as in the engine's protocol. */
  record(vm: number, op: number, latencyNs: number, lengthBytes: number): void {
    const used = this.#used[vm];
    const at = (vm * ROW_IOS + used) * 2;
    this.#rows[at] = latencyNs;
    this.#rows[at + 1] = lengthBytes * 4 + op;
    this.#used[vm] = used + 1;
    if (used + 1 === ROW_IOS) this.#settle(vm);
  }

  /** The meter of a VM with all its IO. It is so until the next IO: not to be kept. */
  of(vm: number): IoMeter {
    this.#settle(vm);
    return this.#meters[vm];
  }

  all(): readonly IoMeter[] {
    return this.#meters.map((_, vm) => this.of(vm));
  }

  save(): readonly IoMeterState[] {
    return this.all().map((meter) => meter.save());
  }

  restore(state: readonly IoMeterState[]): void {
    this.#used.fill(0);
    for (const [vm, meter] of this.#meters.entries()) meter.restore(state[vm]);
  }

  #settle(vm: number): void {
    const meter = this.#meters[vm];
    const rows = this.#rows;
    const first = vm * ROW_IOS * 2;
    for (let at = first; at < first + this.#used[vm] * 2; at += 2) {
      const lengthBytes = Math.floor(rows[at + 1] * 0.25);
      meter.record(rows[at + 1] - lengthBytes * 4, rows[at], lengthBytes);
    }
    this.#used[vm] = 0;
  }
}
