/**
 * Quantum Atlas 10K of 36.4 GB (1999): 10,000 rpm and Ultra160 SCSI, the kind of drive that servers had in the first years after 2000.
 *
 * Source: parameters that J. Schindler and G. Ganger's DIXtrac extracted from a real drive of that family, the one of 9.1 GB with 6 surfaces (CMU-CS-99-176), as shipped with DiskSim
 * (`valid/atlas10k.model`, `.diskspecs`, `.seek`): zones, skews, spare sectors, 138 points of the seek curve, settling, command overheads, buffer. The drive of 36.4 GB is of the same family (product
 * manual 81-119313-05: "9.1/18.2/36.4 GB"); we take it to have the same platters, and so four times as many surfaces. The interface is Ultra160 instead of the measured host's. A read that misses shows no overhead in what was
 * extracted: it is in the seek curve. None of these figures was fitted by us. Left out: that every other track is numbered from the inside out.
 */
import { diskZone } from './diskGeometry.ts';
import type { HddConfig } from './hddConfig.ts';

/** Cylinders, and microseconds. */
// prettier-ignore
const seekDistances = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 225, 250, 275, 300, 325, 350, 375, 400, 425, 450, 475, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 2000, 2100, 2200, 2300, 2400, 2500, 2600, 2700, 2800, 2900, 3000, 3100, 3200, 3300, 3400, 3500, 3600, 3700, 3800, 3900, 4000, 4100, 4200, 4300, 4400, 4500, 4600, 4700, 4800, 4900, 5000, 5100, 5200, 5300, 5400, 5500, 5600, 5700, 5800, 5900, 6000, 6100, 6200, 6300, 6400, 6500, 6600, 6700, 6800, 6900, 7000, 7100, 7200, 7300, 7400, 7500, 7600, 7700, 7800, 7900, 8000, 8100, 8200, 8300, 8400, 8500, 8600, 8700, 8800, 8900, 9000, 9100, 9200, 9300, 9400, 9500, 9600, 9700, 9800, 9900, 10000, 10021];
// prettier-ignore
const seekTimesUs = [1245, 1157, 1163, 1378, 1355, 1437, 1494, 1645, 1506, 1531, 1515, 1535, 1547, 1576, 1620, 1628, 1698, 1804, 1929, 2051, 1863, 2313, 1927, 2420, 1970, 2011, 2083, 2531, 2380, 2651, 2785, 2858, 2843, 2930, 2992, 2987, 3047, 3146, 3065, 3159, 3298, 3208, 3097, 3263, 3321, 3516, 3820, 3892, 3825, 3920, 5225, 4198, 4513, 4305, 4426, 4802, 4842, 4975, 5013, 5162, 4891, 5224, 5395, 5158, 5218, 5320, 5643, 5468, 5465, 5630, 5664, 5703, 5809, 5862, 6059, 6200, 6226, 6313, 6415, 6255, 6357, 6405, 6486, 9463, 6714, 6816, 6814, 7239, 7306, 7025, 7103, 7257, 7221, 7332, 7377, 7443, 7525, 7610, 7706, 7744, 7806, 7892, 7992, 8079, 8078, 8170, 8205, 8359, 8686, 8778, 8539, 8551, 8999, 8714, 9192, 8852, 8951, 9058, 9117, 9137, 9213, 9337, 9433, 9542, 9494, 9650, 10114, 10092, 9807, 9911, 10234, 10499, 10160, 10664, 10694, 10854, 10464, 10828];

/** Of the drive of which they were extracted. */
const SURFACES = 6;
const SECTORS = 17_938_986;
/** How many of that one are in this. */
const TIMES = 4;

export const atlas10k: HddConfig = {
  geometry: {
    sectorBytes: 512,
    surfaces: SURFACES * TIMES,
    capacitySectors: SECTORS * TIMES,
    // prettier-ignore
    zones: [
      diskZone(0, 432, 334, 63, 113, 89 * TIMES),
      diskZone(433, 848, 334, 63, 113, 84 * TIMES),
      diskZone(849, 1264, 334, 63, 113, 87 * TIMES),
      diskZone(1265, 1688, 324, 63, 101, 85 * TIMES),
      diskZone(1689, 2104, 324, 63, 101, 84 * TIMES),
      diskZone(2105, 2520, 324, 63, 101, 85 * TIMES),
      diskZone(2521, 2936, 324, 62, 101, 84 * TIMES),
      diskZone(2937, 3360, 324, 61, 98, 92 * TIMES),
      diskZone(3361, 3776, 324, 61, 98, 87 * TIMES),
      diskZone(3777, 4192, 324, 61, 98, 85 * TIMES),
      diskZone(4193, 4608, 324, 61, 98, 85 * TIMES),
      diskZone(4609, 5032, 306, 58, 98, 79 * TIMES),
      diskZone(5033, 5448, 306, 58, 98, 89 * TIMES),
      diskZone(5449, 5864, 302, 57, 92, 88 * TIMES),
      diskZone(5865, 6280, 293, 56, 91, 73 * TIMES),
      diskZone(6281, 6704, 288, 55, 91, 85 * TIMES),
      diskZone(6705, 7120, 288, 55, 88, 72 * TIMES),
      diskZone(7121, 7536, 280, 54, 88, 77 * TIMES),
      diskZone(7537, 7952, 270, 51, 87, 66 * TIMES),
      diskZone(7953, 8376, 262, 51, 83, 66 * TIMES),
      diskZone(8377, 8792, 255, 48, 83, 66 * TIMES),
      diskZone(8793, 9208, 246, 47, 75, 60 * TIMES),
      diskZone(9209, 9624, 237, 45, 75, 60 * TIMES),
      diskZone(9625, 10_041, 229, 44, 75, 229 * TIMES),
    ],
  },
  revolutionsPerMinute: 10_025,
  seek: { kind: 'measured', distances: seekDistances, timesNs: seekTimesUs.map((timeUs) => timeUs * 1000) },
  headSwitchNs: 176_000,
  writeSettleNs: 487_000,
  interfaceBytesPerSecond: 160e6,
  overlapsCommands: true,
  overheads: {
    readHitAfterReadNs: 184_000,
    readHitAfterWriteNs: 184_000,
    readMissAfterReadNs: 0,
    readMissAfterWriteNs: 0,
    writeHitAfterReadNs: 186_000,
    writeHitAfterWriteNs: 189_000,
    writeMissAfterReadNs: 344_920,
    writeMissAfterWriteNs: 496_730,
  },
  cache: { segments: 10, segmentSectors: 374, readAheadSectors: 354, readAheadAfterHit: false, writeSegments: 0 },
};
