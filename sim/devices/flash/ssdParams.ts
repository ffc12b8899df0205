/** Parameters of the SSD model: names, units, defaults, ranges. The defaults are those of a server cache of 2014. */
import type { Distribution } from '../../base/distributions.ts';
import type { ParamSpec } from '../../base/spec.ts';
import { gcPolicies } from './gc/gcPolicies.ts';

export type Precondition = 'fresh' | 'sequential' | 'random';

export interface SsdParams {
  readonly channels: number;
  readonly diesPerChannel: number;
  readonly planes: number;
  readonly pageSizeBytes: number;
  readonly pagesPerBlock: number;
  readonly overProvisioning: number;
  readonly readLatency: Distribution;
  readonly programLatency: Distribution;
  readonly eraseLatency: Distribution;
  /** Null: transfers take no time. */
  readonly channelBandwidthBytesPerSecond: number | null;
  readonly hostLatency: Distribution;
  readonly interfaceLatency: Distribution;
  readonly interfaceBandwidthBytesPerSecond: number | null;
  readonly bufferSizeBytes: number;
  readonly gc: string;
  readonly gcChoices: number;
  readonly gcFree: number;
  readonly streams: boolean;
  readonly wearLevelling: boolean;
  readonly precondition: Precondition;
  readonly cycles: number;
}

const constant = (valueNs: number): Distribution => ({ kind: 'constant', valueNs });

export const ssdParams: { readonly [K in keyof SsdParams]: ParamSpec<SsdParams[K]> } = {
  channels: { unit: 'count', default: 8, min: 1, max: 256, summary: 'channels between controller and flash' },
  diesPerChannel: { unit: 'count', default: 4, min: 1, max: 256, summary: 'dies on each: so many operations go on at the same time' },
  planes: { unit: 'count', default: 1, min: 1, max: 16, summary: 'planes of a die: programmed and erased together, read one by one' },
  pageSizeBytes: { unit: 'bytes', default: 8192, min: 512, max: 65_536, summary: 'size of a flash page: a power of two' },
  pagesPerBlock: { unit: 'count', default: 256, min: 1, max: 16_384, summary: 'pages of a block, which is erased as a whole' },
  overProvisioning: { unit: 'ratio', default: 0.28, min: 0.001, max: 10, summary: 'flash beyond the size that can be addressed, as a share of that size' },
  readLatency: { unit: 'distribution', default: constant(75_000), summary: 'time from the cells of a page to the register of its plane' },
  programLatency: { unit: 'distribution', default: constant(500_000), summary: 'time from the registers to the cells, of one page of each plane' },
  eraseLatency: { unit: 'distribution', default: constant(3_500_000), summary: 'time to erase one block of each plane' },
  channelBandwidthBytesPerSecond: { unit: 'bytesPerSecond', default: 333e6, min: 1e3, orNone: true, summary: 'rate of a channel, or none: at once' },
  hostLatency: {
    unit: 'distribution',
    default: constant(20_000),
    summary: 'time of a command beside the flash; a write that finds room in the buffer takes no more',
  },
  interfaceLatency: {
    unit: 'distribution',
    default: constant(700),
    summary: 'time that each command takes the interface to the host, one at a time, beside the transfer',
  },
  interfaceBandwidthBytesPerSecond: {
    unit: 'bytesPerSecond',
    default: 2.8e9,
    min: 1e3,
    orNone: true,
    summary: 'rate of the interface to the host, or none: at once',
  },
  bufferSizeBytes: { unit: 'bytes', default: 16 * 2 ** 20, min: 512, max: 2 ** 36, summary: 'write buffer, which keeps its content without power' },
  gc: { unit: 'name', default: 'greedy', choices: gcPolicies.map(({ name }) => name), summary: 'which block is collected' },
  gcChoices: { unit: 'count', default: 10, min: 1, max: 1000, summary: 'blocks that d-choices draws' },
  gcFree: { unit: 'ratio', default: 0.05, min: 0, max: 0.5, summary: 'collection keeps this share of the blocks of each die free' },
  streams: { unit: 'flag', default: true, summary: 'current, previous and log data, and what is collected, go to blocks of their own' },
  wearLevelling: { unit: 'flag', default: true, summary: 'the free block with the fewest erases is used next; else the one that was erased first' },
  precondition: {
    unit: 'name',
    default: 'fresh',
    choices: ['fresh', 'sequential', 'random'],
    summary: 'state at the start: empty; written once from end to end; that and then twice as much at random',
  },
  cycles: { unit: 'count', default: 10_000, min: 1, max: 10_000_000, summary: 'erases that a block stands' },
};
