/** A resolved workload of the table for tests: what is not said is as in a scenario that says nothing. */
import { assert } from '../../sim/base/assert.ts';
import type { Distribution } from '../../sim/base/distributions.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { pacings } from '../../workloads/generators/pacings.ts';
import { workloadTable } from '../../workloads/generators/workloadTable.ts';
import type { PacedWorkload, PacingConfig } from '../../workloads/workloadConfig.ts';

export function workloadOf(type: string, params: object = {}, rest: Partial<PacedWorkload> = {}): PacedWorkload {
  const spec = workloadTable.find(({ name }) => name === type);
  assert(spec !== undefined, 'the workload of a test is in the table');
  return {
    kind: 'paced',
    type,
    params: { ...defaultParams(spec as Parameters<typeof defaultParams>[0]), ...params },
    space: 'disk',
    pacing: closedLoop(1),
    startNs: 0,
    stopNs: null,
    ios: null,
    bytes: null,
    limits: { ratePerSecond: null, bytesPerSecond: null },
    flushEvery: 0,
    flushWaits: false,
    forceUnitAccessRatio: 0,
    ...rest,
  };
}

export function pacingOf(type: string, params: object = {}): PacingConfig {
  const spec = pacings.find(({ name }) => name === type);
  assert(spec !== undefined, 'the pacing of a test is in the table');
  return { type, params: { ...defaultParams(spec as Parameters<typeof defaultParams>[0]), ...params } };
}

export function closedLoop(queueDepth: number, thinkTime: Distribution = { kind: 'constant', valueNs: 0 }): PacingConfig {
  return pacingOf('closed', { queueDepth, thinkTime });
}
