/** From a resolved workload to the source of its IO. Every random stream is named by the workload and by what is drawn, so that no other VM's, workload's or purpose's draws move with it. */
import { assert } from '../../sim/base/assert.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { Space } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../ioSource.ts';
import type { Trace } from '../traces/trace.ts';
import type { PacedWorkload, PhasedWorkload, WorkloadConfig } from '../workloadConfig.ts';
import { createPattern } from './createPattern.ts';
import { PacedSource } from './pacedSource.ts';
import type { Pacing } from './pacing.ts';
import { pacings } from './pacings.ts';
import { ParallelSource } from './parallelSource.ts';
import { PatternAhead } from './patternAhead.ts';
import { PhasedSource } from './phasedSource.ts';
import { RateLimit } from './rateLimit.ts';

export interface IoSourceContext {
  readonly seed: number;
  /** Unique in the run, e.g. `vm1/0`: names the random streams, so that another VM's draws don't move when one is added. */
  readonly name: string;
  readonly blockBytes: number;
  /** Sizes of the VM's spaces. */
  readonly diskBytes: number;
  readonly memoryBytes: number;
  /** The trace that a workload replays, or null where it replays none. */
  traceOf(workload: PacedWorkload): Trace | null;
}

export function createIoSource(config: WorkloadConfig, context: IoSourceContext): IoSource {
  switch (config.kind) {
    case 'paced':
      return createPaced(config, context);
    case 'phases':
      return createPhased(config, context);
    case 'parallel':
      return new ParallelSource(config.workloads.map(({ name, workload }) => createIoSource(workload, { ...context, name: `${context.name}/${name}` })));
    case 'fio':
      assert(false, 'a fio job file is read before its workload is built');
  }
}

function createPaced(config: PacedWorkload, context: IoSourceContext): IoSource {
  const trace = context.traceOf(config);
  const spaceBytes = config.space === 'disk' ? context.diskBytes : context.memoryBytes;
  const pattern = createPattern(config, { seed: context.seed, name: context.name, blockBytes: context.blockBytes, spaceBytes, trace });
  return new PacedSource(new PatternAhead(pattern), createPacing(config, context, trace), new RandomStream(context.seed, `${context.name}/source`), {
    space: config.space === 'disk' ? Space.Disk : Space.Memory,
    stopNs: orInfinity(config.stopNs),
    ios: orInfinity(config.ios),
    bytes: orInfinity(config.bytes),
    flushEvery: config.flushEvery,
    flushWaits: config.flushWaits,
    forceUnitAccessRatio: config.forceUnitAccessRatio,
  });
}

function createPhased(config: PhasedWorkload, context: IoSourceContext): IoSource {
  const phases = config.phases.map(({ lastsNs, workload }, index) => ({
    source: workload === null ? null : createIoSource(workload, { ...context, name: `${context.name}/phase${String(index)}` }),
    lastsNs: orInfinity(lastsNs),
  }));
  return new PhasedSource(phases, { startNs: config.startNs, stopNs: orInfinity(config.stopNs), rounds: orInfinity(config.rounds) });
}

function createPacing({ pacing, startNs, limits }: PacedWorkload, { seed, name }: IoSourceContext, trace: Trace | null): Pacing {
  const spec = pacings.find((entry) => entry.name === pacing.type);
  assert(spec !== undefined, 'the pacing of a workload is in the table');
  const streamOf = (purpose: string): RandomStream => new RandomStream(seed, `${name}/${purpose}`);
  const created = spec.create(pacing.params, { startNs, stream: streamOf('pacing'), streamOf, trace });
  return limits.ratePerSecond === null && limits.bytesPerSecond === null ? created : new RateLimit(created, limits);
}

function orInfinity(limit: number | null): number {
  return limit === null ? Infinity : limit;
}
