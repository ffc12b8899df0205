/** How the workload `phases` introduces itself to scenarios, and the phase in which nothing is done. What it does is `phasedSource.ts`. */
import type { ParamSpec } from '../../sim/base/spec.ts';

interface CompositeSpec {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly params: Readonly<Record<string, ParamSpec<unknown>>>;
}

export const phases: CompositeSpec = {
  name: 'phases',
  summary: 'workloads one after the other, each for a time or until it has ended; once, several times or for ever',
  source: 'own',
  params: {
    phases: { unit: 'phases', default: [], summary: 'the workloads in their order, each with the time that it lasts (for)' },
    rounds: { unit: 'count', default: 1, min: 1, orNone: true, summary: 'how often all phases are gone through; none: no limit' },
  },
};

export const pause: CompositeSpec = { name: 'pause', summary: 'nothing is done', source: 'own', params: {} };
