/** All that is known of a drive. The presets are in `hddPresets.ts`. */
import { diskCacheProblem, type DiskCacheConfig } from './diskCache.ts';
import { diskGeometryProblem, type DiskGeometryConfig } from './diskGeometry.ts';
import type { DiskMechanismConfig } from './diskMechanism.ts';
import { seekCurveProblem, type SeekCurveConfig } from './seekCurve.ts';

/**
 * Time from a command's arrival until something moves, by what it is and by what the drive served before it. A hit needs the buffer only (a write: room in
 * it), a miss the arm.
 */
export interface DiskOverheads {
  readonly readHitAfterReadNs: number;
  readonly readHitAfterWriteNs: number;
  readonly readMissAfterReadNs: number;
  readonly readMissAfterWriteNs: number;
  readonly writeHitAfterReadNs: number;
  readonly writeHitAfterWriteNs: number;
  readonly writeMissAfterReadNs: number;
  readonly writeMissAfterWriteNs: number;
}

export interface HddConfig extends DiskMechanismConfig {
  readonly geometry: DiskGeometryConfig;
  readonly seek: SeekCurveConfig;
  readonly cache: DiskCacheConfig;
  readonly overheads: DiskOverheads;
  readonly interfaceBytesPerSecond: number;
  /** Does a command's overhead, and the data of a write, pass while the arm is busy with others (tagged command queueing)? If not, both begin when the arm is free. */
  readonly overlapsCommands: boolean;
}

/** The same overhead for every command. */
export function evenOverheads(overheadNs: number): DiskOverheads {
  return {
    readHitAfterReadNs: overheadNs,
    readHitAfterWriteNs: overheadNs,
    readMissAfterReadNs: overheadNs,
    readMissAfterWriteNs: overheadNs,
    writeHitAfterReadNs: overheadNs,
    writeHitAfterWriteNs: overheadNs,
    writeMissAfterReadNs: overheadNs,
    writeMissAfterWriteNs: overheadNs,
  };
}

/** What is impossible about a drive, or null. */
export function hddProblem(config: HddConfig): string | null {
  const geometryProblem = diskGeometryProblem(config.geometry);
  if (geometryProblem !== null) return geometryProblem;
  const cylinders = config.geometry.zones[config.geometry.zones.length - 1].lastCylinder + 1;
  if (cylinders < 2) return 'a disk has two cylinders or more';
  if (!(config.revolutionsPerMinute > 0)) return 'a disk turns';
  if (!(config.interfaceBytesPerSecond > 0)) return 'the interface transfers at some rate';
  if (config.headSwitchNs < 0 || config.writeSettleNs < 0) return 'a switch of heads and settling take no negative time';
  if (Object.values<number>({ ...config.overheads }).some((overheadNs) => overheadNs < 0)) return 'overheads are not negative';
  return seekCurveProblem(config.seek, cylinders) ?? diskCacheProblem(config.cache);
}
