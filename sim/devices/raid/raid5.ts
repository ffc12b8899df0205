/**
 * RAID 5: one unit of parity in each row, left-symmetric. A small write is 4 operations: 2 reads, 2 writes.
 * Source: Patterson, Gibson, Katz (SIGMOD 1988); E. K. Lee and R. H. Katz, "Performance consequences of parity placement in disk arrays" (ASPLOS 1991).
 */
import { ParityRows } from './parityRows.ts';
import type { RaidLevelSpec } from './raidLevel.ts';

export const raid5: RaidLevelSpec = {
  name: 'raid5',
  summary: 'one disk of parity, spread: a small write is 2 reads and 2 writes, a full stripe reads nothing',
  source: 'Patterson, Gibson, Katz, SIGMOD 1988; Lee and Katz, ASPLOS 1991 (left-symmetric)',
  params: {},
  problem: (members) => (members >= 3 ? null : 'RAID 5 has 3 disks or more'),
  create: (_params, shape) => new ParityRows(shape, 1),
};
