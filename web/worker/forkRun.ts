/** Two futures of one run, side by side: as it is, and with something done to it now. */
import type { SteeredRun } from '../../sim/scenario/steeredRun.ts';
import type { ForkOutcome, ForkRequest } from './messages.ts';
import { MinMaxPyramid } from './minMaxPyramid.ts';

/** Before the fork, so much of what both have in common is shown too, as a part of what comes after. */
const sharedPart = 0.5;

export function forkRun(run: SteeredRun, request: ForkRequest): readonly [ForkOutcome, ForkOutcome] {
  const forkNs = run.nowNs;
  const before = run.inspect().rollbacks.length;
  const future = (deed: string | null): ForkOutcome => {
    const fork = run.fork();
    if (deed !== null) fork.inject(deed);
    fork.run(Infinity, forkNs + request.forNs);
    const range = { fromNs: Math.max(0, forkNs - request.forNs * sharedPart), toNs: forkNs + request.forNs };
    const { traces: _, ...inspection } = fork.inspect();
    return {
      series: new MinMaxPyramid().part(fork.series, request.names, range, request.pixels, false),
      ...range,
      inspection,
      rollbacks: inspection.rollbacks.slice(before),
    };
  };
  return [future(null), future(request.deed)];
}
