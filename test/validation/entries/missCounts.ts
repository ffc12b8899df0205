/**
 * Miss counts of real traces that libCacheSim and small implementations of our own agree on, count for count: tables A and D of the traces' README, through the
 * engine as `hindcast replay` drives it; and Belady's bound. (Tables B and C are in `test/hosts/timeless/tables.test.ts`.)
 */
import { defaultParams } from '../../../sim/base/spec.ts';
import { LocationIndex } from '../../../sim/engine/locationIndex.ts';
import { evictionPolicies } from '../../../sim/engine/policy/evictionPolicies.ts';
import type { PolicyChoice } from '../../../sim/engine/protocol.ts';
import type { AccessKey } from '../../../sim/hosts/timeless/accessStream.ts';
import { Replay } from '../../../sim/hosts/timeless/replay.ts';
import { readTrace } from '../../../workloads/traces/readTrace.ts';
import { traceChunks } from '../../support/traces.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

interface Table {
  readonly file: string;
  readonly key: AccessKey;
  readonly sizes: readonly number[];
  readonly misses: Readonly<Record<string, readonly number[]>>;
}

/** Split in blocks of 4 KiB. */
const disk: Table = {
  file: 'cloudPhysicsIO.vscsi',
  key: 'block',
  sizes: [5000, 20_000, 60_000, 120_000],
  misses: {
    lru: [1021125, 1005820, 896455, 637255],
    fifo: [1021756, 1005438, 867529, 654689],
    clock: [1021646, 1006477, 898852, 611809],
    arc: [1014706, 963176, 874407, 632222],
    s3fifo: [1011603, 963594, 804009, 580356],
    sieve: [1023384, 960234, 834564, 553998],
    lfu: [1051389, 965924, 834564, 505453],
    opt: [964197, 819140, 593376, 411967],
  },
};

const keys: Table = {
  file: 'caffeine-w106.u32le.zst',
  key: 'object',
  sizes: [2000, 20_000, 100_000],
  misses: {
    lru: [1144779, 536386, 330578],
    fifo: [1234363, 620547, 336537],
    clock: [1144420, 545104, 329117],
    arc: [1122933, 509457, 338384],
    s3fifo: [1045808, 477195, 332804],
    sieve: [1089946, 495032, 333705],
    lfu: [2103573, 852886, 388536],
  },
};

function choice(policy: string): PolicyChoice {
  const spec = evictionPolicies.find(({ name }) => name === policy);
  return { policy, params: spec === undefined ? {} : defaultParams(spec) };
}

/** `sizes` are indexes into the table's. */
async function rowsOf(table: Table, policies: readonly string[], sizes: readonly number[]): Promise<ValidationRow[]> {
  const asked = policies.flatMap((policy) => sizes.map((at) => ({ policy, blocks: table.sizes[at] ?? NaN, expected: table.misses[policy]?.[at] ?? NaN })));
  const trace = await readTrace(traceChunks(table.file), { file: table.file, format: 'auto', as: 'reads', objectSizeBytes: 512 });
  const replay = new Replay(trace, {
    accesses: { key: table.key, blockBytes: 4096, only: 'all' },
    caches: asked.map(({ policy, blocks }) => ({ eviction: choice(policy), blocks, flashBlocks: 0, bytes: -1 })),
    admission: choice('always'),
    curve: null,
  });
  while (!replay.state().isFinished) replay.step();
  const { accesses } = replay.state();
  return replay.results().map(({ misses }, i) => ({
    what: `${table.file}: ${asked[i]?.policy ?? ''} of ${String(asked[i]?.blocks)}`,
    expected: asked[i]?.expected ?? NaN,
    got: misses,
    tolerance: { absolute: 0 },
    samples: accesses,
    confidence: null,
  }));
}

async function run({ size }: ValidationContext): Promise<readonly ValidationRow[]> {
  if (size === 'short') return rowsOf(disk, ['lru', 's3fifo'], [2]);
  return [...(await rowsOf(disk, Object.keys(disk.misses), [0, 1, 2, 3])), ...(await rowsOf(keys, Object.keys(keys.misses), [0, 1, 2]))];
}

/** One entry in some hundred thousand is not written. */
async function withForgetfulIndex(): Promise<readonly ValidationRow[]> {
  const right = Object.getOwnPropertyDescriptor(LocationIndex.prototype, 'set');
  const set = right?.value as (block: number, value: number) => void;
  let count = 0;
  LocationIndex.prototype.set = function forgetful(this: LocationIndex, block: number, value: number): void {
    if (++count % 100_003 !== 0) Reflect.apply(set, this, [block, value]);
  };
  try {
    return await rowsOf(disk, ['lru'], [2]);
  } finally {
    LocationIndex.prototype.set = set;
  }
}

export const missCounts: Validation = {
  name: 'miss-counts',
  summary: 'Does the engine miss exactly where other caches with the same policy do, on real traces?',
  source: 'libCacheSim at aa0fc40 (2024-10-07) and own implementations; LFU and the policies as their headers define them',
  tolerance: 'none: with blocks of one size the counts are properties of the algorithms',
  needsTraces: true,
  run,
  faults: [{ name: 'forgetful-index', summary: 'the location index forgets one entry in 100,003', run: withForgetfulIndex }],
};
