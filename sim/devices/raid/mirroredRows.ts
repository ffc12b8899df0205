/**
 * Mirrors: a row is cut in units, and each unit is held by a group of `copies` members. One group is RAID 1, several are RAID 10.
 *
 * A write goes to all copies. A read goes to the copy with the fewest operations in it; among equals the row decides, so that neighbouring reads stay together.
 */
import { TransferOp } from '../device.ts';
import type { RaidLevel, RowRuns } from './raidLevel.ts';
import type { RaidPlan } from './raidPlan.ts';

export class MirroredRows implements RaidLevel {
  readonly dataUnits: number;
  readonly #copies: number;
  readonly #unitBytes: number;

  constructor(groups: number, copies: number, unitBytes: number) {
    this.dataUnits = groups;
    this.#copies = copies;
    this.#unitBytes = unitBytes;
  }

  planRead(row: number, offsetBytes: number, lengthBytes: number, inside: Int32Array, plan: RaidPlan): void {
    const unitBytes = this.#unitBytes;
    const end = offsetBytes + lengthBytes;
    for (let at = offsetBytes; at < end;) {
      const unit = Math.floor(at / unitBytes);
      const stop = Math.min(end, (unit + 1) * unitBytes);
      plan.add(0, TransferOp.Read, this.#leastBusy(row, unit, inside), row * unitBytes + (at - unit * unitBytes), stop - at);
      at = stop;
    }
  }

  planWrite(row: number, runs: RowRuns, plan: RaidPlan): void {
    const unitBytes = this.#unitBytes;
    for (let run = 0; run < runs.count; run += 1) {
      const end = runs.offsetBytes[run] + runs.lengthBytes[run];
      for (let at = runs.offsetBytes[run]; at < end;) {
        const unit = Math.floor(at / unitBytes);
        const stop = Math.min(end, (unit + 1) * unitBytes);
        const offsetBytes = row * unitBytes + (at - unit * unitBytes);
        for (let copy = 0; copy < this.#copies; copy += 1) plan.add(0, TransferOp.Write, unit * this.#copies + copy, offsetBytes, stop - at);
        at = stop;
      }
    }
  }

  #leastBusy(row: number, unit: number, inside: Int32Array): number {
    const copies = this.#copies;
    const first = unit * copies;
    let best = first + (row % copies);
    for (let member = first; member < first + copies; member += 1) if (inside[member] < inside[best]) best = member;
    return best;
  }
}
