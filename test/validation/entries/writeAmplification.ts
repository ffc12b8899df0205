/**
 * Write amplification of a flash SSD under uniform random one-page writes, from the result of a run.
 *
 * How a scenario makes such writes: a VM's memory nearly fills the flash of the cache and has hardly any DRAM, so each write demotes one page to a slot that a
 * random earlier write has freed; nothing else is written (no history, no log). The log's area, a sixteenth behind the slots, is never written and so counts
 * as spare: over-provisioning is set for the spare that is asked for.
 */
import { RandomStream } from '../../../sim/base/random.ts';
import { Ssd } from '../../../sim/devices/flash/ssd.ts';
import { flashLayout } from '../../../sim/hosts/simulated/flashLayout.ts';
import type { SimulationConfig } from '../../../sim/hosts/simulated/simulationConfig.ts';
import { parseScenario } from '../../../sim/scenario/parse.ts';
import { ForgetfulTranslation } from '../../devices/flash/forgetfulTranslation.ts';
import { createContext } from '../createContext.ts';
import { fifoWriteAmplification } from '../theory/fifoWriteAmplification.ts';
import type { Validation, ValidationContext, ValidationRow } from '../validation.ts';

interface Spare {
  /** 1 − mapped / physical pages. */
  readonly spare: number;
  /** Greedy, 4,000 blocks of 64 pages. */
  readonly greedy: number;
}

const SPARES: readonly Spare[] = [
  { spare: 0.1, greedy: 4.832 },
  { spare: 0.2, greedy: 2.602 },
  { spare: 0.2308, greedy: 2.295 },
  { spare: 0.3, greedy: 1.835 },
];
/** Slots and the log's area behind them, per slot. */
const LAYOUT_RATIO = 17 / 16;
/** Memory that has no slot in flash at any one time: it is in DRAM. */
const IN_DRAM_KIB = 128;

const sizes = {
  short: { flashMib: 96, fifoTolerance: 0.015, greedyTolerance: 0.03 },
  long: { flashMib: 384, fifoTolerance: 0.005, greedyTolerance: 0.012 },
} as const;

function scenarioText(flashMib: number, gc: string, spare: number, amplification: number): string {
  const overProvisioning = 1 / (1 - spare) / LAYOUT_RATIO - 1;
  // A page takes a microsecond: the flash is filled about three times over before it counts, and four times after.
  const fillNs = ((flashMib * 2 ** 20) / 4096) * 1000 * amplification;
  return `
warmup: ${Math.round(fillNs * 5)}ns
duration: ${Math.round(fillNs * 11)}ns
server:
  dram: { size: 256KiB }
  flash: { model: ssd, size: ${flashMib}MiB, channels: 1, diesPerChannel: 1, pageSize: 4KiB, pagesPerBlock: 64, overProvisioning: ${overProvisioning.toFixed(5)}, gc: ${gc}, gcFree: 0, streams: false, wearLevelling: false, readLatency: 1us, programLatency: 1us, eraseLatency: 1us, channelBandwidth: none, interfaceBandwidth: none, hostLatency: 1us, interfaceLatency: 0s }
  cache: { granularity: bookmark, durability: dram }
vms: [{ disk: 64MiB, memory: ${flashMib * 1024 - IN_DRAM_KIB}KiB, workload: { type: uniform, space: memory, readRatio: 0, ioSize: 4KiB, queueDepth: 8 } }]
`;
}

async function rowOf(context: ValidationContext, gc: 'fifo' | 'greedy', { spare, greedy }: Spare): Promise<ValidationRow> {
  const { flashMib, fifoTolerance, greedyTolerance } = sizes[context.size];
  const closedForm = fifoWriteAmplification(1 / (1 - spare));
  const { result } = await context.simulate(scenarioText(flashMib, gc, spare, closedForm));
  return {
    what: `${gc}, spare ${spare}: write amplification`,
    expected: gc === 'fifo' ? closedForm : greedy,
    got: result.flash.writeAmplification,
    tolerance: { relative: gc === 'fifo' ? fifoTolerance : greedyTolerance },
    samples: result.total.writes,
    confidence: null,
  };
}

/** In the short form one spare, by both ways to collect. */
async function rowsOf(context: ValidationContext, spares: readonly Spare[]): Promise<ValidationRow[]> {
  const rows: ValidationRow[] = [];
  for (const spare of spares) for (const gc of ['fifo', 'greedy'] as const) rows.push(await rowOf(context, gc, spare));
  return rows;
}

/** The flash of the scenario, but that its garbage collection loses pages. */
function withForgetfulFlash(config: SimulationConfig, text: string): SimulationConfig {
  const { flash } = parseScenario(text, 'validation.yaml', []).server;
  const { engineConfig, seed } = config;
  const place = { sizeBytes: flashLayout(engineConfig).sizeBytes, blockBytes: engineConfig.blockBytes };
  const network = { latency: { kind: 'constant', valueNs: 0 }, bytesPerSecond: null } as const;
  const stream = (purpose: string): RandomStream => new RandomStream(seed, `device/flash/${purpose}`);
  const context = { ...place, name: 'flash', insideMax: 100_000, network, stream };
  const device = new Ssd(flash.params as unknown as ConstructorParameters<typeof Ssd>[0], context, ForgetfulTranslation);
  return { ...config, devices: { ...config.devices, flash: device } };
}

const MIDDLE = SPARES[2]!;

export const writeAmplification: Validation = {
  name: 'write-amplification',
  summary: 'How much does garbage collection write besides, under uniform random writes of one page?',
  source: 'fifo: p = exp(−α(1 − p)), 1/(1 − p), Xiang and Kurkoski, arXiv 1110.4245; greedy: an independent simulation with 4,000 blocks of 64 pages',
  tolerance: 'fifo 0.5 %; greedy 1.2 %, as there are half as many blocks (short form: an eighth of the blocks, 1.5 and 3 %)',
  run: (context) => rowsOf(context, context.size === 'long' ? SPARES : [MIDDLE]),
  faults: [
    {
      name: 'collection that forgets a page',
      summary: 'every fiftieth valid page is lost',
      run: async ({ size }) => [
        await rowOf({ size, simulate: (text) => createContext(size, (config) => withForgetfulFlash(config, text)).simulate(text) }, 'fifo', MIDDLE),
      ],
    },
    {
      name: 'the wrong block to collect',
      summary: 'the oldest block instead of the one with the fewest valid pages',
      run: async (context) => [await rowOf({ ...context, simulate: (text) => context.simulate(text.replace('gc: greedy', 'gc: fifo')) }, 'greedy', SPARES[0]!)],
    },
  ],
};
