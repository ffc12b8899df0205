/**
 * What a storage array is made of: drives from the table of presets, or solid-state drives as stations of latency and parallelism. All of one kind.
 */
import { meanOf, type Distribution } from '../../base/distributions.ts';
import type { RandomStream } from '../../base/random.ts';
import { assert } from '../../base/assert.ts';
import type { DeviceModel } from '../device.ts';
import { LatencyDevice } from '../latencyDevice.ts';
import { DiskGeometry } from '../hdd/diskGeometry.ts';
import { diskSchedulers } from '../hdd/diskSchedulers.ts';
import type { HddConfig } from '../hdd/hddConfig.ts';
import { HddModel } from '../hdd/hddModel.ts';
import { hddPresets } from '../hdd/hddPresets.ts';
import { SeekCurve } from '../hdd/seekCurve.ts';

export interface ArrayDisks {
  /** `ssd`, or a name of `hddPresets`. */
  readonly disk: string;
  readonly diskOrder: string;
  readonly ssdSizeBytes: number;
  readonly ssdReadLatency: Distribution;
  readonly ssdWriteLatency: Distribution;
  readonly ssdBandwidthBytesPerSecond: number;
  readonly ssdParallel: number;
}

export const diskNames: readonly string[] = ['ssd', ...hddPresets.map(({ name }) => name)];
export const diskOrderNames: readonly string[] = diskSchedulers.map(({ name }) => name);

function hddOf(disks: ArrayDisks): HddConfig | null {
  const preset = hddPresets.find(({ name }) => name === disks.disk);
  return preset === undefined ? null : preset.config;
}

/** Bytes that one offers. */
export function diskBytes(disks: ArrayDisks): number {
  const hdd = hddOf(disks);
  return hdd === null ? disks.ssdSizeBytes : hdd.geometry.capacitySectors * hdd.geometry.sectorBytes;
}

export function createDisk(disks: ArrayDisks, name: string, insideMax: number, stream: RandomStream): DeviceModel {
  const hdd = hddOf(disks);
  if (hdd !== null) {
    const order = diskSchedulers.find((spec) => spec.name === disks.diskOrder);
    assert(order !== undefined, 'a disk order is asked for by a name in the table');
    return new HddModel(name, hdd, order.create({}, null));
  }
  const config = {
    readLatency: disks.ssdReadLatency,
    writeLatency: disks.ssdWriteLatency,
    extraLatency: { kind: 'constant', valueNs: 0 } as const,
    bytesPerSecond: disks.ssdBandwidthBytesPerSecond,
    parallel: disks.ssdParallel,
    insideMax,
  };
  return new LatencyDevice(name, config, stream);
}

/** Mean time in service of an operation at a random place, in the order of arrival, in ns: of flash exactly, of a drive as its figures say. */
export function meanServiceNs(disks: ArrayDisks, isRead: boolean, lengthBytes: number): number {
  const hdd = hddOf(disks);
  if (hdd === null) return meanOf(isRead ? disks.ssdReadLatency : disks.ssdWriteLatency) + (lengthBytes * 1e9) / disks.ssdBandwidthBytesPerSecond;
  const geometry = new DiskGeometry(hdd.geometry);
  const revolutionNs = 60e9 / hdd.revolutionsPerMinute;
  geometry.locate(Math.floor(hdd.geometry.capacitySectors / 2));
  const transferNs = (lengthBytes / hdd.geometry.sectorBytes / geometry.sectorsPerTrack) * revolutionNs;
  const seekNs = hdd.seek.kind === 'figures' ? hdd.seek.meanNs : new SeekCurve(hdd.seek, geometry.cylinders).meanNs(geometry.cylinders);
  const overheadNs = isRead ? hdd.overheads.readMissAfterReadNs : hdd.overheads.writeMissAfterWriteNs;
  return overheadNs + seekNs + (isRead ? 0 : hdd.writeSettleNs) + revolutionNs / 2 + transferNs;
}
