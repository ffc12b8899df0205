/**
 * RAID 10: stripes over pairs of mirrors. A small write is two writes, a read goes to the less busy disk of the pair.
 * Source: P. M. Chen et al., "RAID: High-Performance, Reliable Secondary Storage" (ACM Computing Surveys 26, 1994).
 */
import { MirroredRows } from './mirroredRows.ts';
import type { RaidLevelSpec } from './raidLevel.ts';

export const raid10: RaidLevelSpec = {
  name: 'raid10',
  summary: 'stripes over pairs of mirrors: a small write is two writes',
  source: 'Chen, Lee, Gibson, Katz, Patterson, ACM Computing Surveys 26, 1994',
  params: {},
  problem: (members) => (members >= 2 && members % 2 === 0 ? null : 'RAID 10 has an even number of disks, 2 or more'),
  create: (_params, { members, unitBytes }) => new MirroredRows(members / 2, 2, unitBytes),
};
