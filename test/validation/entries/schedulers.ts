/**
 * VMs that together ask for more than the array can do, whose requests nearly all miss: what each gets is the scheduler's doing.
 *
 * Figures are answers in the measured time, by VM. Reservations and limits are held against bounds; shares against weights, in bytes or requests as the
 * scheduler counts. The VMs keep so many requests going that each always has some waiting; then SFQ(D) shares to within the largest request (Goyal et al. 1996,
 * theorem 1), which over thousands of requests is nothing beside the tolerance.
 */
import { defaultParams } from '../../../sim/base/spec.ts';
import type { SimulationConfig } from '../../../sim/hosts/simulated/simulationConfig.ts';
import type { IoShare } from '../../../sim/hypervisor/ioScheduler.ts';
import { mclock } from '../../../sim/hypervisor/mclockScheduler.ts';
import { weightedFair } from '../../../sim/hypervisor/weightedFairScheduler.ts';
import { seriesColumn } from '../../../sim/results/series.ts';
import { createContext } from '../createContext.ts';
import type { Planting, Validation, ValidationContext, ValidationRow } from '../validation.ts';

interface VmPlan {
  readonly settings: string;
  readonly queueDepth: number;
  readonly ioKib: number;
}

const WARMUP_MS = 200;
const SAMPLE_MS = 20;
const sizes = { short: { seconds: 1 }, long: { seconds: 10 } } as const;

function scenarioText(scheduler: string, vms: readonly VmPlan[], seconds: number): string {
  const vmText = ({ settings, queueDepth, ioKib }: VmPlan, number: number): string =>
    `  - { name: vm${number}, disk: 64GiB, memory: 0B, ${settings}, workload: { type: uniform, readRatio: 1, ioSize: ${ioKib}KiB, queueDepth: ${queueDepth} } }`;
  return `
duration: ${WARMUP_MS + seconds * 1000}ms
warmup: ${WARMUP_MS}ms
sampleInterval: ${SAMPLE_MS}ms
server:
  scheduler: { policy: ${scheduler}, inFlightMax: 16, inFlightPerVmMax: 16 }
  dram: { size: 8MiB }
  flash: { size: 32MiB }
network: { latency: 0s, bandwidth: none }
array: { readLatency: { kind: exponential, mean: 800us }, parallel: 16 }
vms:
${vms.map(vmText).join('\n')}
`;
}

/**
 * Requests answered in the measured time, per second of it, by VM; and how many altogether. Taken from the time series: the totals of a run also count what is
 * answered after its end, when nobody competes any more.
 */
async function rates(
  context: ValidationContext,
  scheduler: string,
  vms: readonly VmPlan[],
): Promise<{ readonly perSecond: readonly number[]; readonly ios: number }> {
  const { seconds } = sizes[context.size];
  const { series } = await context.simulate(scenarioText(scheduler, vms, seconds));
  const rows = [...series.timesNs.keys()].filter((row) => series.timesNs[row]! > WARMUP_MS * 1e6 && series.timesNs[row]! <= (WARMUP_MS + seconds * 1000) * 1e6);
  const perSecond = vms.map((_, vm) => {
    const column = series.columns[seriesColumn(series, 'readsPerSecond', vm)]!;
    return rows.reduce((sum, row) => sum + column[row]!, 0) / rows.length;
  });
  return { perSecond, ios: Math.round(perSecond.reduce((sum, rate) => sum + rate, 0) * seconds) };
}

/** The array does 20,000 reads per second. */
const reservationCases: readonly { readonly reservation: number; readonly neighbours: readonly VmPlan[] }[] = [
  { reservation: 5000, neighbours: [{ settings: 'ioWeight: 100', queueDepth: 256, ioKib: 4 }] },
  { reservation: 12_000, neighbours: [{ settings: 'ioWeight: 1000', queueDepth: 1024, ioKib: 64 }] },
  {
    reservation: 4000,
    neighbours: [
      { settings: 'ioWeight: 20, reservation: { io: 6000iops }', queueDepth: 128, ioKib: 8 },
      { settings: 'ioWeight: 50', queueDepth: 512, ioKib: 128 },
    ],
  },
];

async function reservationRows(context: ValidationContext): Promise<ValidationRow[]> {
  const rows: ValidationRow[] = [];
  for (const { reservation, neighbours } of reservationCases) {
    const own = { settings: `reservation: { io: ${reservation}iops }`, queueDepth: 64, ioKib: 4 };
    const { perSecond } = await rates(context, 'mclock', [own, ...neighbours]);
    const what = `mclock: ${reservation} reserved beside ${neighbours.map(({ settings, queueDepth }) => `${settings}, ${queueDepth} deep`).join(' and ')}`;
    const samples = Math.round(perSecond[0]! * sizes[context.size].seconds);
    rows.push({ what, expected: reservation, got: perSecond[0]!, tolerance: { relative: 0.002 }, is: 'atLeast', samples, confidence: null });
  }
  return rows;
}

async function limitRows(context: ValidationContext): Promise<ValidationRow[]> {
  const vms = [
    { settings: 'ioWeight: 100, limit: { io: 1500iops }', queueDepth: 64, ioKib: 4 },
    { settings: 'ioWeight: 1', queueDepth: 64, ioKib: 4 },
  ];
  const { perSecond, ios } = await rates(context, 'mclock', vms);
  // The limit, a burst of 10 ms, and what was in flight as the measured time began.
  const most = 1500 + (15 + 16) / sizes[context.size].seconds;
  const what = 'mclock: a limit of 1500, with a weight of 100';
  return [
    { what, expected: most, got: perSecond[0]!, tolerance: { relative: 0 }, is: 'atMost', samples: ios, confidence: null },
    { what: `${what}, is used`, expected: 1500, got: perSecond[0]!, tolerance: { relative: 0.01 }, is: 'atLeast', samples: ios, confidence: null },
  ];
}

async function shareRows(context: ValidationContext): Promise<ValidationRow[]> {
  const weights = [1, 2, 5];
  const kib = [4, 64, 16];
  const rows: ValidationRow[] = [];
  for (const [scheduler, isByBytes] of [
    ['weighted-fair', true],
    ['mclock', false],
    ['round-robin', false],
  ] as const) {
    const vms = weights.map((weight, vm) => ({ settings: `ioWeight: ${weight}`, queueDepth: 96, ioKib: kib[vm]! }));
    const { perSecond, ios } = await rates(context, scheduler, vms);
    const amounts = perSecond.map((rate, vm) => (isByBytes ? rate * kib[vm]! : rate));
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    weights.forEach((weight, vm) => {
      const expected = scheduler === 'round-robin' ? 1 / 3 : weight / 8;
      const what = `${scheduler}: share of ${isByBytes ? 'bytes' : 'requests'}, weight ${weight}`;
      rows.push({ what, expected, got: amounts[vm]! / total, tolerance: { relative: 0.02 }, samples: ios, confidence: null });
    });
  }
  return rows;
}

/** Builds the scheduler anew, for VMs that are not what they should be. */
function withShares(change: (share: IoShare) => IoShare): Planting {
  return (config: SimulationConfig) => {
    const { shares, scheduler: name } = config.hypervisor;
    const limits = { inFlightMax: 16, inFlightPerVmMax: 16 };
    const context = { vmCount: shares.length, shares: shares.map(change) };
    if (name === 'mclock') return { ...config, scheduler: mclock.create({ ...defaultParams(mclock), ...limits }, context) };
    return name === 'weighted-fair' ? { ...config, scheduler: weightedFair.create({ ...defaultParams(weightedFair), ...limits }, context) } : config;
  };
}

export const schedulers: Validation = {
  name: 'schedulers',
  summary: 'Do the schedulers between VMs keep reservations, limits and shares, whatever the neighbours do?',
  source:
    'mClock (Gulati et al. 2010): reservation, limit and shares hold; SFQ(D) (Goyal et al. 1996, Jin et al. 2004): shares by weight to within one request',
  tolerance:
    'reservations: what is in flight as the measured time begins; limits: also a burst of 10 ms; shares: 2 %, for the large requests in flight at both ends',
  run: async (context) => [...(await reservationRows(context)), ...(await limitRows(context)), ...(await shareRows(context))],
  faults: [
    {
      name: 'a scheduler that ignores weights',
      summary: 'all VMs have the same weight',
      run: ({ size }) =>
        shareRows(
          createContext(
            size,
            withShares((share) => ({ ...share, weight: 1 })),
          ),
        ),
    },
    {
      name: 'a scheduler that ignores reservations',
      summary: 'mclock without any promise',
      run: ({ size }) =>
        reservationRows(
          createContext(
            size,
            withShares((share) => ({ ...share, reservationPerSecond: 0 })),
          ),
        ),
    },
    {
      name: 'a scheduler that ignores limits',
      summary: 'mclock without any limit',
      run: ({ size }) =>
        limitRows(
          createContext(
            size,
            withShares((share) => ({ ...share, limitPerSecond: Infinity })),
          ),
        ),
    },
  ],
};
