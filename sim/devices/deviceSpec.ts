/**
 * How a device model introduces itself: name, parameters, sources, which geometries are impossible, and how one is made.
 *
 * A model is one file with a `DeviceSpec`, and a line in `deviceModels.ts` under each role that it can play. The scenario's fields, messages and JSON Schema come from there.
 */
import type { Distribution } from '../base/distributions.ts';
import type { Moments } from '../base/moments.ts';
import type { RandomStream } from '../base/random.ts';
import type { Spec } from '../base/spec.ts';
import type { DeviceModel } from './device.ts';

/** What a device stands for in the simulated world. */
export const deviceRoles = ['dram', 'flash', 'array'] as const;
export type DeviceRole = (typeof deviceRoles)[number];

/** What is known of a device before it is made: enough to say whether its geometry is possible. */
export interface DevicePlace {
  /** Addresses of operations are below this: the tier with all areas behind it; of the array: all disks. */
  readonly sizeBytes: number;
  /** The unit of caching: operations on slots are multiples of it, log appends are not. */
  readonly blockBytes: number;
}

/** What a model is made with. */
export interface DeviceContext extends DevicePlace {
  /** `dram`, `flash`, `array`: the device's name in the result. */
  readonly name: string;
  /** Operations that are inside at most. */
  readonly insideMax: number;
  /** The way to the device and back: of the array the network, of others nothing. */
  readonly network: NetworkPath;
  /** This device's own random numbers: one stream per purpose, unique names. */
  stream(purpose: string): RandomStream;
}

export interface NetworkPath {
  /** There and back, added once to each operation. */
  readonly latency: Distribution;
  /** Of each operation; null: transfers take no time. */
  readonly bytesPerSecond: number | null;
  /** When the link is lost, and for how long; in order, apart from each other. Left out: never. Only models that say so (`hasLink`) can lose it. */
  readonly outages?: readonly Outage[];
  /** How long an operation waits for a link that is down; null, or left out: for ever. */
  readonly timeoutNs?: number | null;
}

export interface Outage {
  readonly atNs: number;
  readonly forNs: number;
}

/** Why a device cannot be: the parameter that is to blame, or null for the size of the device. */
export interface DeviceFault {
  readonly param: string | null;
  readonly allowed: string;
}

/**
 * What operations cost by the book, for a device that is one station: so many places, and a mean service time for each kind of operation that depends on
 * nothing but its length. A run holds the device against it (utilisation = throughput × demand), so it is written down apart from the device's own code.
 */
export interface ServiceDemand {
  readonly places: number;
  readonly read: Moments;
  /** Of writes and discards. */
  readonly write: Moments;
  /** On top, for each byte read or written; 0: transfers take no time. */
  readonly nsPerByte: number;
}

export interface DeviceSpec<Params extends object = Record<string, unknown>> extends Spec<Params, DeviceContext, DeviceModel> {
  /** Looks at parameters together, and at the size; each by itself is within its range. `create` is only called where this is null. Left out: any will do. */
  fault?(params: Params, place: DevicePlace): DeviceFault | null;
  /** Names of parameters that can change while a run goes on (`DeviceModel.change`). Left out: none. */
  readonly live?: readonly string[];
  /** Its network can be lost. */
  readonly hasLink?: true;
  /** Left out: the device is more than one station, or its service depends on more. */
  demand?(params: Params, context: Pick<DeviceContext, 'network'>): ServiceDemand;
  /** Memory of the machine that the model's tables take, in bytes. Left out: next to nothing. */
  memoryBytes?(params: Params, place: DevicePlace): number;
}
