/**
 * The simulator compared with itself: two halves of the same scenario under different seeds (A/A) must raise no more alarms than `compare` says that it does, and 3 % more load under the
 * same seeds must be seen.
 *
 * All metrics of a comparison hang together (a busier run is busier in most of them), so a comparison counts as fewer tests than it has metrics; the tolerances take it for four.
 */
import { compareVariants } from '../../../sim/experiment/compareVariants.ts';
import type { ComparedMetric } from '../../../sim/experiment/compareVariants.ts';
import { metrics } from '../../../sim/experiment/metrics.ts';
import { readMetric } from '../../../sim/experiment/readMetric.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

type Samples = readonly (readonly (number | null)[])[];

const REPLICATIONS = 6;
/** The planted difference is asked of one comparison in so many. */
const PLANTED_EVERY = 3;
/** Three standard deviations of a share of 5 %: of so many comparisons, and of four times as many tests. */
const sizes = { short: { comparisons: 15, slack: 0.17, tests: 0.085 }, long: { comparisons: 200, slack: 0.046, tests: 0.023 } } as const;

const scenarioText = (seed: number, writesPerSecond: number): string => `
seed: ${seed}
duration: 60ms
warmup: 10ms
server: { dram: { size: 2MiB }, flash: { size: 16MiB }, cache: { flush: { policy: periodic, interval: 5ms } } }
vms:
  - { disk: 8MiB, memory: 512KiB, workload: { type: uniform, rate: ${writesPerSecond}/s, readRatio: 0.5 } }
`;

async function samplesOf(context: ValidationContext, firstSeed: number, rate: number): Promise<Samples> {
  const samples: (number | null)[][] = [];
  for (let replication = 0; replication < REPLICATIONS; replication += 1) {
    const { result } = await context.simulate(scenarioText(firstSeed + replication, rate));
    samples.push(metrics.map(({ path }) => readMetric(result, path)));
  }
  return samples;
}

function tested(baseline: Samples, other: Samples): NonNullable<ComparedMetric['against']>[] {
  const compared = compareVariants(
    metrics,
    [
      { name: 'a', samples: baseline },
      { name: 'b', samples: other },
    ],
    0,
  );
  return (compared[1]?.metrics ?? []).flatMap(({ against }) => (against === null || against.isSame ? [] : [against]));
}

/** `counted` is what the statistics get to see of the samples. */
async function rowsOf(context: ValidationContext, counted: (samples: Samples) => Samples): Promise<ValidationRow[]> {
  const { comparisons, slack, tests: testsTolerance } = sizes[context.size];
  let [alarms, below, tests, planted, found] = [0, 0, 0, 0, 0];
  for (let comparison = 0; comparison < comparisons; comparison += 1) {
    const seed = 1 + comparison * 2 * REPLICATIONS;
    const first = counted(await samplesOf(context, seed, 20_000));
    const against = tested(first, counted(await samplesOf(context, seed + REPLICATIONS, 20_000)));
    if (against.some(({ isSignificant }) => isSignificant)) alarms += 1;
    tests += against.length;
    below += against.filter(({ pValue }) => pValue < 0.05).length;
    if (comparison % PLANTED_EVERY > 0) continue;
    planted += 1;
    const busier = tested(first, counted(await samplesOf(context, seed, 20_600)));
    if (busier.some(({ isSignificant }) => isSignificant)) found += 1;
  }
  return [
    {
      what: 'A/A: comparisons with an alarm',
      expected: 0.05,
      got: alarms / comparisons,
      tolerance: { absolute: slack },
      is: 'atMost',
      samples: comparisons,
      confidence: null,
    },
    { what: 'A/A: tests with p < 0.05', expected: 0.05, got: below / tests, tolerance: { absolute: testsTolerance }, samples: tests, confidence: null },
    {
      what: '3 % more load: comparisons that see it',
      expected: 1,
      got: found / planted,
      tolerance: { absolute: 0.05 },
      is: 'atLeast',
      samples: planted,
      confidence: null,
    },
  ];
}

export const falseAlarms: Validation = {
  name: 'false-alarms',
  summary: 'Does a comparison of the simulator with itself raise no more alarms than stated, and see 3 % more load?',
  source: 'the level that compareVariants.ts states; Student’s t is exact for normal samples',
  tolerance: 'three standard deviations of the shares, with four independent tests a comparison',
  run: (context) => rowsOf(context, (samples) => samples),
  faults: [
    {
      name: 'replications counted twice',
      summary: 'each replication goes into the statistics twice, as if it were two',
      run: (context) => rowsOf(context, (samples) => [...samples, ...samples]),
    },
  ],
};
