/** How a writer makes sure that what it has written lasts. */
import type { ParamSpec } from '../../sim/base/spec.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';

export const commitWays = ['flush', 'fua', 'none'] as const;

export const commitParam: ParamSpec<string> = {
  unit: 'name',
  default: 'flush',
  choices: commitWays,
  summary: 'how a commit is made to last: a guest flush behind the log write, a log write that forces unit access (fua), or not at all',
};

/** The write in `into` is a commit. Returns what `IoPattern.next` does: is a flush due behind it? */
export function commit(way: string, into: IoRequest): boolean {
  if (way === 'fua') into.forceUnitAccess = true;
  return way === 'flush';
}
