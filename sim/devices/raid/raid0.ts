/**
 * RAID 0: units go round over all members; nothing is kept twice. A write is one operation on each member that it touches.
 * Source: D. A. Patterson, G. Gibson, R. H. Katz, "A Case for Redundant Arrays of Inexpensive Disks (RAID)" (SIGMOD 1988).
 */
import { TransferOp } from '../device.ts';
import type { RaidLevel, RaidLevelSpec, RaidShape, RowRuns } from './raidLevel.ts';
import type { RaidPlan } from './raidPlan.ts';

class Raid0 implements RaidLevel {
  readonly dataUnits: number;
  readonly #unitBytes: number;

  constructor({ members, unitBytes }: RaidShape) {
    this.dataUnits = members;
    this.#unitBytes = unitBytes;
  }

  planRead(row: number, offsetBytes: number, lengthBytes: number, _inside: Int32Array, plan: RaidPlan): void {
    this.#plan(TransferOp.Read, row, offsetBytes, lengthBytes, plan);
  }

  planWrite(row: number, runs: RowRuns, plan: RaidPlan): void {
    for (let run = 0; run < runs.count; run += 1) this.#plan(TransferOp.Write, row, runs.offsetBytes[run], runs.lengthBytes[run], plan);
  }

  #plan(op: TransferOp, row: number, offsetBytes: number, lengthBytes: number, plan: RaidPlan): void {
    const unitBytes = this.#unitBytes;
    const end = offsetBytes + lengthBytes;
    for (let at = offsetBytes; at < end;) {
      const unit = Math.floor(at / unitBytes);
      const stop = Math.min(end, (unit + 1) * unitBytes);
      plan.add(0, op, unit, row * unitBytes + (at - unit * unitBytes), stop - at);
      at = stop;
    }
  }
}

export const raid0: RaidLevelSpec = {
  name: 'raid0',
  summary: 'striping: no redundancy, one operation per member touched',
  source: 'Patterson, Gibson, Katz, SIGMOD 1988',
  params: {},
  problem: (members) => (members >= 1 ? null : 'RAID 0 has 1 disk or more'),
  create: (_params, shape) => new Raid0(shape),
};
