/**
 * Where a sector lies on a disk: cylinder, surface, place on the track, and at which angle that is.
 *
 * Sectors are numbered cylinder by cylinder, within a cylinder surface by surface, within a zone all tracks have the same number of sectors. From one track
 * to the next the first sector is shifted by the track skew, from one cylinder to the next by the cylinder skew (both in sectors), so that sequential
 * transfer goes on after a switch of heads or a seek of one cylinder. Each zone begins at angle 0.
 *
 * Left out: serpentine numbering, remapped and slipped sectors (a zone's spare sectors are taken off its end), angles between zones.
 * Source: C. Ruemmler and J. Wilkes, "An Introduction to Disk Drive Modeling" (IEEE Computer, March 1994); DiskSim's diskmodel, layout "g1".
 */
import { assert } from '../../base/assert.ts';

export interface DiskZone {
  readonly firstCylinder: number;
  readonly lastCylinder: number;
  readonly sectorsPerTrack: number;
  readonly trackSkewSectors: number;
  readonly cylinderSkewSectors: number;
  readonly spareSectors: number;
}

/** A zone as a row of a table. */
export function diskZone(
  firstCylinder: number,
  lastCylinder: number,
  sectorsPerTrack: number,
  trackSkewSectors: number,
  cylinderSkewSectors: number,
  spareSectors: number,
): DiskZone {
  return { firstCylinder, lastCylinder, sectorsPerTrack, trackSkewSectors, cylinderSkewSectors, spareSectors };
}

export interface DiskGeometryConfig {
  readonly sectorBytes: number;
  readonly surfaces: number;
  /** Sectors that the drive offers; at most what its zones hold. */
  readonly capacitySectors: number;
  /** From the outermost on. Cylinders between zones hold no data. */
  readonly zones: readonly DiskZone[];
}

/** What is impossible about a geometry, or null. */
export function diskGeometryProblem(config: DiskGeometryConfig): string | null {
  if (!Number.isInteger(config.sectorBytes) || config.sectorBytes < 512 || config.sectorBytes % 512 !== 0) return 'a sector has a multiple of 512 bytes';
  if (!Number.isInteger(config.surfaces) || config.surfaces < 1) return 'a disk has at least one surface';
  if (config.zones.length === 0) return 'a disk has at least one zone';
  let sectors = 0;
  let after = 0;
  for (const zone of config.zones) {
    const problem = zoneProblem(zone, after);
    if (problem !== null) return problem;
    after = zone.lastCylinder + 1;
    const zoneSectors = zoneSectorsOf(zone, config.surfaces);
    if (zoneSectors < 1) return 'the spare sectors of a zone are fewer than its sectors';
    sectors += zoneSectors;
  }
  if (config.capacitySectors < 1 || config.capacitySectors > sectors)
    return `the zones hold ${String(sectors)} sectors: the drive offers at least one and no more`;
  return null;
}

function zoneProblem(zone: DiskZone, after: number): string | null {
  if (!Number.isInteger(zone.firstCylinder) || zone.firstCylinder < after) return 'the cylinders of a zone lie behind those of the zone before it';
  if (!Number.isInteger(zone.lastCylinder) || zone.lastCylinder < zone.firstCylinder) return 'a zone has at least one cylinder';
  if (!Number.isInteger(zone.sectorsPerTrack) || zone.sectorsPerTrack < 1) return 'a track has at least one sector';
  if (zone.trackSkewSectors < 0 || zone.trackSkewSectors >= zone.sectorsPerTrack) return 'the track skew is less than a track';
  if (zone.cylinderSkewSectors < 0 || zone.cylinderSkewSectors >= zone.sectorsPerTrack) return 'the cylinder skew is less than a track';
  return zone.spareSectors < 0 ? 'a zone has no fewer than 0 spare sectors' : null;
}

function zoneSectorsOf(zone: DiskZone, surfaces: number): number {
  return (zone.lastCylinder - zone.firstCylinder + 1) * surfaces * zone.sectorsPerTrack - zone.spareSectors;
}

export class DiskGeometry {
  readonly sectorBytes: number;
  readonly surfaces: number;
  readonly cylinders: number;
  readonly capacitySectors: number;
  readonly #zones: readonly DiskZone[];
  /** First sector of each zone, and behind the last. */
  readonly #zoneStart: Float64Array;
  /** Of the sector located last. */
  cylinder = 0;
  surface = 0;
  /** Place on the track, from 0. */
  sector = 0;
  sectorsPerTrack = 1;
  /** From the sector to the end of its track, itself included: sectors that follow without a switch. */
  sectorsToTrackEnd = 1;
  /** Angle at which the sector begins, as a share of a revolution in [0, 1). */
  angle = 0;

  constructor(config: DiskGeometryConfig) {
    assert(diskGeometryProblem(config) === null, 'the geometry of a disk is possible');
    this.sectorBytes = config.sectorBytes;
    this.surfaces = config.surfaces;
    this.capacitySectors = config.capacitySectors;
    this.#zones = config.zones;
    this.cylinders = config.zones[config.zones.length - 1].lastCylinder + 1;
    this.#zoneStart = new Float64Array(config.zones.length + 1);
    let start = 0;
    for (const [index, zone] of config.zones.entries()) {
      this.#zoneStart[index] = start;
      start += zoneSectorsOf(zone, config.surfaces);
    }
    this.#zoneStart[config.zones.length] = start;
  }

  /** Sets the fields above to the place of a sector. O(log zones). */
  locate(sector: number): void {
    assert(sector >= 0 && sector < this.capacitySectors, 'a sector is on the disk');
    const starts = this.#zoneStart;
    let low = 0;
    let high = this.#zones.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= sector) low = middle;
      else high = middle;
    }
    const zone = this.#zones[low];
    const perTrack = zone.sectorsPerTrack;
    const offset = sector - starts[low];
    const track = Math.floor(offset / perTrack);
    const fromFirst = Math.floor(track / this.surfaces);
    const surface = track - fromFirst * this.surfaces;
    this.cylinder = zone.firstCylinder + fromFirst;
    this.surface = surface;
    this.sector = offset - track * perTrack;
    this.sectorsPerTrack = perTrack;
    const trackSectors = perTrack - this.sector;
    const zoneSectors = starts[low + 1] - sector;
    this.sectorsToTrackEnd = trackSectors < zoneSectors ? trackSectors : zoneSectors;
    const skew = fromFirst * ((this.surfaces - 1) * zone.trackSkewSectors + zone.cylinderSkewSectors) + surface * zone.trackSkewSectors;
    this.angle = ((this.sector + skew) % perTrack) / perTrack;
  }

  /** The cylinder of a sector; the place located last stays. O(log zones). */
  cylinderOf(sector: number): number {
    const starts = this.#zoneStart;
    let index = 0;
    while (starts[index + 1] <= sector) index += 1;
    const zone = this.#zones[index];
    return zone.firstCylinder + Math.floor((sector - starts[index]) / (zone.sectorsPerTrack * this.surfaces));
  }
}
