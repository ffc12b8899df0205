/** Miss counts of a real trace that other implementations agree on, through the engine and (objects in bytes) by the policies alone. */
import { expect, it } from 'vitest';
import { defaultParams } from '../../../sim/base/spec.ts';
import { evictionPolicies } from '../../../sim/engine/policy/evictionPolicies.ts';
import type { PolicyChoice } from '../../../sim/engine/protocol.ts';
import { Replay } from '../../../sim/hosts/timeless/replay.ts';
import type { CachePlan, CacheResult } from '../../../sim/hosts/timeless/replay.ts';
import { readTrace } from '../../../workloads/traces/readTrace.ts';
import { describeWithTraces, traceChunks } from '../../support/traces.ts';

function choice(policy: string): PolicyChoice {
  const spec = evictionPolicies.find(({ name }) => name === policy);
  return { policy, params: spec === undefined ? {} : defaultParams(spec) };
}

async function replayAll(file: string, caches: readonly CachePlan[]): Promise<readonly CacheResult[]> {
  const trace = await readTrace(traceChunks(file), { file, format: 'auto', as: 'reads', objectSizeBytes: 512 });
  const replay = new Replay(trace, { accesses: { key: 'object', blockBytes: 4096, only: 'all' }, caches, admission: choice('always'), curve: null });
  while (!replay.state().isFinished) replay.step();
  return replay.results();
}

/** Table B: `cloudPhysicsIO`, key = start sector, sizes ignored. */
const sizes = [500, 2000, 5000, 10_000, 20_000];
const misses: Readonly<Record<string, readonly number[]>> = {
  lru: [95398, 94189, 91527, 79438, 72053],
  fifo: [96483, 94588, 91581, 79210, 72229],
  clock: [95293, 94081, 91458, 84750, 72151],
  arc: [94218, 92829, 87770, 79413, 64422],
  s3fifo: [94551, 92455, 85382, 76212, 70417],
  sieve: [94379, 93411, 89798, 81059, 64431],
  lfu: [96651, 93707, 89798, 81059, 64431],
};

/** Table C: objects with their sizes, capacity in MiB; `slru`, `lirs` and `opt` from the tests of libCacheSim. */
const mebibytes = [128, 256, 384, 512, 640, 768, 896, 1024];
const objectMisses: Readonly<Record<string, { readonly counts: readonly number[]; readonly tolerance: number }>> = {
  lru: { counts: [93374, 89783, 83572, 81722, 72494, 72104, 71972, 71704], tolerance: 0 },
  fifo: { counts: [93403, 89386, 84387, 84025, 72498, 72228, 72182, 72140], tolerance: 0 },
  clock: { counts: [93313, 89775, 83411, 81328, 74815, 72283, 71927, 64456], tolerance: 0 },
  s3fifo: { counts: [89307, 82387, 77041, 76791, 71300, 70343, 70455, 70355], tolerance: 0 },
  sieve: { counts: [91699, 86720, 78578, 76707, 69945, 66221, 64445, 64376], tolerance: 0 },
  lfu: { counts: [91699, 86720, 78578, 76707, 69945, 66221, 64445, 64376], tolerance: 0 },
  opt: { counts: [79256, 70724, 65481, 61594, 59645, 57599, 50873, 48974], tolerance: 0 },
  arc: { counts: [90252, 85861, 78168, 74297, 67381, 65685, 64439, 64772], tolerance: 0.005 },
  lirs: { counts: [89819, 79237, 73143, 70363, 68405, 64494, 58640, 53924], tolerance: 0.01 },
  // libCacheSim's may evict at a hit, when a segment of objects of different sizes is too full; this one does not.
  slru: { counts: [89624, 86725, 82781, 80203, 75388, 65645, 59035, 56063], tolerance: 0.025 },
};

describeWithTraces('miss counts of the CloudPhysics sample', () => {
  it('are those of table B, one by one', { timeout: 60_000 }, async () => {
    const caches = Object.keys(misses).flatMap((name) => sizes.map((blocks) => ({ eviction: choice(name), blocks, flashBlocks: 0, bytes: -1 })));
    const results = await replayAll('cloudPhysicsIO.vscsi', caches);
    expect(results.map((result) => result.misses)).toEqual(Object.values(misses).flat());
  });

  it('are those of table C, one by one or within what the definition leaves open', { timeout: 60_000 }, async () => {
    const caches = Object.keys(objectMisses).flatMap((name) =>
      mebibytes.map((size) => ({ eviction: choice(name), blocks: -1, flashBlocks: 0, bytes: size * 2 ** 20 })),
    );
    const results = await replayAll('cloudPhysicsIO.oracleGeneral.bin', caches);
    const expected = Object.values(objectMisses).flatMap(({ counts, tolerance }) => counts.map((count) => ({ count, tolerance })));
    for (const [i, { count, tolerance }] of expected.entries()) {
      const got = results[i]?.misses ?? NaN;
      if (tolerance === 0) expect(got).toBe(count);
      else expect(Math.abs(got - count)).toBeLessThanOrEqual(count * tolerance);
    }
    expect(results[0]?.missedBytes).toBe(4_214_303_232);
  });
});
