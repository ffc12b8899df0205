/**
 * Partitioning by utility against the best that any partition can do, found by trying all, and against partitioning by weight.
 *
 * Small cases: VMs with a cache of some hundred blocks, each an exact LRU. The planner sees their requests and divides; exact stack distances (Mattson 1970) say
 * how many of the same requests hit with its division, and with every other one in steps of `STEP_BLOCKS`.
 *
 * Then runs of scenarios: the best static portions are found by running them all, and the overall hit ratio with `utility` is held against it, from when it
 * has settled; and against `proportional` on a mix that is made for it: a VM that goes round and round through a set larger than its share, one that reads a
 * set by Zipf's law, and one that reads on and on.
 */
import { defaultParams } from '../../../sim/base/spec.ts';
import { MissRatioCurve } from '../../../sim/base/missRatioCurve.ts';
import { RandomStream } from '../../../sim/base/random.ts';
import { StackDistances } from '../../../sim/base/stackDistances.ts';
import type { IoRequest, VmId } from '../../../sim/engine/protocol.ts';
import type { PlannedVm, PortionPlanner } from '../../../sim/hypervisor/partitionPolicy.ts';
import { utilityPartition } from '../../../sim/hypervisor/utilityPartitioner.ts';
import { createContext } from '../createContext.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

const BLOCKS = 600;
const STEP_BLOCKS = 10;
const REQUESTS = 60_000;

/** Which block comes next: round and round, by a power law, on and on, or mostly within a part. */
type Pattern = (number: number, random: RandomStream) => number;
const unit = (random: RandomStream): number => random.nextInt(1_000_000) / 1_000_000;
const loop =
  (blocks: number): Pattern =>
  (number) =>
    number % blocks;
const skewed =
  (blocks: number): Pattern =>
  (_, random) =>
    Math.floor(blocks * unit(random) * unit(random) * unit(random));
const onwards: Pattern = (number) => number;
const hot =
  (part: number, blocks: number): Pattern =>
  (_, random) =>
    random.nextInt(10) < 8 ? random.nextInt(part) : random.nextInt(blocks);

/** Every VM: its pattern, and its share of the requests. */
const smallCases: readonly { readonly name: string; readonly vms: readonly (readonly [Pattern, number])[] }[] = [
  {
    name: 'two skewed sets',
    vms: [
      [skewed(800), 3],
      [skewed(3000), 1],
    ],
  },
  {
    name: 'a loop and a skewed set',
    vms: [
      [loop(400), 1],
      [skewed(1500), 2],
    ],
  },
  {
    name: 'a loop, a skewed set and a scan',
    vms: [
      [loop(300), 1],
      [skewed(2000), 1],
      [onwards, 2],
    ],
  },
  {
    name: 'hot parts of three sizes',
    vms: [
      [hot(100, 1000), 1],
      [hot(250, 1000), 2],
      [hot(500, 1000), 3],
    ],
  },
  {
    name: 'loops of which not all fit',
    vms: [
      [loop(360), 12],
      [loop(280), 9],
      [loop(280), 9],
    ],
  },
];

interface SmallCase {
  readonly vmOf: Int32Array;
  readonly blockOf: Int32Array;
  readonly hits: (blocks: readonly number[]) => number;
  readonly vmCount: number;
}

function play({ vms }: (typeof smallCases)[number]): SmallCase {
  const random = new RandomStream(1, 'validation/partition');
  const weights = vms.reduce((sum, [, weight]) => sum + weight, 0);
  const curves = vms.map(() => new MissRatioCurve());
  const distances = vms.map(() => new StackDistances());
  const counts = new Int32Array(vms.length);
  const vmOf = new Int32Array(REQUESTS);
  const blockOf = new Int32Array(REQUESTS);
  for (let number = 0; number < REQUESTS; number += 1) {
    let left = random.nextInt(weights);
    let vm = 0;
    while (left >= vms[vm]![1]) left -= vms[vm++]![1];
    vmOf[number] = vm;
    blockOf[number] = vms[vm]![0](counts[vm]!++, random);
    curves[vm]!.add(distances[vm]!.use(blockOf[number]!));
  }
  const table = curves.map((curve, vm) => curve.missRatios(Array.from({ length: BLOCKS + 1 }, (_, size) => size)).map((ratio) => (1 - ratio) * counts[vm]!));
  return { vmOf, blockOf, vmCount: vms.length, hits: (blocks) => blocks.reduce((sum, size, vm) => sum + table[vm]![size]!, 0) };
}

/** What the planner gives each VM, once it has seen the requests. */
function planned({ vmOf, blockOf, vmCount }: SmallCase, change: (planner: PortionPlanner) => PortionPlanner): number[] {
  const vms: PlannedVm[] = Array.from({ length: vmCount }, () => ({
    weight: 1,
    atLeast: { dramBlocks: 1, flashBlocks: 0, logRecords: 0 },
    atMost: { dramBlocks: Infinity, flashBlocks: 0, logRecords: 0 },
    windowNs: Infinity,
    keepsEveryVersion: false,
  }));
  const total = { dramBlocks: BLOCKS, flashBlocks: 0, logRecords: Infinity };
  // These caches use all of their blocks, and the sample is all of the blocks: nothing to allow for.
  const params = { ...defaultParams(utilityPartition), marginRatio: 0 };
  const created = utilityPartition.create(params, null).createPlanner({ blockBytes: 4096, total, vms });
  if (created === null) throw new Error('utility moves portions');
  const planner = change(created);
  const request = { op: 0, space: 0, lengthBytes: 4096, view: -1 } as IoRequest;
  for (let number = 0; number < vmOf.length; number += 1) {
    request.vm = vmOf[number] as VmId;
    request.offsetBytes = blockOf[number]! * 4096;
    planner.onRequest(request);
  }
  return planner
    .plan(
      1e9,
      Array.from({ length: vmCount }, () => ({ recordsAdded: 0 })),
    )
    .map(({ dramBlocks }) => dramBlocks);
}

/** The most hits of any division, by trying all. */
function bestHits(small: SmallCase, blocks: number, given: readonly number[] = []): number {
  if (given.length === small.vmCount - 1) return small.hits([...given, blocks]);
  let best = 0;
  for (let size = 0; size <= blocks; size += STEP_BLOCKS) best = Math.max(best, bestHits(small, blocks - size, [...given, size]));
  return best;
}

function smallRows(change: (planner: PortionPlanner) => PortionPlanner = (planner) => planner): ValidationRow[] {
  return smallCases.map((one) => {
    const small = play(one);
    const expected = bestHits(small, BLOCKS) / REQUESTS;
    const got = small.hits(planned(small, change)) / REQUESTS;
    return { what: `small: ${one.name}: hit ratio`, expected, got, tolerance: { relative: 0.02 }, is: 'atLeast', samples: REQUESTS, confidence: null };
  });
}

const DRAM_MIB = 8;

function scenarioText(partition: string, portionsMib: readonly (number | null)[], seconds: number): string {
  const vm = (number: number, workload: string): string => {
    const mib = portionsMib[number] ?? null;
    const portion = mib === null ? '' : `portion: { dram: ${Math.round((mib * 1024) / 4) * 4}KiB }, `;
    return `  - { name: vm${number}, disk: 4GiB, memory: 0B, ${portion}workload: { ${workload}, readRatio: 1, ioSize: 4KiB } }`;
  };
  return `
duration: ${3 + seconds}s
warmup: 3s
server:
  dram: { size: ${DRAM_MIB}MiB }
  flash: { size: 16MiB }
  cache: { partition: ${partition} }
network: { latency: 0s, bandwidth: none }
array: { readLatency: 100us, parallel: 64 }
vms:
${[vm(0, 'type: sequential, footprint: 4MiB, rate: 4000/s'), vm(1, 'type: zipf, exponent: 0.8, footprint: 16MiB, rate: 6000/s'), vm(2, 'type: sequential, footprint: 4GiB, rate: 6000/s')].join('\n')}
`;
}

async function runRows(context: ValidationContext): Promise<ValidationRow[]> {
  const seconds = context.size === 'short' ? 1 : 5;
  const steps = context.size === 'short' ? 8 : 16;
  const hitRatio = async (partition: string, portionsMib: readonly (number | null)[]): Promise<{ readonly ratio: number; readonly reads: number }> => {
    const { result } = await context.simulate(scenarioText(partition, portionsMib, seconds));
    return { ratio: result.total.hitRatio.dram + result.total.hitRatio.flash, reads: result.total.reads };
  };
  const utility = await hitRatio('{ policy: utility, interval: 250ms }', [null, null, null]);
  const proportional = await hitRatio('proportional', [null, null, null]);
  let best = 0;
  for (let first = 1; first < steps - 1; first += 1) {
    for (let second = 1; first + second < steps; second += 1) {
      // The scan gains nothing, whatever it has: only with the least for it can the division be best.
      if (first + second !== steps - 1) continue;
      const mib = DRAM_MIB / steps;
      best = Math.max(best, (await hitRatio('static', [first * mib, second * mib, mib])).ratio);
    }
  }
  const row = (what: string, expected: number): ValidationRow => ({
    what,
    expected,
    got: utility.ratio,
    tolerance: { relative: 0.02 },
    is: 'atLeast',
    samples: utility.reads,
    confidence: null,
  });
  return [
    row(`runs: utility against the best of ${steps - 2} static divisions: hit ratio`, best),
    { ...row('runs: utility against proportional on a mix made for it: hit ratio', proportional.ratio * 1.3), tolerance: { relative: 0 } },
  ];
}

/** Takes each VM for the next one. */
function mistaken(planner: PortionPlanner): PortionPlanner {
  return {
    intervalNs: planner.intervalNs,
    stepRatio: planner.stepRatio,
    onRequest: (request) => {
      const { vm } = request;
      request.vm = (1 - Math.min(1, vm)) as VmId;
      planner.onRequest(request);
      request.vm = vm;
    },
    plan: (elapsedNs, readings) => planner.plan(elapsedNs, readings),
    save: () => planner.save(),
    restore: (state) => {
      planner.restore(state);
    },
  };
}

export const partition: Validation = {
  name: 'partition',
  summary: 'Does partitioning by utility come within 2 % of the best partition, and beat partitioning by weight where that is at its worst?',
  source: 'trying all partitions: exact stack distances (Mattson et al. 1970) on small cases, runs with static portions; policy: UCP (Qureshi and Patt 2006)',
  tolerance: '2 %, as promised; against proportional: better by three tenths at least',
  run: async (context) => [...smallRows(), ...(await runRows(context))],
  faults: [
    {
      name: 'curves of the wrong VM',
      summary: 'the planner takes one VM for another',
      run: () => Promise.resolve(smallRows(mistaken)),
    },
    {
      name: 'a planner that sees no request',
      summary: 'portions stay where they began',
      run: ({ size }) =>
        runRows(
          createContext(size, (config) =>
            config.partition === null
              ? config
              : {
                  ...config,
                  partition: {
                    ...config.partition,
                    planner: {
                      ...mistaken(config.partition.planner),
                      onRequest: () => {
                        // Seen by nobody.
                      },
                    },
                  },
                },
          ),
        ),
    },
  ],
};
