/** The RAID levels: one line each. */
import { assert } from '../../base/assert.ts';
import { raid0 } from './raid0.ts';
import { raid1 } from './raid1.ts';
import { raid10 } from './raid10.ts';
import { raid5 } from './raid5.ts';
import { raid6 } from './raid6.ts';
import type { RaidLevelSpec } from './raidLevel.ts';

export const raidLevels: readonly RaidLevelSpec[] = [raid0, raid1, raid5, raid6, raid10];

/** The level of that name. Asserts that there is one. */
export function raidLevelOf(name: string): RaidLevelSpec {
  const spec = raidLevels.find((candidate) => candidate.name === name);
  assert(spec !== undefined, 'a RAID level is asked for by a name in the table');
  return spec;
}
