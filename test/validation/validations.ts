/** Everything that the simulator is held against. One line each; see `validation.ts`. */
import { closedNetwork } from './entries/closedNetwork.ts';
import { crashImages } from './entries/crashImages.ts';
import { destaging } from './entries/destaging.ts';
import { diskDrive } from './entries/diskDrive.ts';
import { falseAlarms } from './entries/falseAlarms.ts';
import { flushing } from './entries/flushing.ts';
import { history } from './entries/history.ts';
import { hitRatios } from './entries/hitRatios.ts';
import { missCounts } from './entries/missCounts.ts';
import { partition } from './entries/partition.ts';
import { policyOrderings } from './entries/policyOrderings.ts';
import { queues } from './entries/queues.ts';
import { raidWrites } from './entries/raidWrites.ts';
import { rollbackAware } from './entries/rollbackAware.ts';
import { schedulers } from './entries/schedulers.ts';
import { wowFigure } from './entries/wowFigure.ts';
import { writeAmplification } from './entries/writeAmplification.ts';
import type { Validation } from './validation.ts';

export const validations: readonly Validation[] = [
  // Queues.
  queues,
  closedNetwork,
  // Devices.
  diskDrive,
  raidWrites,
  writeAmplification,
  // The hypervisor.
  schedulers,
  partition,
  // The cache.
  hitRatios,
  missCounts,
  history,
  flushing,
  destaging,
  crashImages,
  rollbackAware,
  // What others found.
  policyOrderings,
  wowFigure,
  // Comparisons.
  falseAlarms,
];
