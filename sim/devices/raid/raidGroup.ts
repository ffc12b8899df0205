/**
 * A RAID over devices: reads and writes of its data go in with their owner's number, operations go to the members as the level plans them, and the owner's
 * number comes out when the last of them is over.
 *
 * Guarantees: what a write must read first is read before it writes; nothing is lost, also when a member fails an operation (the owner is told).
 * A write that crosses rows is planned row by row; the second phase of all rows begins when the first is over in all. Members go on in the order of their ends.
 *
 * Left out: locks of rows, rebuilding, degraded operation.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import { CompletionStatus, TransferOp, WriteCause } from '../device.ts';
import type { CompletionList, DeviceModel, Transfer } from '../device.ts';
import type { RaidLevel, RowRuns } from './raidLevel.ts';
import { RaidPlan } from './raidPlan.ts';
import { RaidJobs } from './raidJobs.ts';
import type { RaidJobsState } from './raidJobs.ts';

export interface RaidGroupState {
  readonly members: readonly unknown[];
  readonly inside: Int32Array;
  readonly jobs: RaidJobsState;
  readonly done: { readonly owners: readonly number[]; readonly failed: readonly number[] };
}

export class RaidGroup implements Stateful<RaidGroupState> {
  readonly members: readonly DeviceModel[];
  /** Bytes of data in a row. */
  readonly rowBytes: number;
  /** Of data, in whole rows. */
  readonly capacityBytes: number;
  readonly #level: RaidLevel;
  readonly #inside: Int32Array;
  readonly #wakeNs: Float64Array;
  readonly #plan = new RaidPlan();
  readonly #jobs = new RaidJobs();
  readonly #transfer: Transfer = { tag: 0, op: TransferOp.Read, offsetBytes: 0, lengthBytes: 0, cause: WriteCause.None };
  readonly #completions: CompletionList = { count: 0, tags: [], statuses: [] };
  readonly #runs: RowRuns = { count: 0, offsetBytes: new Float64Array(1), lengthBytes: new Float64Array(1) };
  #nextNs = Infinity;
  /** Owners of what is over, in order, and whether it failed. The array that uses the group takes them and sets `doneCount` to 0. */
  readonly doneOwners: number[] = [];
  readonly doneFailed: number[] = [];
  doneCount = 0;

  /** `memberBytes`: what each member offers. */
  constructor(members: readonly DeviceModel[], level: RaidLevel, unitBytes: number, memberBytes: number) {
    assert(unitBytes >= 512 && members.length >= 1, 'a RAID has members, and units of a sector or more');
    this.members = members;
    this.#level = level;
    this.rowBytes = level.dataUnits * unitBytes;
    this.capacityBytes = Math.floor(memberBytes / unitBytes) * this.rowBytes;
    this.#inside = new Int32Array(members.length);
    this.#wakeNs = new Float64Array(members.length).fill(Infinity);
  }

  /** Time of the next end in a member. */
  nextWakeNs(): number {
    return this.#nextNs;
  }

  read(nowNs: number, offsetBytes: number, lengthBytes: number, owner: number): void {
    this.#plan.clear();
    const end = offsetBytes + lengthBytes;
    assert(offsetBytes >= 0 && end <= this.capacityBytes, 'an operation is within the RAID');
    for (let at = offsetBytes; at < end;) {
      const row = Math.floor(at / this.rowBytes);
      const stop = Math.min(end, (row + 1) * this.rowBytes);
      this.#level.planRead(row, at - row * this.rowBytes, stop - at, this.#inside, this.#plan);
      at = stop;
    }
    this.#begin(nowNs, owner);
  }

  write(nowNs: number, offsetBytes: number, lengthBytes: number, owner: number): void {
    this.#plan.clear();
    this.planWrite(offsetBytes, lengthBytes, this.#plan);
    this.#begin(nowNs, owner);
  }

  /** What a write of neighbouring bytes means, added to `plan`. */
  planWrite(offsetBytes: number, lengthBytes: number, plan: RaidPlan): void {
    const end = offsetBytes + lengthBytes;
    assert(offsetBytes >= 0 && end <= this.capacityBytes, 'an operation is within the RAID');
    this.#runs.count = 1;
    for (let at = offsetBytes; at < end;) {
      const row = Math.floor(at / this.rowBytes);
      const stop = Math.min(end, (row + 1) * this.rowBytes);
      this.#runs.offsetBytes[0] = at - row * this.rowBytes;
      this.#runs.lengthBytes[0] = stop - at;
      this.#level.planWrite(row, this.#runs, plan);
      at = stop;
    }
  }

  /** Writes pieces of one row as one operation. */
  writeRow(nowNs: number, row: number, runs: RowRuns, owner: number): void {
    this.#plan.clear();
    this.#level.planWrite(row, runs, this.#plan);
    this.#begin(nowNs, owner);
  }

  wake(nowNs: number): void {
    while (this.#nextNs <= nowNs) {
      let first = 0;
      for (let member = 1; member < this.#wakeNs.length; member += 1) if (this.#wakeNs[member] < this.#wakeNs[first]) first = member;
      this.#wakeMember(this.#wakeNs[first], first);
    }
  }

  save(): RaidGroupState {
    return {
      members: this.members.map((member) => member.save()),
      inside: this.#inside.slice(),
      jobs: this.#jobs.save(),
      done: { owners: this.doneOwners.slice(0, this.doneCount), failed: this.doneFailed.slice(0, this.doneCount) },
    };
  }

  restore(state: RaidGroupState): void {
    this.#jobs.restore(state.jobs);
    this.#inside.set(state.inside);
    this.doneCount = state.done.owners.length;
    for (let index = 0; index < this.doneCount; index += 1) {
      this.doneOwners[index] = state.done.owners[index];
      this.doneFailed[index] = state.done.failed[index];
    }
    for (const [index, member] of this.members.entries()) {
      member.restore(state.members[index]);
      this.#wakeNs[index] = member.nextWakeNs();
    }
    this.#findNext();
  }

  #begin(nowNs: number, owner: number): void {
    const plan = this.#plan;
    const jobs = this.#jobs;
    const job = jobs.take(owner);
    let hasFirst = false;
    for (let index = 0; index < plan.count; index += 1) hasFirst ||= plan.phase[index] === 0;
    for (let index = 0; index < plan.count; index += 1) {
      const waits = hasFirst && plan.phase[index] === 1;
      if (waits) jobs.defer(job, plan.op[index], plan.member[index], plan.offsetBytes[index], plan.lengthBytes[index]);
      else this.#submit(nowNs, job, plan.op[index], plan.member[index], plan.offsetBytes[index], plan.lengthBytes[index]);
    }
    assert(jobs.pending[job] > 0, 'an operation means something for some member');
    this.#findNext();
  }

  #submit(nowNs: number, job: number, op: number, member: number, offsetBytes: number, lengthBytes: number): void {
    const transfer = this.#transfer;
    transfer.tag = job;
    transfer.op = op as TransferOp;
    transfer.offsetBytes = offsetBytes;
    transfer.lengthBytes = lengthBytes;
    this.#jobs.pending[job] += 1;
    this.#inside[member] += 1;
    this.members[member].submit(nowNs, transfer);
    this.#wakeNs[member] = this.members[member].nextWakeNs();
  }

  #wakeMember(nowNs: number, member: number): void {
    const device = this.members[member];
    const completions = this.#completions;
    device.wake(nowNs);
    device.drain(completions);
    this.#wakeNs[member] = device.nextWakeNs();
    this.#inside[member] -= completions.count;
    for (let index = 0; index < completions.count; index += 1) this.#pieceDone(nowNs, completions.tags[index], completions.statuses[index]);
    completions.count = 0;
    this.#findNext();
  }

  #pieceDone(nowNs: number, job: number, status: number): void {
    const jobs = this.#jobs;
    jobs.pending[job] -= 1;
    if (status !== CompletionStatus.Ok) jobs.failed[job] = 1;
    if (jobs.pending[job] > 0) return;
    if (jobs.failed[job] === 0) {
      for (let piece = jobs.takeDeferred(job); piece >= 0; piece = jobs.takeDeferred(job)) {
        this.#submit(nowNs, job, jobs.pieceOp[piece], jobs.pieceMember[piece], jobs.pieceOffset[piece], jobs.pieceLength[piece]);
      }
      if (jobs.pending[job] > 0) return;
    }
    this.doneOwners[this.doneCount] = jobs.owner[job];
    this.doneFailed[this.doneCount] = jobs.failed[job];
    this.doneCount += 1;
    jobs.give(job);
  }

  #findNext(): void {
    let next = Infinity;
    for (let member = 0; member < this.#wakeNs.length; member += 1) if (this.#wakeNs[member] < next) next = this.#wakeNs[member];
    this.#nextNs = next;
  }
}
