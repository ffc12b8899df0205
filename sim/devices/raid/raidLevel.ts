/**
 * How a RAID level lays data over its members.
 *
 * Data is cut in stripe units; a row is the units, one on each member, at the same place of all of them. A level says how many units of a row hold data, and
 * plans reads and writes that lie within one row. It has no state.
 */
import type { Spec } from '../../base/spec.ts';
import type { RaidPlan } from './raidPlan.ts';

/** Pieces of a row that are written: offsets from the row's start, ascending, none across a unit's border, none touching. Owned by the caller. */
export interface RowRuns {
  count: number;
  offsetBytes: Float64Array;
  lengthBytes: Float64Array;
}

export interface RaidLevel {
  /** Units of a row that hold data. */
  readonly dataUnits: number;
  /** Adds the reads of `lengthBytes` from `offsetBytes` of the row on. `inside`: operations in each member now. */
  planRead(row: number, offsetBytes: number, lengthBytes: number, inside: Int32Array, plan: RaidPlan): void;
  planWrite(row: number, runs: RowRuns, plan: RaidPlan): void;
}

export interface RaidShape {
  readonly members: number;
  readonly unitBytes: number;
}

export interface RaidLevelSpec extends Spec<Record<never, never>, RaidShape, RaidLevel> {
  /** What is impossible about so many members, or null. */
  problem(members: number): string | null;
}
