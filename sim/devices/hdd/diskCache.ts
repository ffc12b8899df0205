/**
 * The buffer of a disk drive: a few segments, each with a run of neighbouring sectors.
 *
 * Reading goes on past what was asked for (read-ahead) until the segment is full or the arm is needed elsewhere; how far it has come is worked out when
 * somebody asks, so that an idle disk costs no events. A write goes to a segment of its own, which is dirty until the platter has it; afterwards it serves
 * reads. Segments are reused least recently used first, never a dirty one.
 *
 * Left out: segments that change their size, reads that are put together from several segments or from buffer and platter.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { DiskMechanism } from './diskMechanism.ts';

export interface DiskCacheConfig {
  /** 0: no buffer at all. */
  readonly segments: number;
  readonly segmentSectors: number;
  /** Sectors that are read on at most; 0: none. */
  readonly readAheadSectors: number;
  /** Does reading on begin again after a hit, when it had come to its end? */
  readonly readAheadAfterHit: boolean;
  /** Segments that may be dirty; 0: a write is done when the platter has it. */
  readonly writeSegments: number;
}

export interface DiskCacheState {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly dirty: Uint8Array;
  readonly used: Float64Array;
  readonly clock: number;
  readonly ahead: { readonly segment: number; readonly fromNs: number; readonly fromSector: number; readonly limitSector: number };
}

/** What is wrong with a buffer, or null. */
export function diskCacheProblem(config: DiskCacheConfig): string | null {
  if (!Number.isInteger(config.segments) || config.segments < 0) return 'a drive has a whole number of segments, 0 for none';
  if (config.segments > 0 && config.segmentSectors < 1) return 'a segment holds at least one sector';
  if (config.readAheadSectors > config.segmentSectors) return 'read-ahead goes no further than a segment holds';
  return config.writeSegments > config.segments ? 'no more segments can be dirty than there are' : null;
}

export class DiskCache implements Stateful<DiskCacheState> {
  readonly #config: DiskCacheConfig;
  readonly #mechanism: DiskMechanism;
  readonly #capacitySectors: number;
  /** A segment holds `start` … `end` − 1; empty when these are equal. */
  readonly #start: Float64Array;
  readonly #end: Float64Array;
  readonly #dirty: Uint8Array;
  readonly #used: Float64Array;
  #clock = 0;
  #dirtySegments = 0;
  /** The segment that is being read on into, or −1; since when, from which sector on, and where it stops. */
  #aheadSegment = -1;
  #aheadFromNs = 0;
  #aheadFromSector = 0;
  #aheadLimitSector = 0;

  constructor(config: DiskCacheConfig, mechanism: DiskMechanism, capacitySectors: number) {
    assert(diskCacheProblem(config) === null, 'the buffer of a disk is possible');
    this.#config = config;
    this.#mechanism = mechanism;
    this.#capacitySectors = capacitySectors;
    this.#start = new Float64Array(config.segments);
    this.#end = new Float64Array(config.segments);
    this.#dirty = new Uint8Array(config.segments);
    this.#used = new Float64Array(config.segments);
  }

  /** When all these sectors are in one segment: `nowNs` or earlier if they are there, later if reading on will bring them; −1 if neither. */
  readyNs(nowNs: number, sector: number, count: number): number {
    this.#settle(nowNs, false);
    for (let segment = 0; segment < this.#start.length; segment += 1) {
      if (sector < this.#start[segment] || sector >= this.#end[segment] + (segment === this.#aheadSegment ? 1 : 0)) continue;
      if (sector + count <= this.#end[segment]) return this.#touch(segment, nowNs, sector + count);
      if (segment !== this.#aheadSegment || sector + count > this.#aheadLimitSector) continue;
      this.#touch(segment, nowNs, sector + count);
      return this.#mechanism.readOnNs(this.#aheadFromNs, this.#aheadFromSector, sector + count - this.#aheadFromSector);
    }
    return -1;
  }

  /** The arm is needed: reading on ends here. */
  stopReading(nowNs: number): void {
    this.#settle(nowNs, true);
    this.#aheadSegment = -1;
  }

  /** The platter was read: the sectors are in a segment from now on, and reading goes on behind them. */
  keepRead(nowNs: number, sector: number, count: number): void {
    const segment = this.#takeSegment();
    if (segment < 0) return;
    const { segmentSectors, readAheadSectors } = this.#config;
    this.#end[segment] = sector + count;
    this.#start[segment] = Math.max(sector, sector + count - segmentSectors);
    if (readAheadSectors === 0) return;
    this.#aheadSegment = segment;
    this.#aheadFromNs = nowNs;
    this.#aheadFromSector = sector + count;
    this.#aheadLimitSector = Math.min(sector + count + readAheadSectors, this.#capacitySectors);
  }

  /** Takes a write in, if there is a segment for it. Returns the segment, or −1. */
  takeWrite(sector: number, count: number): number {
    if (this.#dirtySegments >= this.#config.writeSegments || count > this.#config.segmentSectors) return -1;
    const segment = this.#takeSegment();
    if (segment < 0) return -1;
    this.#start[segment] = sector;
    this.#end[segment] = sector + count;
    this.#dirty[segment] = 1;
    this.#dirtySegments += 1;
    return segment;
  }

  /** May a dirty segment grow by so many sectors? */
  hasRoomBehind(segment: number, count: number): boolean {
    return this.#end[segment] - this.#start[segment] + count <= this.#config.segmentSectors;
  }

  /** A dirty segment gets `count` more sectors behind its last. */
  growWrite(segment: number, count: number): void {
    assert(this.#dirty[segment] === 1, 'a write is appended to a dirty segment');
    this.#end[segment] += count;
  }

  /** The platter has what a dirty segment holds. */
  written(segment: number): void {
    this.#dirty[segment] = 0;
    this.#dirtySegments -= 1;
  }

  /** What clean segments hold of these sectors is out of date. */
  forget(nowNs: number, sector: number, count: number): void {
    this.#settle(nowNs, false);
    for (let segment = 0; segment < this.#start.length; segment += 1) {
      const reach = segment === this.#aheadSegment ? this.#aheadLimitSector : this.#end[segment];
      if (this.#dirty[segment] === 1 || sector + count <= this.#start[segment] || sector >= reach) continue;
      if (segment === this.#aheadSegment) this.stopReading(nowNs);
      this.#start[segment] = 0;
      this.#end[segment] = 0;
    }
  }

  save(): DiskCacheState {
    return {
      start: this.#start.slice(),
      end: this.#end.slice(),
      dirty: this.#dirty.slice(),
      used: this.#used.slice(),
      clock: this.#clock,
      ahead: { segment: this.#aheadSegment, fromNs: this.#aheadFromNs, fromSector: this.#aheadFromSector, limitSector: this.#aheadLimitSector },
    };
  }

  restore(state: DiskCacheState): void {
    this.#start.set(state.start);
    this.#end.set(state.end);
    this.#dirty.set(state.dirty);
    this.#used.set(state.used);
    this.#clock = state.clock;
    this.#dirtySegments = state.dirty.reduce((sum, bit) => sum + bit, 0);
    this.#aheadSegment = state.ahead.segment;
    this.#aheadFromNs = state.ahead.fromNs;
    this.#aheadFromSector = state.ahead.fromSector;
    this.#aheadLimitSector = state.ahead.limitSector;
  }

  /** How far reading on has come. */
  #settle(nowNs: number, moves: boolean): void {
    const segment = this.#aheadSegment;
    if (segment < 0) return;
    const left = this.#aheadLimitSector - this.#aheadFromSector;
    this.#end[segment] = this.#aheadFromSector + this.#mechanism.readOn(this.#aheadFromNs, this.#aheadFromSector, left, nowNs, moves);
    this.#start[segment] = Math.max(this.#start[segment], this.#end[segment] - this.#config.segmentSectors);
  }

  /** A hit up to `endSector`. Reading on that had come to its end begins again, where the drive does that. */
  #touch(segment: number, nowNs: number, endSector: number): number {
    this.#clock += 1;
    this.#used[segment] = this.#clock;
    if (segment !== this.#aheadSegment || !this.#config.readAheadAfterHit) return nowNs;
    const limitSector = Math.min(endSector + this.#config.readAheadSectors, this.#capacitySectors);
    if (limitSector <= this.#aheadLimitSector) return nowNs;
    if (this.#end[segment] === this.#aheadLimitSector) {
      this.#settle(nowNs, true);
      this.#aheadFromNs = nowNs;
      this.#aheadFromSector = this.#end[segment];
    }
    this.#aheadLimitSector = limitSector;
    return nowNs;
  }

  /** The clean segment that was used least recently, emptied; −1 when there is none. */
  #takeSegment(): number {
    let oldest = -1;
    for (let segment = 0; segment < this.#start.length; segment += 1) {
      if (this.#dirty[segment] === 0 && (oldest < 0 || this.#used[segment] < this.#used[oldest])) oldest = segment;
    }
    if (oldest < 0) return -1;
    if (oldest === this.#aheadSegment) this.#aheadSegment = -1;
    this.#clock += 1;
    this.#used[oldest] = this.#clock;
    this.#start[oldest] = 0;
    this.#end[oldest] = 0;
    return oldest;
  }
}
