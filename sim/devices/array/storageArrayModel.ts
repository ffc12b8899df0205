/** The model `storage` of the array: its parameters, what cannot be, and how `storageArray.ts` is made of them. */
import { assert } from '../../base/assert.ts';
import type { Distribution } from '../../base/distributions.ts';
import { formatQuantity } from '../../base/units.ts';
import { TransferOp } from '../device.ts';
import type { DeviceContext, DeviceFault, DevicePlace, DeviceSpec } from '../deviceSpec.ts';
import { RaidGroup } from '../raid/raidGroup.ts';
import { raidLevelOf, raidLevels } from '../raid/raidLevels.ts';
import { RaidPlan } from '../raid/raidPlan.ts';
import { createDisk, diskBytes, diskNames, diskOrderNames, meanServiceNs, type ArrayDisks } from './arrayDisks.ts';
import { destageOrderOf, destageOrders } from './destageOrders.ts';
import { StorageArray } from './storageArray.ts';
import { WriteCache } from './writeCache.ts';

export interface StorageArrayParams extends ArrayDisks {
  readonly controllers: number;
  readonly controllerTime: Distribution;
  readonly cacheTime: Distribution;
  readonly writeCacheBytes: number;
  readonly writeCacheDurable: boolean;
  readonly readCacheBytes: number;
  readonly destageOrder: string;
  readonly destages: number;
  readonly destageLow: number;
  readonly destageHigh: number;
  readonly raid: string;
  readonly disks: number;
  readonly stripeUnitBytes: number;
  readonly backgroundLoad: number;
  readonly backgroundReadRatio: number;
  readonly backgroundSizeBytes: number;
  readonly snapshotIntervalNs: number | null;
  readonly snapshotChunkBytes: number;
}

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;
/** Pages of the array's caches. */
const PAGE_BYTES = 4 * kib;
/** Behind the data, for a journal and for copies of snapshots: two halves, each of a row or this at least. */
const AREA_HALF_BYTES = 16 * mib;
const constant = (valueNs: number): Distribution => ({ kind: 'constant', valueNs });

function dataUnits(params: StorageArrayParams): number {
  return raidLevelOf(params.raid).create({}, { members: params.disks, unitBytes: params.stripeUnitBytes }).dataUnits;
}

function capacityBytes(params: StorageArrayParams): number {
  return Math.floor(diskBytes(params) / params.stripeUnitBytes) * params.stripeUnitBytes * dataUnits(params);
}

function inGigabytes(bytes: number): string {
  return `${String(Math.floor(bytes / 1e8) / 10)} GB`;
}

function fault(params: StorageArrayParams, { sizeBytes }: DevicePlace): DeviceFault | null {
  const raidProblem = raidLevelOf(params.raid).problem(params.disks);
  if (raidProblem !== null) return { param: 'disks', allowed: raidProblem };
  const pages = (param: keyof StorageArrayParams): DeviceFault => ({ param, allowed: 'a multiple of 4KiB is needed, the page of the array' });
  for (const param of ['stripeUnitBytes', 'backgroundSizeBytes', 'snapshotChunkBytes', 'writeCacheBytes', 'readCacheBytes'] as const) {
    if (params[param] % PAGE_BYTES !== 0) return pages(param);
  }
  if (params.stripeUnitBytes > diskBytes(params)) return { param: 'stripeUnitBytes', allowed: `a disk holds ${formatQuantity(diskBytes(params), 'bytes')}` };
  if (params.destageHigh <= params.destageLow) return { param: 'destageHigh', allowed: `it must be above destageLow, ${String(params.destageLow)}` };
  const rowBytes = dataUnits(params) * params.stripeUnitBytes;
  const capacity = capacityBytes(params);
  const neededBytes = Math.ceil(sizeBytes / rowBytes) * rowBytes + 2 * Math.max(rowBytes, AREA_HALF_BYTES);
  if (neededBytes > capacity) {
    const held = `${String(params.disks)} disks as ${params.raid} hold ${inGigabytes(capacity)}`;
    return { param: 'disks', allowed: `${held}; the disks of the VMs, a journal and room for snapshots need ${inGigabytes(neededBytes)}` };
  }
  const readCacheBytes = params.readCacheBytes + (params.writeCacheDurable ? 0 : params.writeCacheBytes);
  if (readCacheBytes > 0 && sizeBytes / PAGE_BYTES >= 2 ** 31) return { param: 'readCacheBytes', allowed: 'a read cache serves at most 8TiB: 0B is possible' };
  if (params.backgroundSizeBytes > capacity) return { param: 'backgroundSizeBytes', allowed: 'it must fit into the array' };
  return null;
}

/** Mean time between two operations from elsewhere that keeps the disks busy as wished. */
function backgroundMeanNs(params: StorageArrayParams, group: RaidGroup, load: number): number {
  if (load === 0) return Infinity;
  const plan = new RaidPlan();
  group.planWrite(0, params.backgroundSizeBytes, plan);
  const readNs = meanServiceNs(params, true, params.backgroundSizeBytes);
  const writeNs = plan.countOf(TransferOp.Read) * readNs + plan.countOf(TransferOp.Write) * meanServiceNs(params, false, params.backgroundSizeBytes);
  const busyNs = params.backgroundReadRatio * readNs + (1 - params.backgroundReadRatio) * writeNs;
  const places = group.members.reduce((sum, member) => sum + member.parallel, 0);
  return busyNs / (load * places);
}

function create(params: StorageArrayParams, context: DeviceContext): StorageArray {
  assert(fault(params, context) === null, 'a storage array is possible');
  const { insideMax, network } = context;
  const level = raidLevelOf(params.raid).create({}, { members: params.disks, unitBytes: params.stripeUnitBytes });
  const members = Array.from({ length: params.disks }, (_, index) =>
    createDisk(params, `disk ${String(index + 1)}`, Infinity, context.stream(`disk${String(index + 1)}`)),
  );
  const group = new RaidGroup(members, level, params.stripeUnitBytes, diskBytes(params));
  const cachePages = params.writeCacheDurable ? params.writeCacheBytes / PAGE_BYTES : 0;
  const order = cachePages === 0 ? null : destageOrderOf(params.destageOrder).create({}, { groupsMax: cachePages });
  return new StorageArray(
    context.name,
    {
      link: { roundTrip: network.latency, bytesPerSecond: network.bytesPerSecond ?? Infinity },
      outages: network.outages ?? [],
      timeoutNs: network.timeoutNs ?? Infinity,
      controllers: params.controllers,
      controllerTime: params.controllerTime,
      insideMax,
      backgroundMeanNsOf: (load) => backgroundMeanNs(params, group, load),
      backEnd: {
        sizeBytes: context.sizeBytes,
        cacheTime: params.cacheTime,
        writeCache: order === null ? null : new WriteCache(cachePages, PAGE_BYTES, group.rowBytes, order),
        // What a cache that would lose its content can do is serve reads.
        readCachePages: (params.readCacheBytes + (params.writeCacheDurable ? 0 : params.writeCacheBytes)) / PAGE_BYTES,
        pageBytes: PAGE_BYTES,
        destagesMax: params.destages,
        destageLow: params.destageLow,
        destageHigh: params.destageHigh,
        snapshotIntervalNs: params.snapshotIntervalNs ?? Infinity,
        snapshotChunkBytes: params.snapshotChunkBytes,
        backgroundMeanNs: backgroundMeanNs(params, group, params.backgroundLoad),
        backgroundReadRatio: params.backgroundReadRatio,
        backgroundBytes: params.backgroundSizeBytes,
      },
    },
    group,
    (purpose) => context.stream(purpose),
  );
}

export const storageArrayModel: DeviceSpec<StorageArrayParams> = {
  name: 'storage',
  summary: 'a storage array: link, controllers, write and read cache, RAID over disks or flash, snapshots, load from elsewhere',
  source: 'Patterson, Gibson, Katz, SIGMOD 1988 (RAID); Gill and Modha, FAST 2005 (write cache); the rest is said in sim/devices/array',
  hasLink: true,
  live: ['controllerTime', 'cacheTime', 'backgroundLoad'],
  params: {
    controllers: { unit: 'count', default: 4, min: 1, max: 1024, summary: 'operations that the controllers work on at the same time' },
    controllerTime: { unit: 'distribution', default: constant(20_000), summary: 'what a controller needs for an operation; an estimate' },
    cacheTime: { unit: 'distribution', default: constant(100_000), summary: 'what a hit in a cache of the array takes' },
    writeCacheBytes: { unit: 'bytes', default: 256 * mib, min: 0, max: 64 * gib, summary: 'the write cache; 0B: none' },
    writeCacheDurable: {
      unit: 'flag',
      default: true,
      summary: 'does it keep its content without power? if not, a write is done when the disks have it, and the cache serves reads',
    },
    readCacheBytes: { unit: 'bytes', default: 0, min: 0, max: 64 * gib, summary: 'the read cache; 0B: none' },
    destageOrder: {
      unit: 'name',
      default: 'cscan',
      choices: destageOrders.map(({ name }) => name),
      summary: 'which stripe the write cache writes to the disks next',
    },
    destages: { unit: 'count', default: 32, min: 1, max: 4096, summary: 'stripes on their way from the write cache to the disks, at most' },
    destageLow: { unit: 'ratio', default: 0, min: 0, max: 1, summary: 'share of the write cache up to which nothing goes to the disks' },
    destageHigh: { unit: 'ratio', default: 0.9, min: 0, max: 1, summary: 'share of the write cache from which on all that may go to the disks does' },
    raid: { unit: 'name', default: 'raid5', choices: raidLevels.map(({ name }) => name), summary: 'how data lies on the disks' },
    disks: { unit: 'count', default: 8, min: 1, max: 256, summary: 'number of disks' },
    stripeUnitBytes: { unit: 'bytes', default: 64 * kib, min: PAGE_BYTES, max: 64 * mib, summary: 'neighbouring bytes on one disk' },
    disk: { unit: 'name', default: '15k', choices: diskNames, summary: 'which disk: ssd, or a drive' },
    diskOrder: { unit: 'name', default: 'sstf', choices: diskOrderNames, summary: 'in which order a drive serves what waits' },
    ssdSizeBytes: { unit: 'bytes', default: 400e9, min: 64 * mib, max: 100e12, summary: 'with disk ssd: its size' },
    ssdReadLatency: { unit: 'distribution', default: constant(50_000), summary: 'with disk ssd: time of a read besides the transfer' },
    ssdWriteLatency: { unit: 'distribution', default: constant(65_000), summary: 'with disk ssd: time of a write besides the transfer' },
    ssdBandwidthBytesPerSecond: { unit: 'bytesPerSecond', default: 500e6, min: 1, summary: 'with disk ssd: rate at which one operation transfers' },
    ssdParallel: { unit: 'count', default: 8, min: 1, max: 1024, summary: 'with disk ssd: operations that it serves at the same time' },
    backgroundLoad: {
      unit: 'ratio',
      default: 0,
      min: 0,
      max: 0.99,
      summary: 'how busy others keep the disks, about (of flash exactly): Poisson arrivals all over the array',
    },
    backgroundReadRatio: { unit: 'ratio', default: 0.7, min: 0, max: 1, summary: 'share of reads in that load' },
    backgroundSizeBytes: { unit: 'bytes', default: 8 * kib, min: PAGE_BYTES, max: 16 * mib, summary: 'size of its operations' },
    snapshotIntervalNs: { unit: 'ns', default: null, min: 1e6, orNone: true, summary: 'the array takes a snapshot of everything this often, or none' },
    snapshotChunkBytes: { unit: 'bytes', default: 64 * kib, min: PAGE_BYTES, max: 16 * mib, summary: 'what a first write after a snapshot copies away' },
  },
  fault,
  memoryBytes: (params) => ((params.writeCacheBytes + params.readCacheBytes) / PAGE_BYTES) * 64,
  create,
};
