/**
 * RAID 1: every member holds everything. A write goes to all, a read to the least busy.
 * Source: Patterson, Gibson, Katz, "A Case for Redundant Arrays of Inexpensive Disks (RAID)" (SIGMOD 1988).
 */
import { MirroredRows } from './mirroredRows.ts';
import type { RaidLevelSpec } from './raidLevel.ts';

export const raid1: RaidLevelSpec = {
  name: 'raid1',
  summary: 'mirrors: a write goes to every disk (two writes with two disks), a read to the least busy',
  source: 'Patterson, Gibson, Katz, SIGMOD 1988',
  params: {},
  problem: (members) => (members >= 2 ? null : 'RAID 1 has 2 disks or more'),
  create: (_params, { members, unitBytes }) => new MirroredRows(1, members, unitBytes),
};
