/**
 * What an SSD of given parameters and size looks like inside, and whether it can be.
 *
 * Addresses are mapped by units: as large as the host's block, at most a page. A die programs a **stripe** at once, a page of each of its planes, and erases a block of each at once; so
 * a "block" here is one of each plane, and counts as that many erases. Physical units are numbered die by die, block by block, stripe by stripe.
 */
import { formatQuantity } from '../../base/units.ts';
import type { DeviceFault, DevicePlace } from '../deviceSpec.ts';
import type { SsdParams } from './ssdParams.ts';

export interface FlashGeometry {
  readonly channels: number;
  readonly dies: number;
  readonly planes: number;
  readonly pageBytes: number;
  readonly unitBytes: number;
  readonly unitsPerPage: number;
  readonly unitsPerStripe: number;
  readonly unitsPerBlock: number;
  readonly stripesPerBlock: number;
  readonly blocksPerDie: number;
  /** That the host may address. */
  readonly logicalUnits: number;
  readonly physicalUnits: number;
  readonly bufferUnits: number;
  /** Collection begins when a die has no more free blocks than this and needs one. */
  readonly blocksFreeMin: number;
  /** A die takes no more wanted units than this, so that collection always finds something to gain. */
  readonly unitsPerDieMax: number;
}

/** Write streams of the host, and that of the collection: a die has a block open for each. */
export const STREAMS = 4;
export const GC_STREAM = 3;
const UNITS_MAX = 2 ** 31 - 1;

export function flashGeometry(params: SsdParams, { sizeBytes, blockBytes }: DevicePlace): FlashGeometry {
  const { channels, planes, pageSizeBytes: pageBytes, pagesPerBlock } = params;
  const dies = channels * params.diesPerChannel;
  const unitBytes = Math.min(pageBytes, blockBytes);
  const unitsPerPage = pageBytes / unitBytes;
  const unitsPerStripe = unitsPerPage * planes;
  const unitsPerBlock = unitsPerStripe * pagesPerBlock;
  const logicalUnits = Math.ceil(sizeBytes / unitBytes);
  const blocksPerDie = Math.ceil((logicalUnits * (1 + params.overProvisioning)) / (dies * unitsPerBlock));
  const blocksFreeMin = Math.max(1, Math.floor(params.gcFree * blocksPerDie));
  return {
    channels,
    dies,
    planes,
    pageBytes,
    unitBytes,
    unitsPerPage,
    unitsPerStripe,
    unitsPerBlock,
    stripesPerBlock: pagesPerBlock,
    blocksPerDie,
    logicalUnits,
    physicalUnits: dies * blocksPerDie * unitsPerBlock,
    bufferUnits: Math.floor(params.bufferSizeBytes / unitBytes),
    blocksFreeMin,
    unitsPerDieMax: (blocksPerDie - blocksFreeMin - 1 - openBlocks(params)) * unitsPerBlock - STREAMS * unitsPerStripe,
  };
}

function openBlocks(params: SsdParams): number {
  return params.streams ? STREAMS : 1;
}

/** What is impossible about it, or null. */
export function geometryFault(params: SsdParams, place: DevicePlace): DeviceFault | null {
  const { pageSizeBytes: pageBytes } = params;
  if ((pageBytes & (pageBytes - 1)) !== 0) return { param: 'pageSizeBytes', allowed: 'a power of two is needed, from 512B to 64KiB' };
  const geometry = flashGeometry(params, place);
  const { unitsPerStripe, unitBytes } = geometry;
  if (geometry.physicalUnits > UNITS_MAX)
    return { param: null, allowed: `with its spare flash it has ${String(geometry.physicalUnits)} pages of ${size(unitBytes)}; 2^31 - 1 are possible` };
  const hostStreams = params.streams ? STREAMS - 1 : 1;
  const bufferMin = (hostStreams * unitsPerStripe + 1) * unitBytes;
  if (geometry.bufferUnits * unitBytes < bufferMin)
    return {
      param: 'bufferSizeBytes',
      allowed: `at least ${size(bufferMin)} is needed: each write stream gathers a page of every plane in it`,
    };
  if (fits(params, place)) return null;
  return { param: 'overProvisioning', allowed: tooTight(params, place, geometry) };
}

/** Blocks that are open, free or being collected leave no room for the data. */
function tooTight(params: SsdParams, place: DevicePlace, geometry: FlashGeometry): string {
  const { dies, unitsPerBlock, unitBytes, blocksPerDie, logicalUnits, blocksFreeMin } = geometry;
  const dataBlocks = Math.ceil(logicalUnits / dies / unitsPerBlock);
  const spare = openBlocks(params) + blocksFreeMin + 2;
  const needs = `${String(spare)} more (open, kept free, and for collection to move data to)`;
  return (
    `each of the ${String(dies)} dies would have ${String(blocksPerDie)} blocks of ${size(unitsPerBlock * unitBytes)}, ${String(dataBlocks)} of them full of data, and needs ` +
    `${needs}: ${remedy(params, place)}, a larger size or more overProvisioning are possible`
  );
}

/** What else would do: smaller blocks, or none kept free beyond what collection needs. */
function remedy(params: SsdParams, place: DevicePlace): string {
  for (let pagesPerBlock = Math.floor(params.pagesPerBlock / 2); pagesPerBlock >= 4; pagesPerBlock = Math.floor(pagesPerBlock / 2)) {
    if (fits({ ...params, pagesPerBlock }, place)) return `pagesPerBlock ${String(pagesPerBlock)}`;
  }
  return fits({ ...params, gcFree: 0 }, place) ? 'gcFree 0' : 'fewer channels or dies';
}

function fits(params: SsdParams, place: DevicePlace): boolean {
  const geometry = flashGeometry(params, place);
  return geometry.logicalUnits <= (geometry.unitsPerDieMax - geometry.unitsPerStripe) * geometry.dies;
}

function size(bytes: number): string {
  return formatQuantity(bytes, 'bytes');
}
