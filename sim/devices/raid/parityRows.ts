/**
 * Rows with one unit of parity or more, that wander over the members from row to row (left-symmetric: parity moves one member down, data begins behind it).
 *
 * Writes. A whole row is written without reading. A write within one unit reads the old data and the old parity, and writes both anew ("small write": with
 * one parity 4 operations, with two 6). A write of several units does what reads less: the old data and parity that change (read-modify-write), or the data
 * that stays (reconstruct-write). Parity is read and written over the range of places that the pieces cover within their units.
 *
 * Left out: locks of rows against two small writes at once, and degraded modes.
 */
import { TransferOp } from '../device.ts';
import type { RaidLevel, RaidShape, RowRuns } from './raidLevel.ts';
import type { RaidPlan } from './raidPlan.ts';

export class ParityRows implements RaidLevel {
  readonly dataUnits: number;
  readonly #members: number;
  readonly #parities: number;
  readonly #unitBytes: number;
  /** Bytes that the pieces cover, by unit of the row. */
  readonly #covered: Float64Array;

  constructor({ members, unitBytes }: RaidShape, parities: number) {
    this.dataUnits = members - parities;
    this.#members = members;
    this.#parities = parities;
    this.#unitBytes = unitBytes;
    this.#covered = new Float64Array(this.dataUnits);
  }

  planRead(row: number, offsetBytes: number, lengthBytes: number, _inside: Int32Array, plan: RaidPlan): void {
    this.#planData(0, TransferOp.Read, row, offsetBytes, lengthBytes, plan);
  }

  planWrite(row: number, runs: RowRuns, plan: RaidPlan): void {
    const unitBytes = this.#unitBytes;
    const covered = this.#covered.fill(0);
    let low = unitBytes;
    let high = 0;
    let pieces = 0;
    for (let run = 0; run < runs.count; run += 1) {
      const end = runs.offsetBytes[run] + runs.lengthBytes[run];
      for (let at = runs.offsetBytes[run]; at < end;) {
        const unit = Math.floor(at / unitBytes);
        const stop = Math.min(end, (unit + 1) * unitBytes);
        covered[unit] += stop - at;
        low = Math.min(low, at - unit * unitBytes);
        high = Math.max(high, stop - unit * unitBytes);
        pieces += 1;
        at = stop;
      }
    }
    let written = 0;
    let incomplete = 0;
    for (let unit = 0; unit < this.dataUnits; unit += 1) {
      if (covered[unit] > 0) written += 1;
      if (covered[unit] < high - low) incomplete += 1;
    }
    const reconstructs = incomplete === 0 || (written > 1 && incomplete < pieces + this.#parities);
    if (reconstructs) this.#planOtherReads(row, low, high, plan);
    else {
      for (let run = 0; run < runs.count; run += 1) this.#planData(0, TransferOp.Read, row, runs.offsetBytes[run], runs.lengthBytes[run], plan);
      this.#planParity(0, TransferOp.Read, row, low, high, plan);
    }
    for (let run = 0; run < runs.count; run += 1) this.#planData(1, TransferOp.Write, row, runs.offsetBytes[run], runs.lengthBytes[run], plan);
    this.#planParity(1, TransferOp.Write, row, low, high, plan);
  }

  /** What the pieces do not cover, of the units' range that parity is made of. */
  #planOtherReads(row: number, low: number, high: number, plan: RaidPlan): void {
    for (let unit = 0; unit < this.dataUnits; unit += 1) {
      if (this.#covered[unit] < high - low) plan.add(0, TransferOp.Read, this.#dataMember(row, unit), row * this.#unitBytes + low, high - low);
    }
  }

  #planParity(phase: 0 | 1, op: TransferOp, row: number, low: number, high: number, plan: RaidPlan): void {
    const first = this.#parityMember(row);
    for (let parity = 0; parity < this.#parities; parity += 1) {
      plan.add(phase, op, (first + parity) % this.#members, row * this.#unitBytes + low, high - low);
    }
  }

  #planData(phase: 0 | 1, op: TransferOp, row: number, offsetBytes: number, lengthBytes: number, plan: RaidPlan): void {
    const unitBytes = this.#unitBytes;
    const end = offsetBytes + lengthBytes;
    for (let at = offsetBytes; at < end;) {
      const unit = Math.floor(at / unitBytes);
      const stop = Math.min(end, (unit + 1) * unitBytes);
      plan.add(phase, op, this.#dataMember(row, unit), row * unitBytes + (at - unit * unitBytes), stop - at);
      at = stop;
    }
  }

  #parityMember(row: number): number {
    return this.#members - 1 - (row % this.#members);
  }

  #dataMember(row: number, unit: number): number {
    return (this.#parityMember(row) + this.#parities + unit) % this.#members;
  }
}
