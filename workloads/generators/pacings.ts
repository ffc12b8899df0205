/** Every way in which IO arrives: a new one is a file of its own and a line here. */
import { bursts } from './bursts.ts';
import { closed } from './closedLoop.ts';
import { constantRate } from './constantRate.ts';
import type { PacingSpec } from './pacing.ts';
import { poisson } from './openLoop.ts';
import { traceTimes } from './traceTimes.ts';

export const pacings: readonly PacingSpec<object>[] = [closed, poisson, constantRate, bursts, traceTimes];
