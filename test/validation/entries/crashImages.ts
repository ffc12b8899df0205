/**
 * What a crash of the server leaves, at many instants of small runs with rollbacks in them: under every flush policy and class what was promised for flash is kept (the
 * oracle looks at what is recovered), and the policies that promise a point in time at the array leave one, every time. Plain write-back leaves torn images, as it must:
 * that the check can see them.
 */
import { flushPolicies } from '../../../sim/engine/policy/flushPolicies.ts';
import { durabilities } from '../../../sim/engine/protocol.ts';
import type { Durability } from '../../../sim/engine/protocol.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

/** Parameters with which the policy acts within milliseconds; of others the defaults do. */
const quick: Readonly<Record<string, string>> = {
  journaled: 'interval: 3ms',
  epoch: 'interval: 4ms',
  periodic: 'interval: 4ms',
  spread: 'interval: 4ms',
  age: 'age: 3ms',
  idle: 'delay: 3ms',
  watermark: 'low: 0.05, high: 0.1',
  'linear-threshold': 'low: 0.05, high: 0.1',
  lrw: 'low: 0.05, high: 0.1',
  cscan: 'low: 0.05, high: 0.1',
  wow: 'low: 0.05, high: 0.1',
  alru: 'wakeUp: 2ms, staleness: 2ms, activity: 0s',
  acp: 'wakeUp: 1ms, chunkBlocks: 32',
  'pi-rate': 'interval: 2ms, delay: 1ms, start: 2000/s, minimum: 500/s',
  'rollback-aware': 'age: 10ms, horizon: 2ms',
};

const sizes = {
  short: { instants: 8, policies: ['ordered', 'journaled', 'epoch', 'write-back'], classes: ['dram'] as readonly Durability[] },
  long: { instants: 320, policies: flushPolicies.map(({ name }) => name), classes: durabilities },
} as const;

function scenarioText(policy: string, durability: Durability, instants: number): string {
  const params = quick[policy] === undefined ? '' : `, ${quick[policy]}`;
  return `
duration: 60ms
crashSample: ${String(instants)}
server: { dram: { size: 512KiB }, flash: { size: 2MiB }, cache: { durability: ${durability}, flush: { policy: ${policy}${params} } } }
network: { latency: 50us }
array: { readLatency: 300us, writeLatency: 300us }
vms: { count: 2, disk: 1MiB, memory: 0B, workload: { type: zipf, readRatio: 0.3, ioSize: { 4KiB: 70%, 16KiB: 30% }, queueDepth: 4, thinkTime: { kind: exponential, mean: 200us }, flushEvery: 20 } }
timeline: [{ at: 36ms, do: bookmark, name: a }, { at: 40ms, do: rollback, target: a }]
`;
}

async function run(context: ValidationContext, policies: readonly string[] = sizes[context.size].policies): Promise<ValidationRow[]> {
  const { instants, classes } = sizes[context.size];
  const rows: ValidationRow[] = [];
  let broken = 0;
  let looked = 0;
  for (const policy of policies) {
    let arrayImages = 0;
    let points = 0;
    for (const durability of classes) {
      const { result } = await context.simulate(scenarioText(policy, durability, instants));
      broken += result.oracle.violations;
      const images = result.crashes.filter(({ image }) => image === 'array');
      arrayImages += images.length;
      points += images.filter(({ consistency }) => consistency === 'prefix').length;
    }
    looked += arrayImages;
    const row = { got: arrayImages - points, samples: arrayImages, confidence: null };
    const promises = flushPolicies.find(({ name }) => name === policy)?.isPromising === true;
    if (promises) rows.push({ what: `${policy}: images of the array that are no point in time`, expected: 0, tolerance: { absolute: 0 }, ...row });
    if (policy === 'write-back') rows.push({ what: `${policy}: the same`, expected: 1, tolerance: { absolute: 0 }, is: 'atLeast', ...row });
  }
  return [
    ...rows,
    {
      what: 'promises broken by what recovery finds, all policies and classes',
      expected: 0,
      got: broken,
      tolerance: { absolute: 0 },
      samples: looked,
      confidence: null,
    },
  ];
}

export const crashImages: Validation = {
  name: 'crash-images',
  summary:
    'Do ordered, journaled and epoch leave a point in time at the array whenever the server crashes, and does recovery keep what was promised under every policy and class?',
  source: 'Koller et al., FAST 2013 (which policies do); the history that the oracle keeps',
  tolerance: 'counts: exactly',
  run: (context) => run(context),
  faults: [
    {
      name: 'a journal that is none',
      summary: 'journaled destages block by block',
      run: (context) => {
        const simulate: ValidationContext['simulate'] = (text) => context.simulate(text.replace('policy: journaled,', 'policy: periodic,'));
        return run({ ...context, simulate }, ['journaled']);
      },
    },
  ],
};
