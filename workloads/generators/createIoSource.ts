/** Builds the source of one workload from its configuration: pattern from the table, pacing, and what joins them. */
import { assert } from '../../sim/base/assert.ts';
import { createSampler } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { Space } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../ioSource.ts';
import type { Trace } from '../traces/trace.ts';
import type { PacingConfig, WorkloadConfig } from '../workloadConfig.ts';
import { ClosedLoop } from './closedLoop.ts';
import { OpenLoop } from './openLoop.ts';
import { PacedSource } from './pacedSource.ts';
import type { Pacing } from './pacing.ts';
import { TraceTimes } from './traceTimes.ts';
import { workloadTable } from './workloadTable.ts';

export interface IoSourceContext {
  readonly seed: number;
  /** Unique in the run, e.g. `vm1/0`: names the random streams, so that another VM's draws don't move when one is added. */
  readonly name: string;
  readonly blockBytes: number;
  readonly spaceBytes: number;
  /** For workloads that replay one; else null. */
  readonly trace: Trace | null;
}

export function createIoSource(config: WorkloadConfig, context: IoSourceContext): IoSource {
  const spec = workloadTable.find((entry) => entry.name === config.type);
  assert(spec !== undefined, 'the type of a workload is in the table');
  const streamOf = (purpose: string): RandomStream => new RandomStream(context.seed, `${context.name}/${purpose}`);
  const pattern = spec.create(config.params, {
    blockBytes: context.blockBytes,
    spaceBytes: context.spaceBytes,
    stream: streamOf('pattern'),
    key: streamOf('key').nextUint32(),
    trace: context.trace,
  });
  const pacing = createPacing(config, context.trace, streamOf('pacing'));
  return new PacedSource(pattern, pacing, streamOf('source'), {
    space: config.space === 'disk' ? Space.Disk : Space.Memory,
    stopNs: config.stopNs === null ? Infinity : config.stopNs,
    ios: config.ios === null ? Infinity : config.ios,
    flushEvery: config.flushEvery,
    forceUnitAccessRatio: config.forceUnitAccessRatio,
  });
}

function createPacing(config: WorkloadConfig, trace: Trace | null, stream: RandomStream): Pacing {
  const pacing: PacingConfig = config.pacing;
  switch (pacing.kind) {
    case 'closed':
      return new ClosedLoop(pacing.queueDepth, config.startNs, createSampler(pacing.thinkTime, stream), stream);
    case 'poisson':
      return new OpenLoop(pacing.ratePerSecond, config.startNs, stream);
    case 'trace':
      assert(trace !== null, 'only a trace has times of its own');
      return new TraceTimes(trace, pacing.speed, config.startNs);
  }
}
