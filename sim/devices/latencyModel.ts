/** The simplest model, `latency`: see `latencyDevice.ts`. On the array its rate is that of the network, so it has no parameter for it there. */
import { momentsOf } from '../base/moments.ts';
import type { Distribution } from '../base/distributions.ts';
import type { Moments } from '../base/moments.ts';
import type { ParamSpec } from '../base/spec.ts';
import type { DeviceContext, DeviceSpec, NetworkPath, ServiceDemand } from './deviceSpec.ts';
import { LatencyDevice } from './latencyDevice.ts';

interface ArrayLatencyParams {
  readonly readLatency: Distribution;
  readonly writeLatency: Distribution;
  readonly parallel: number;
}

interface LatencyParams extends ArrayLatencyParams {
  readonly bandwidthBytesPerSecond: number | null;
}

const description = {
  name: 'latency',
  summary: 'a latency per operation, so many operations at the same time, the rest first come, first served',
  source: 'the station G/G/c of queueing theory: L. Kleinrock, Queueing Systems I, 1975',
} as const;

const common: { readonly [K in keyof ArrayLatencyParams]: ParamSpec<ArrayLatencyParams[K]> } = {
  readLatency: { unit: 'distribution', default: { kind: 'constant', valueNs: 75_000 }, summary: 'time of a read besides the transfer' },
  writeLatency: { unit: 'distribution', default: { kind: 'constant', valueNs: 20_000 }, summary: 'time of a write besides the transfer' },
  parallel: { unit: 'count', default: 32, min: 1, max: 1_048_576, summary: 'operations that are served at the same time' },
};

/** Of DRAM and flash. */
export const latencyModel: DeviceSpec<LatencyParams> = {
  ...description,
  live: ['readLatency', 'writeLatency'],
  params: {
    readLatency: common.readLatency,
    writeLatency: common.writeLatency,
    bandwidthBytesPerSecond: {
      unit: 'bytesPerSecond',
      default: null,
      min: 1,
      orNone: true,
      summary: 'rate at which one operation transfers, or none: at once',
    },
    parallel: common.parallel,
  },
  demand: (params, { network }) => demandOf(params, params.bandwidthBytesPerSecond, network),
  create: (params, context) => createLatencyDevice(params, params.bandwidthBytesPerSecond, context),
};

/** Of the array. */
export const arrayLatencyModel: DeviceSpec<ArrayLatencyParams> = {
  ...description,
  live: ['readLatency', 'writeLatency'],
  params: common,
  demand: (params, { network }) => demandOf(params, network.bytesPerSecond, network),
  create: (params, context) => createLatencyDevice(params, context.network.bytesPerSecond, context),
};

function demandOf({ readLatency, writeLatency, parallel }: ArrayLatencyParams, bytesPerSecond: number | null, network: NetworkPath): ServiceDemand {
  const way = momentsOf(network.latency);
  const both = (latency: Moments): Moments => ({ meanNs: latency.meanNs + way.meanNs, variance: latency.variance + way.variance });
  return {
    places: parallel,
    read: both(momentsOf(readLatency)),
    write: both(momentsOf(writeLatency)),
    nsPerByte: bytesPerSecond === null ? 0 : 1e9 / bytesPerSecond,
  };
}

function createLatencyDevice(params: ArrayLatencyParams, bytesPerSecond: number | null, context: DeviceContext): LatencyDevice {
  const { readLatency, writeLatency, parallel } = params;
  const config = {
    readLatency,
    writeLatency,
    extraLatency: context.network.latency,
    bytesPerSecond: bytesPerSecond === null ? Infinity : bytesPerSecond,
    parallel,
    insideMax: context.insideMax,
  };
  return new LatencyDevice(context.name, config, context.stream(''));
}
