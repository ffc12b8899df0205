/**
 * Seagate Cheetah 9LP (ST39102LW, 1998): a drive of which measured parameters are published.
 *
 * Source: parameters that J. Schindler and G. Ganger's DIXtrac extracted from a real drive ("Automated Disk Drive Characterization", CMU-CS-99-176), as shipped
 * with DiskSim (`valid/cheetah9LP.model`, `.diskspecs`, `.seek`): zones, skews, spare sectors, 106 points of the seek curve, command overheads, buffer. The
 * product manual (Seagate 83329240) says 10,025 rpm and mean seeks of 5.2 ms reading and 6.0 ms writing. None of these figures was fitted to a trace by us.
 */
import { diskZone } from './diskGeometry.ts';
import type { HddConfig } from './hddConfig.ts';

/** Cylinders, and microseconds. */
// prettier-ignore
const seekDistances = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 225, 250, 275, 300, 325, 350, 375, 400, 425, 450, 475, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 2000, 2100, 2200, 2300, 2400, 2500, 2600, 2700, 2800, 2900, 3000, 3100, 3200, 3300, 3400, 3500, 3600, 3700, 3800, 3900, 4000, 4100, 4200, 4300, 4400, 4500, 4600, 4700, 4800, 4900, 5000, 5100, 5200, 5300, 5400, 5500, 5600, 5700, 5800, 5900, 6000, 6100, 6200, 6300, 6400, 6500, 6600, 6700, 6800, 6894];
// prettier-ignore
const seekTimesUs = [831, 1003, 1089, 1092, 1268, 1263, 1271, 1439, 1433, 1448, 1449, 1447, 1453, 1533, 1534, 1625, 1624, 1712, 1715, 1765, 1804, 1893, 1945, 1983, 2072, 2145, 2161, 2259, 2510, 2517, 2519, 2607, 2701, 2699, 2841, 2874, 2962, 3051, 3014, 3104, 3098, 3230, 3399, 3638, 3823, 3995, 4118, 4271, 4397, 4427, 4573, 4757, 4833, 4930, 4993, 5190, 5282, 5428, 5541, 5624, 5726, 5815, 5963, 6082, 6163, 6245, 6345, 6423, 6665, 6737, 6847, 6887, 6977, 7068, 7164, 7328, 7419, 7507, 7649, 7691, 7831, 7959, 8087, 8135, 8223, 8311, 8492, 8626, 8659, 8805, 8987, 8962, 9106, 9201, 9296, 9524, 9698, 9702, 9830, 9878, 10009, 10147, 10230, 10363, 10540, 10627];

export const cheetah9lp: HddConfig = {
  geometry: {
    sectorBytes: 512,
    surfaces: 12,
    capacitySectors: 17_783_240,
    zones: [
      diskZone(0, 846, 254, 97, 133, 1270),
      diskZone(848, 1643, 245, 97, 133, 980),
      diskZone(1645, 2392, 238, 97, 117, 952),
      diskZone(2394, 3096, 227, 97, 116, 908),
      diskZone(3098, 3757, 217, 97, 108, 651),
      diskZone(3759, 4379, 209, 97, 108, 627),
      diskZone(4381, 4964, 201, 97, 108, 402),
      diskZone(4966, 5515, 189, 88, 94, 2268),
      diskZone(5516, 6031, 181, 88, 93, 1991),
      diskZone(6032, 6517, 174, 88, 93, 1914),
      diskZone(6518, 6961, 167, 88, 80, 218),
    ],
  },
  revolutionsPerMinute: 10_045,
  seek: { kind: 'measured', distances: seekDistances, timesNs: seekTimesUs.map((timeUs) => timeUs * 1000) },
  headSwitchNs: 30_000,
  writeSettleNs: 461_000,
  // 0.105 ms per sector: the host's side of the interface on which it was measured.
  interfaceBytesPerSecond: 512 / 0.000_105,
  overlapsCommands: false,
  overheads: {
    readHitAfterReadNs: 66_000,
    readHitAfterWriteNs: 273_000,
    readMissAfterReadNs: 283_620,
    readMissAfterWriteNs: 86_730,
    writeHitAfterReadNs: 748_000,
    writeHitAfterWriteNs: 500_000,
    writeMissAfterReadNs: 906_920,
    writeMissAfterWriteNs: 896_400,
  },
  cache: { segments: 3, segmentSectors: 561, readAheadSectors: 561, readAheadAfterHit: false, writeSegments: 3 },
};
