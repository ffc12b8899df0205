/**
 * Arm and platters of one disk: where the arm is, and how long an access takes that begins at a given time.
 *
 * Timing. The platters turn all the time, so the angle under the heads is a function of the time alone. An access is the seek (or, on the same cylinder, the
 * switch to another surface), for writes the extra settling, the wait until its first sector comes by, and the transfer; at the end of a track the switch to
 * the next one and the wait that the skew leaves. Times are not rounded here: whoever schedules does that, once.
 *
 * Left out: seek errors and retries, thermal recalibration, speed tolerance of the spindle.
 */
import type { Stateful } from '../../base/stateful.ts';
import type { DiskGeometry } from './diskGeometry.ts';
import type { SeekCurve } from './seekCurve.ts';

export interface DiskMechanismConfig {
  readonly revolutionsPerMinute: number;
  readonly headSwitchNs: number;
  /** Of a write after a seek or a switch, besides what the seek curve has. */
  readonly writeSettleNs: number;
}

export interface DiskMechanismState {
  readonly cylinder: number;
  readonly surface: number;
}

/** Sectors missed by less than this, in ns, are not missed: rounding. */
const ROUNDING_NS = 1;

export class DiskMechanism implements Stateful<DiskMechanismState> {
  readonly revolutionNs: number;
  readonly #geometry: DiskGeometry;
  readonly #seeks: SeekCurve;
  readonly #headSwitchNs: number;
  readonly #writeSettleNs: number;
  #cylinder = 0;
  #surface = 0;
  /** Of the transfer worked out last: when its first sector is over, when its last one is, and the track on which it ends. */
  firstSectorNs = 0;
  endNs = 0;
  #endCylinder = 0;
  #endSurface = 0;

  constructor(config: DiskMechanismConfig, geometry: DiskGeometry, seeks: SeekCurve) {
    this.revolutionNs = 60e9 / config.revolutionsPerMinute;
    this.#geometry = geometry;
    this.#seeks = seeks;
    this.#headSwitchNs = config.headSwitchNs;
    this.#writeSettleNs = config.writeSettleNs;
  }

  /** Where the arm is. */
  get cylinder(): number {
    return this.#cylinder;
  }

  /**
   * An access that begins at `startNs`; a write's data is there at `dataNs`. The arm moves: afterwards it is where the access ends. `firstSectorNs` and
   * `endNs` hold the result.
   */
  access(startNs: number, sector: number, count: number, isWrite: boolean, dataNs: number): void {
    this.#geometry.locate(sector);
    const onTrackNs = startNs + this.#switchNs(this.#cylinder, this.#surface, isWrite);
    this.#transfer(onTrackNs > dataNs ? onTrackNs : dataNs, sector, count, isWrite, Infinity);
    this.#cylinder = this.#endCylinder;
    this.#surface = this.#endSurface;
  }

  /** How long it takes, for an access that begins at `startNs`, until its first sector is under the head. The arm stays. */
  positionNs(startNs: number, sector: number, isWrite: boolean): number {
    this.#geometry.locate(sector);
    const onTrackNs = startNs + this.#switchNs(this.#cylinder, this.#surface, isWrite);
    return onTrackNs + this.#rotationNs(onTrackNs) - startNs;
  }

  /** When reading on from the place where the head is at `startNs` is over with `count` sectors from `sector` on. The arm stays. */
  readOnNs(startNs: number, sector: number, count: number): number {
    this.#geometry.locate(sector);
    this.#transfer(startNs + this.#switchNs(this.#cylinder, this.#surface, false), sector, count, false, Infinity);
    return this.endNs;
  }

  /** How many of `count` sectors reading on has read until `untilNs`; the arm moves along when `moves`. */
  readOn(startNs: number, sector: number, count: number, untilNs: number, moves: boolean): number {
    if (count === 0) return 0;
    this.#geometry.locate(sector);
    const read = this.#transfer(startNs + this.#switchNs(this.#cylinder, this.#surface, false), sector, count, false, untilNs);
    if (moves) {
      this.#cylinder = this.#endCylinder;
      this.#surface = this.#endSurface;
    }
    return read;
  }

  save(): DiskMechanismState {
    return { cylinder: this.#cylinder, surface: this.#surface };
  }

  restore(state: DiskMechanismState): void {
    this.#cylinder = state.cylinder;
    this.#surface = state.surface;
  }

  /** To the track of the sector that was located last. */
  #switchNs(fromCylinder: number, fromSurface: number, isWrite: boolean): number {
    const geometry = this.#geometry;
    const distance = Math.abs(geometry.cylinder - fromCylinder);
    if (distance === 0 && geometry.surface === fromSurface) return 0;
    const headNs = geometry.surface === fromSurface ? 0 : this.#headSwitchNs;
    const seekNs = this.#seeks.seekNs(distance);
    return (seekNs > headNs ? seekNs : headNs) + (isWrite ? this.#writeSettleNs : 0);
  }

  /** Until the sector that was located last comes by. */
  #rotationNs(atNs: number): number {
    const waitNs = this.#geometry.angle * this.revolutionNs - (atNs % this.revolutionNs);
    return waitNs < -ROUNDING_NS ? waitNs + this.revolutionNs : waitNs < 0 ? 0 : waitNs;
  }

  /** From the sector that was located last on, until `untilNs` at most. Returns the number of sectors that are over. */
  #transfer(onTrackNs: number, sector: number, count: number, isWrite: boolean, untilNs: number): number {
    const geometry = this.#geometry;
    const revolutionNs = this.revolutionNs;
    let atNs = onTrackNs;
    let done = 0;
    for (;;) {
      const left = count - done;
      const onTrack = left < geometry.sectorsToTrackEnd ? left : geometry.sectorsToTrackEnd;
      const sectorNs = revolutionNs / geometry.sectorsPerTrack;
      atNs += this.#rotationNs(atNs);
      if (done === 0) this.firstSectorNs = atNs + sectorNs;
      this.#endCylinder = geometry.cylinder;
      this.#endSurface = geometry.surface;
      if (atNs + onTrack * sectorNs > untilNs) {
        const part = Math.floor((untilNs - atNs) / sectorNs);
        return done + (part > 0 ? part : 0);
      }
      atNs += onTrack * sectorNs;
      done += onTrack;
      if (done === count) {
        this.endNs = atNs;
        return done;
      }
      const cylinder = geometry.cylinder;
      const surface = geometry.surface;
      geometry.locate(sector + done);
      atNs += this.#switchNs(cylinder, surface, isWrite);
    }
  }
}
