import { describe, expect, test } from 'vitest';
import { hddProblem, type HddConfig } from '../../../sim/devices/hdd/hddConfig.ts';
import { hddPresets } from '../../../sim/devices/hdd/hddPresets.ts';
import { cheetah9lp } from '../../../sim/devices/hdd/cheetah9lp.ts';
import { DiskGeometry } from '../../../sim/devices/hdd/diskGeometry.ts';
import { SeekCurve } from '../../../sim/devices/hdd/seekCurve.ts';

const good = hddPresets.find(({ name }) => name === '10k')!.config;
const [zone] = good.geometry.zones;

function withZone(change: Partial<NonNullable<typeof zone>>): HddConfig {
  return { ...good, geometry: { ...good.geometry, zones: [{ ...zone!, ...change }, ...good.geometry.zones.slice(1)] } };
}

describe('presets', () => {
  test.each(hddPresets.map((preset) => [preset.name, preset] as const))(
    '%s is possible, says what it is, and has all its sectors',
    (_, { config, summary, source }) => {
      expect(hddProblem(config)).toBeNull();
      expect(summary.length).toBeGreaterThan(20);
      expect(source.length).toBeGreaterThan(20);
      const geometry = new DiskGeometry(config.geometry);
      geometry.locate(0);
      expect([geometry.cylinder, geometry.surface, geometry.sector]).toEqual([0, 0, 0]);
      geometry.locate(config.geometry.capacitySectors - 1);
      expect(geometry.cylinder).toBeGreaterThan(geometry.cylinders * 0.98);
    },
  );

  test('neighbouring sectors are neighbours on the platter, all over a real drive', () => {
    const geometry = new DiskGeometry(cheetah9lp.geometry);
    for (let sector = 0; sector < 17_783_000; sector += 104_729) {
      geometry.locate(sector);
      const { cylinder, surface, angle, sectorsToTrackEnd, sectorsPerTrack } = geometry;
      expect(geometry.cylinderOf(sector)).toBe(cylinder);
      geometry.locate(sector + 1);
      if (sectorsToTrackEnd === 1) expect([geometry.cylinder, geometry.surface]).not.toEqual([cylinder, surface]);
      else {
        expect([geometry.cylinder, geometry.surface]).toEqual([cylinder, surface]);
        const step = (geometry.angle - angle + 1) % 1;
        expect(step).toBeCloseTo(1 / sectorsPerTrack, 9);
      }
    }
  });
});

describe('seek curves', () => {
  test('go through the figures of the data sheet', () => {
    const figures = { kind: 'figures', oneCylinderNs: 300_000, meanNs: 3_800_000, fullStrokeNs: 7_810_000 } as const;
    const cylinders = 20_000;
    const curve = new SeekCurve(figures, cylinders);
    expect(curve.seekNs(0)).toBe(0);
    expect(curve.seekNs(1)).toBeCloseTo(300_000, 3);
    expect(curve.seekNs(cylinders)).toBeCloseTo(7_810_000, -3);
    expect(Math.abs(curve.meanNs(cylinders) / 3_800_000 - 1)).toBeLessThan(0.002);
    for (let distance = 2; distance < cylinders; distance += 37) expect(curve.seekNs(distance)).toBeGreaterThan(curve.seekNs(distance - 1));
  });

  test('go through measured points, straight between them and beyond', () => {
    const curve = new SeekCurve({ kind: 'measured', distances: [1, 11, 111], timesNs: [1000, 2000, 3000] }, 200);
    expect([1, 6, 11, 61, 111, 161].map((distance) => curve.seekNs(distance))).toEqual([1000, 1500, 2000, 2500, 3000, 3500]);
  });
});

describe('impossible drives', () => {
  const cases: readonly (readonly [string, HddConfig, RegExp])[] = [
    ['odd sectors', { ...good, geometry: { ...good.geometry, sectorBytes: 700 } }, /multiple of 512/],
    ['no surface', { ...good, geometry: { ...good.geometry, surfaces: 0 } }, /at least one surface/],
    ['half a surface', { ...good, geometry: { ...good.geometry, surfaces: 1.5 } }, /at least one surface/],
    ['no zones', { ...good, geometry: { ...good.geometry, zones: [] } }, /at least one zone/],
    ['zones that overlap', { ...good, geometry: { ...good.geometry, zones: [zone!, zone!] } }, /behind those of the zone before/],
    ['a zone that ends before it begins', withZone({ lastCylinder: -1 }), /at least one cylinder/],
    ['a track without sectors', withZone({ sectorsPerTrack: 0 }), /at least one sector/],
    ['more skew than track', withZone({ trackSkewSectors: 10_000 }), /track skew/],
    ['negative skew', withZone({ cylinderSkewSectors: -1 }), /cylinder skew/],
    ['negative spares', withZone({ spareSectors: -1 }), /spare/],
    ['nothing but spares', withZone({ spareSectors: 1e12 }), /spare sectors of a zone are fewer/],
    ['more capacity than sectors', { ...good, geometry: { ...good.geometry, capacitySectors: 1e12 } }, /the zones hold \d+ sectors/],
    ['no capacity', { ...good, geometry: { ...good.geometry, capacitySectors: 0 } }, /at least one/],
    ['a disk that stands still', { ...good, revolutionsPerMinute: 0 }, /turns/],
    ['an interface without a rate', { ...good, interfaceBytesPerSecond: 0 }, /some rate/],
    ['negative settling', { ...good, writeSettleNs: -1 }, /negative/],
    ['negative overhead', { ...good, overheads: { ...good.overheads, readHitAfterReadNs: -1 } }, /overheads/],
    ['seeks that take no time', { ...good, seek: { kind: 'figures', oneCylinderNs: 0, meanNs: 1, fullStrokeNs: 2 } }, /takes time/],
    ['a mean below one cylinder', { ...good, seek: { kind: 'figures', oneCylinderNs: 5, meanNs: 4, fullStrokeNs: 9 } }, /mean seek is not shorter/],
    ['a full stroke below the mean', { ...good, seek: { kind: 'figures', oneCylinderNs: 1, meanNs: 5, fullStrokeNs: 4 } }, /full stroke is not shorter/],
    ['figures that no curve meets', { ...good, seek: { kind: 'figures', oneCylinderNs: 1e6, meanNs: 7e6, fullStrokeNs: 7.1e6 } }, /no rising seek curve/],
    ['a measured curve of one point', { ...good, seek: { kind: 'measured', distances: [1], timesNs: [1] } }, /two points/],
    ['a measured curve that begins late', { ...good, seek: { kind: 'measured', distances: [2, 3], timesNs: [1, 2] } }, /one cylinder/],
    ['a measured curve out of order', { ...good, seek: { kind: 'measured', distances: [1, 5, 5], timesNs: [1, 2, 3] } }, /ascend/],
    ['empty segments', { ...good, cache: { ...good.cache, segmentSectors: 0, readAheadSectors: 0 } }, /at least one sector/],
    ['read-ahead beyond a segment', { ...good, cache: { ...good.cache, readAheadSectors: 1e6 } }, /no further than a segment/],
    ['more dirty segments than segments', { ...good, cache: { ...good.cache, writeSegments: 17 } }, /no more segments/],
  ];
  test.each(cases)('%s', (_, config, message) => {
    expect(hddProblem(config)).toMatch(message);
  });
});
