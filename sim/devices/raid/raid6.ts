/**
 * RAID 6: two units of parity in each row, side by side, that wander like those of RAID 5. A small write is 6 operations: 3 reads, 3 writes.
 * Source: P. M. Chen et al., "RAID: High-Performance, Reliable Secondary Storage" (ACM Computing Surveys 26, 1994), P + Q redundancy.
 */
import { ParityRows } from './parityRows.ts';
import type { RaidLevelSpec } from './raidLevel.ts';

export const raid6: RaidLevelSpec = {
  name: 'raid6',
  summary: 'two disks of parity, spread: a small write is 3 reads and 3 writes',
  source: 'Chen, Lee, Gibson, Katz, Patterson, ACM Computing Surveys 26, 1994 (P + Q)',
  params: {},
  problem: (members) => (members >= 4 ? null : 'RAID 6 has 4 disks or more'),
  create: (_params, shape) => new ParityRows(shape, 2),
};
