/**
 * What a cache hits when references are independent: the engine on devices that complete at once (as in `hindcast replay`), 10,000 blocks by Zipf's law, and
 * once the timed simulation. Two exclusive tiers hit like one that is as large as both.
 */
import { ZipfSampler } from '../../../sim/base/distributions.ts';
import { RandomStream } from '../../../sim/base/random.ts';
import { BlockCache } from '../../../sim/hosts/timeless/blockCache.ts';
import { meanOfRuns } from '../meanOfRuns.ts';
import { characteristicHitRatio } from '../theory/characteristicTime.ts';
import type { ReferencePolicy } from '../theory/characteristicTime.ts';
import { zipfShares } from '../theory/zipfShares.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const BLOCKS = 10_000;
const CAPACITY = 1000;
const KEPT_FREE_BLOCKS = 15;
const EXPONENTS = [0.6, 0.8, 1] as const;
const POLICIES: readonly ReferencePolicy[] = ['lru', 'fifo'];
/** Parts of a run that stand for samples of their own. */
const PARTS = 20;

const sizes = {
  short: { references: 400_000, warmup: 100_000, tolerance: 0.003, tieredReferences: 100_000, runSeconds: 300, runTolerance: 0.006 },
  long: { references: 10_000_000, warmup: 500_000, tolerance: 0.0005, tieredReferences: 2_000_000, runSeconds: 6000, runTolerance: 0.001 },
} as const;

interface Tiers {
  readonly dramBlocks: number;
  readonly flashBlocks: number;
}

function cacheOf(policy: string, { dramBlocks, flashBlocks }: Tiers): BlockCache {
  return new BlockCache({ dramBlocks, flashBlocks, eviction: { policy, params: {} }, diskBlocks: BLOCKS });
}

function ratioRow(size: ValidationContext['size'], policy: ReferencePolicy, exponent: number, capacity: number): ValidationRow {
  const { references, warmup, tolerance } = sizes[size];
  const cache = cacheOf(policy, { dramBlocks: capacity, flashBlocks: 0 });
  const ranks = new ZipfSampler(BLOCKS, exponent);
  const stream = new RandomStream(1, `references/${policy}/${exponent}`);
  for (let reference = 0; reference < warmup; reference += 1) cache.read(ranks.next(stream));
  const hitRatios: number[] = [];
  const perPart = references / PARTS;
  for (let part = 0; part < PARTS; part += 1) {
    let hits = 0;
    for (let reference = 0; reference < perPart; reference += 1) if (cache.read(ranks.next(stream))) hits += 1;
    hitRatios.push(hits / perPart);
  }
  const { mean, confidence } = meanOfRuns(hitRatios);
  return {
    what: `${policy.toUpperCase()}, Zipf ${exponent.toFixed(1)}, 1,000 of 10,000 blocks: hit ratio`,
    expected: characteristicHitRatio(policy, zipfShares(BLOCKS, exponent), CAPACITY),
    got: mean,
    tolerance: { absolute: tolerance },
    samples: references,
    confidence,
  };
}

function tieredRow(size: ValidationContext['size'], tiers: Tiers): ValidationRow {
  const { tieredReferences } = sizes[size];
  const whole = cacheOf('lru', { dramBlocks: CAPACITY, flashBlocks: 0 });
  const tiered = cacheOf('lru', tiers);
  const ranks = new ZipfSampler(BLOCKS, 0.8);
  const stream = new RandomStream(1, 'tiered');
  let differing = 0;
  for (let reference = 0; reference < tieredReferences; reference += 1) {
    const block = ranks.next(stream);
    if (whole.read(block) !== tiered.read(block)) differing += 1;
  }
  return {
    what: 'exclusive LRU tiers of 300 + 700: references that one LRU of 1,000 answers otherwise',
    expected: 0,
    got: differing,
    tolerance: { absolute: 0 },
    samples: tieredReferences,
    confidence: null,
  };
}

/** DRAM has some blocks more than the cache is to hold: the engine keeps a 64th of DRAM free for what comes next. */
async function runRow(context: ValidationContext): Promise<ValidationRow> {
  const { runSeconds, runTolerance } = sizes[context.size];
  const { result } = await context.simulate(`
duration: ${runSeconds + 10}s
warmup: 10s
sampleInterval: 1s
server:
  dram: { size: ${(CAPACITY + KEPT_FREE_BLOCKS) * 4}KiB }
  flash: { size: 0B }
  cache: { eviction: lru }
vms: [{ disk: ${BLOCKS * 4}KiB, memory: 0B, workload: { type: zipf, exponent: 0.8, readRatio: 1, rate: 500/s } }]
`);
  return {
    what: 'LRU, Zipf 0.8, from a timed run: hit ratio',
    expected: characteristicHitRatio('lru', zipfShares(BLOCKS, 0.8), CAPACITY),
    got: result.total.hitRatio.dram,
    tolerance: { absolute: runTolerance },
    samples: result.total.reads,
    confidence: null,
  };
}

export const hitRatios: Validation = {
  name: 'hit-ratios',
  summary: 'What does a cache hit when references are independent?',
  source: 'characteristic time: Che, Tung, Wang 2002 (LRU); Fricker, Robert, Roberts, arXiv 1202.3974 (FIFO); LRU is a stack',
  tolerance: '0.0005 with 10 million references; short form by the root of their number; tiers: not one reference otherwise',
  run: async (context) => [
    ...POLICIES.flatMap((policy) => EXPONENTS.map((exponent) => ratioRow(context.size, policy, exponent, CAPACITY))),
    tieredRow(context.size, { dramBlocks: 300, flashBlocks: 700 }),
    await runRow(context),
  ],
  faults: [
    {
      name: 'a cache that is a little too large',
      summary: '1,050 blocks instead of 1,000',
      run: ({ size }) => Promise.resolve([ratioRow(size, 'lru', 0.6, 1050)]),
    },
    {
      name: 'FIFO for LRU',
      summary: 'a policy that forgets what was used',
      run: (context) => runRow({ ...context, simulate: (text) => context.simulate(text.replace('eviction: lru', 'eviction: fifo')) }).then((row) => [row]),
    },
    {
      name: 'tiers that lose a block',
      summary: '300 + 699 blocks',
      run: ({ size }) => Promise.resolve([tieredRow(size, { dramBlocks: 300, flashBlocks: 699 })]),
    },
  ],
};
