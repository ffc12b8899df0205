/** Everything that the simulator is held against. One line each; see `validation.ts`. */
import { closedNetwork } from './entries/closedNetwork.ts';
import { diskDrive } from './entries/diskDrive.ts';
import { partition } from './entries/partition.ts';
import { queues } from './entries/queues.ts';
import { raidWrites } from './entries/raidWrites.ts';
import { schedulers } from './entries/schedulers.ts';
import type { Validation } from './validation.ts';

export const validations: readonly Validation[] = [queues, closedNetwork, diskDrive, raidWrites, schedulers, partition];
