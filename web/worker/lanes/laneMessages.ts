/** Single IOs as the screen Swimlanes asks for them. Times are simulated ns. */
import type { TimeRange } from '../../../reports/charts/timeLink.ts';

export const laneKinds = ['vm', 'hypervisor', 'room', 'device'] as const;
export type LaneKind = (typeof laneKinds)[number];

export const ioFilters = ['all', 'reads', 'writes'] as const;
export type IoFilter = (typeof ioFilters)[number];

/** Which IOs the percentiles are of. */
export interface LaneChoice {
  readonly filter: IoFilter;
  /** Of one VM; -1: of all. */
  readonly vm: number;
  /** Of those answered in the range, rather than of all that are kept. */
  readonly isRangeOnly: boolean;
}

export interface LanesRequest extends LaneChoice {
  /** Null: the latest IOs. */
  readonly range: TimeRange | null;
  readonly pixels: number;
}

export interface Lane {
  readonly title: string;
  readonly kind: LaneKind;
  /** Of kind `vm`, else -1. */
  readonly vm: number;
  /** Spans that overlap lie in rows of their own: as many as the range takes. */
  readonly rows: number;
}

/** What is drawn, by columns. What is narrower than a pixel or two is drawn together: `io` is then that of the longest. */
export interface LaneBoxes {
  readonly count: number;
  readonly lane: Uint8Array;
  readonly row: Uint16Array;
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
  /** Of the VM whose IO it is. */
  readonly vm: Int32Array;
  /** The request that it is part of, or -1: the cache's own work. */
  readonly io: Float64Array;
  /** Index into `spanNames`. */
  readonly name: Uint8Array;
  /** Spans that are drawn as one. */
  readonly spans: Uint32Array;
}

/** One span of an IO's way, and where it is drawn. */
export interface PathSpan {
  readonly lane: number;
  readonly row: number;
  readonly name: string;
  readonly place: TimePlace;
  readonly fromNs: number;
  readonly toNs: number;
  readonly bytes: number;
}

/** Where the time of an IO can go: each instant counts once, for the first of these that it waited for. */
export const timePlaces = ['hypervisor', 'room', 'array', 'flash', 'DRAM', 'cache'] as const;
export type TimePlace = (typeof timePlaces)[number];

export interface IoPath {
  readonly id: number;
  readonly vm: number;
  /** Where the whole of it is drawn; -1: its VM has no lane. */
  readonly lane: number;
  readonly row: number;
  readonly name: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** Null: it is still under way. */
  readonly status: 'ok' | 'failed' | 'dropped' | null;
  readonly arrivalNs: number;
  /** Where it is still under way: now. */
  readonly answeredNs: number;
  readonly spans: readonly PathSpan[];
  /** By `timePlaces`; they add up to the latency. */
  readonly timesNs: readonly number[];
}

/** The IO at this share of the latencies. */
export interface PercentileIo {
  readonly share: number;
  readonly path: IoPath;
}

export interface LaneView {
  readonly nowNs: number;
  /** What is shown. */
  readonly range: TimeRange;
  /** From the arrival of the first IO that is kept. */
  readonly keptFromNs: number;
  readonly iosKept: number;
  readonly iosLeftOut: number;
  readonly lanes: readonly Lane[];
  /** VMs that have no lane, since there are so many. */
  readonly vmsLeftOut: number;
  readonly boxes: LaneBoxes;
  /** In the range; boxes are fewer where spans are drawn together. */
  readonly spansInRange: number;
  /** IOs that the percentiles are of. */
  readonly answered: number;
  readonly percentiles: readonly PercentileIo[];
}
