/** From the name of a workload and its parameters to the pattern of its IO, with the random streams that are its own. */
import { RandomStream } from '../../sim/base/random.ts';
import type { Trace } from '../traces/trace.ts';
import type { PatternChoice } from '../workloadConfig.ts';
import type { IoPattern } from './ioPattern.ts';
import { workloadNamed } from './patternFacts.ts';

export interface PatternContext {
  readonly seed: number;
  /** Unique in the run, e.g. `vm1/0`: names the random streams, so that another VM's draws don't move when one is added. */
  readonly name: string;
  readonly blockBytes: number;
  readonly spaceBytes: number;
  /** For workloads that replay one; else null. */
  readonly trace: Trace | null;
}

export function createPattern(choice: PatternChoice, context: PatternContext): IoPattern {
  const streamOf = (purpose: string): RandomStream => new RandomStream(context.seed, `${context.name}/${purpose}`);
  return workloadNamed(choice.type).create(choice.params, {
    blockBytes: context.blockBytes,
    spaceBytes: context.spaceBytes,
    stream: streamOf('pattern'),
    streamOf,
    sharedStreamOf: (purpose) => new RandomStream(context.seed, `shared/${purpose}`),
    key: streamOf('key').nextUint32(),
    trace: context.trace,
    createPart: (part, name) => createPattern(part, { ...context, name: `${context.name}/${name}` }),
  });
}
