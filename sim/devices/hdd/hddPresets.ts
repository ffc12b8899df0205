/**
 * Drives, one entry each. What data sheets do not say is an estimate of ours, and the entry says so.
 *
 * Estimates used throughout: tracks get shorter inwards evenly over 16 zones, the outermost holding 1.52 times the innermost (as on the Cheetah 9LP); a switch
 * of heads takes as long as a seek of one cylinder, and the skews leave just time for it; the full stroke where no sheet says it is 2.05 times the mean seek
 * (as on the Savvio 10K.4). Buffers: 16 segments of 1 MiB. Write caching is off, as in arrays.
 */
import { atlas10k } from './atlas10k.ts';
import { cheetah9lp } from './cheetah9lp.ts';
import type { DiskGeometryConfig, DiskZone } from './diskGeometry.ts';
import { evenOverheads, type HddConfig } from './hddConfig.ts';

export interface HddPreset {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly config: HddConfig;
}

const ZONES = 16;
const OUTER_TO_INNER = 1.52;
const mib = 1_048_576;

/** A drive from what its data sheet says. */
interface SheetFigures {
  readonly capacityBytes: number;
  readonly surfaces: number;
  readonly cylinders: number;
  readonly revolutionsPerMinute: number;
  readonly oneCylinderNs: number;
  readonly meanReadNs: number;
  readonly meanWriteNs: number;
  readonly fullStrokeNs: number;
  readonly overheadNs: number;
  readonly interfaceBytesPerSecond: number;
}

function fromSheet(figures: SheetFigures): HddConfig {
  return {
    geometry: geometryOf(figures),
    revolutionsPerMinute: figures.revolutionsPerMinute,
    seek: { kind: 'figures', oneCylinderNs: figures.oneCylinderNs, meanNs: figures.meanReadNs, fullStrokeNs: figures.fullStrokeNs },
    headSwitchNs: figures.oneCylinderNs,
    writeSettleNs: figures.meanWriteNs - figures.meanReadNs,
    overheads: evenOverheads(figures.overheadNs),
    interfaceBytesPerSecond: figures.interfaceBytesPerSecond,
    overlapsCommands: true,
    cache: { segments: 16, segmentSectors: mib / 512, readAheadSectors: mib / 1024, readAheadAfterHit: true, writeSegments: 0 },
  };
}

/** Zones of equally many cylinders whose tracks hold, on average, what the capacity asks for. */
function geometryOf(figures: SheetFigures): DiskGeometryConfig {
  const { surfaces, cylinders } = figures;
  const capacitySectors = Math.floor(figures.capacityBytes / 512);
  const meanSectors = capacitySectors / (surfaces * cylinders);
  const innermost = (2 * meanSectors) / (1 + OUTER_TO_INNER);
  const switchShare = (figures.oneCylinderNs * figures.revolutionsPerMinute) / 60e9;
  const zones: DiskZone[] = [];
  for (let index = 0; index < ZONES; index += 1) {
    const sectorsPerTrack = Math.ceil(innermost * (OUTER_TO_INNER - ((OUTER_TO_INNER - 1) * (index + 0.5)) / ZONES));
    const skewSectors = Math.ceil(sectorsPerTrack * switchShare) + 1;
    const firstCylinder = Math.floor((cylinders * index) / ZONES);
    const lastCylinder = Math.floor((cylinders * (index + 1)) / ZONES) - 1;
    zones.push({ firstCylinder, lastCylinder, sectorsPerTrack, trackSkewSectors: skewSectors, cylinderSkewSectors: skewSectors, spareSectors: 0 });
  }
  return { sectorBytes: 512, surfaces, capacitySectors, zones };
}

export const hddPresets: readonly HddPreset[] = [
  {
    name: 'cheetah9lp',
    summary: 'Seagate Cheetah 9LP, 9.1 GB, 10,045 rpm as measured: the drive that the model is validated with',
    source: 'DiskSim cheetah9LP (extracted by DIXtrac), Seagate product manual 83329240',
    config: { ...cheetah9lp, cache: { ...cheetah9lp.cache, writeSegments: 0 } },
  },
  {
    name: 'atlas10k',
    summary: 'Quantum Atlas 10K, 36.4 GB, 10,025 rpm as measured, with command queueing: what servers had in the first years after 2000',
    source: 'DiskSim atlas10k (extracted by DIXtrac), Quantum product manual 81-119313-05',
    config: atlas10k,
  },
  {
    name: '10k',
    summary: 'a 10,000 rpm SAS drive of 600 GB (Seagate Savvio 10K.4): seeks of 3.8 ms reading and 4.4 ms writing',
    source: 'Seagate Savvio 10K.4 product manual 100539221, chapter 4: heads, tracks, seeks, 0.2 ms of overhead; zones estimated',
    config: fromSheet({
      capacityBytes: 600e9,
      surfaces: 6,
      cylinders: 147_620,
      revolutionsPerMinute: 10_000,
      oneCylinderNs: 300_000,
      meanReadNs: 3_800_000,
      meanWriteNs: 4_400_000,
      fullStrokeNs: 7_810_000,
      overheadNs: 200_000,
      interfaceBytesPerSecond: 600e6,
    }),
  },
  {
    name: '15k',
    summary: 'a 15,000 rpm drive of 450 GB (Hitachi Ultrastar 15K450): seeks of 3.3 ms reading and 3.8 ms writing',
    source: 'Hitachi Ultrastar 15K450 specification 1.2, table 7: mean seeks; cylinders (from 125 MB/s), one cylinder, full stroke, zones estimated',
    config: fromSheet({
      capacityBytes: 450e9,
      surfaces: 8,
      cylinders: 112_500,
      revolutionsPerMinute: 15_000,
      oneCylinderNs: 300_000,
      meanReadNs: 3_300_000,
      meanWriteNs: 3_800_000,
      fullStrokeNs: 6_770_000,
      overheadNs: 200_000,
      interfaceBytesPerSecond: 400e6,
    }),
  },
  {
    name: '7k',
    summary: 'a 7,200 rpm drive of 4 TB (HGST Ultrastar 7K4000): seeks of 8.2 ms',
    source: 'HGST Ultrastar 7K4000 specification 1.8, table 6: mean seeks; cylinders (from 130 MB/s), one cylinder, full stroke, zones estimated',
    config: fromSheet({
      capacityBytes: 4e12,
      surfaces: 10,
      cylinders: 369_000,
      revolutionsPerMinute: 7200,
      oneCylinderNs: 600_000,
      meanReadNs: 8_200_000,
      meanWriteNs: 8_200_000,
      fullStrokeNs: 16_800_000,
      overheadNs: 200_000,
      interfaceBytesPerSecond: 600e6,
    }),
  },
];
