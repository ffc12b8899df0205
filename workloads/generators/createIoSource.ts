/** From a resolved workload to the source of its IO. Every random stream is named by the workload and by what is drawn, so that no other VM's, workload's or purpose's draws move with it. */
import { assert } from '../../sim/base/assert.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { Space } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../ioSource.ts';
import type { WorkloadConfig } from '../workloadConfig.ts';
import { createPattern, type IoSourceContext } from './createPattern.ts';
import { PacedSource } from './pacedSource.ts';
import type { Pacing } from './pacing.ts';
import { pacings } from './pacings.ts';
import { RateLimit } from './rateLimit.ts';

export function createIoSource(config: WorkloadConfig, context: IoSourceContext): IoSource {
  const pattern = createPattern(config, context);
  const pacing = createPacing(config, context);
  return new PacedSource(pattern, pacing, new RandomStream(context.seed, `${context.name}/source`), {
    space: config.space === 'disk' ? Space.Disk : Space.Memory,
    stopNs: config.stopNs === null ? Infinity : config.stopNs,
    ios: config.ios === null ? Infinity : config.ios,
    bytes: config.bytes === null ? Infinity : config.bytes,
    flushEvery: config.flushEvery,
    flushWaits: config.flushWaits,
    forceUnitAccessRatio: config.forceUnitAccessRatio,
  });
}

function createPacing({ pacing, startNs, limits }: WorkloadConfig, { seed, name, trace }: IoSourceContext): Pacing {
  const spec = pacings.find((entry) => entry.name === pacing.type);
  assert(spec !== undefined, 'the pacing of a workload is in the table');
  const streamOf = (purpose: string): RandomStream => new RandomStream(seed, `${name}/${purpose}`);
  const created = spec.create(pacing.params, { startNs, stream: streamOf('pacing'), streamOf, trace });
  return limits.ratePerSecond === null && limits.bytesPerSecond === null ? created : new RateLimit(created, limits);
}
