import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { TransferOp } from '../../../sim/devices/device.ts';
import type { DiskScheduler } from '../../../sim/devices/hdd/diskScheduler.ts';
import { diskSchedulers } from '../../../sim/devices/hdd/diskSchedulers.ts';
import { evenOverheads, type HddConfig } from '../../../sim/devices/hdd/hddConfig.ts';
import { HddModel } from '../../../sim/devices/hdd/hddModel.ts';
import { hddPresets } from '../../../sim/devices/hdd/hddPresets.ts';
import { runTo, transferOf } from '../driveDevice.ts';

/** 100 sectors a track, 6 ms a revolution: 60 us a sector; a seek takes 1 ms, whatever its length; a switch of heads 0.6 ms, ten sectors. */
const toy: HddConfig = {
  geometry: {
    sectorBytes: 512,
    surfaces: 2,
    capacitySectors: 20_000,
    zones: [{ firstCylinder: 0, lastCylinder: 99, sectorsPerTrack: 100, trackSkewSectors: 10, cylinderSkewSectors: 17, spareSectors: 0 }],
  },
  revolutionsPerMinute: 10_000,
  seek: { kind: 'measured', distances: [1, 99], timesNs: [1e6, 1e6] },
  headSwitchNs: 600_000,
  writeSettleNs: 0,
  overheads: evenOverheads(0),
  interfaceBytesPerSecond: Infinity,
  overlapsCommands: false,
  cache: { segments: 0, segmentSectors: 0, readAheadSectors: 0, readAheadAfterHit: false, writeSegments: 0 },
};
const sectorNs = 60_000;

function scheduler(name: string): DiskScheduler {
  return diskSchedulers.find((spec) => spec.name === name)!.create({}, null);
}

function disk(overrides: Partial<HddConfig> = {}, order = 'fcfs'): HddModel {
  return new HddModel('disk', { ...toy, ...overrides }, scheduler(order));
}

function read(tag: number, sector: number, sectors: number): ReturnType<typeof transferOf> {
  return transferOf(tag, TransferOp.Read, sector * 512, sectors * 512);
}

function write(tag: number, sector: number, sectors: number): ReturnType<typeof transferOf> {
  return transferOf(tag, TransferOp.Write, sector * 512, sectors * 512);
}

describe('timing of the arm', () => {
  test('waits for the sector to come by, then transfers', () => {
    const model = disk();
    model.submit(0, read(1, 30, 4));
    expect(runTo(model, 1e9)).toEqual([{ tag: 1, atNs: 34 * sectorNs }]);
    // 34 sectors on, sector 30 has just passed: nearly a revolution
    model.submit(34 * sectorNs, read(2, 30, 4));
    expect(runTo(model, 1e9)).toEqual([{ tag: 2, atNs: 134 * sectorNs }]);
  });

  test('switches heads and cylinders within the skew: no revolution is lost', () => {
    const model = disk();
    model.submit(0, read(1, 0, 300));
    // 100 sectors, skew 10, 100 sectors, skew 17 (1 ms is 16.7 sectors), 100 sectors
    expect(runTo(model, 1e9)).toEqual([{ tag: 1, atNs: 327 * sectorNs }]);
  });

  test('loses a revolution where the skew is too short', () => {
    const zones = [{ ...toy.geometry.zones[0]!, trackSkewSectors: 9 }];
    const model = disk({ geometry: { ...toy.geometry, zones } });
    model.submit(0, read(1, 0, 200));
    expect(runTo(model, 1e9)).toEqual([{ tag: 1, atNs: 309 * sectorNs }]);
  });

  test('a write settles after a seek, and data comes in while the arm moves', () => {
    const model = disk({ writeSettleNs: 500_000, interfaceBytesPerSecond: 512 / 100e-6 });
    // cylinder 1 begins at sector 200, with a skew of 10 + 17; the arm is there after 1.5 ms = 25 sectors
    model.submit(0, write(1, 200, 4));
    expect(runTo(model, 1e9)).toEqual([{ tag: 1, atNs: 31 * sectorNs }]);
    const slow = disk({ interfaceBytesPerSecond: 512 / 1e-3 });
    // 4 sectors come in over 4 ms: sector 27 has passed by then
    slow.submit(0, write(1, 200, 4));
    expect(runTo(slow, 1e9)).toEqual([{ tag: 1, atNs: 131 * sectorNs }]);
  });

  test('a read that goes on where the arm just was loses no revolution', () => {
    const model = disk({ overheads: evenOverheads(200_000) });
    model.submit(0, read(1, 10, 5));
    model.submit(1, read(2, 15, 5));
    expect(runTo(model, 1e9).map(({ atNs }) => atNs)).toEqual([15 * sectorNs, 20 * sectorNs]);
  });

  test.each([
    ['15k', 181],
    ['10k', 143],
    ['7k', 79.5],
  ])('random reads of 4 KiB on %s: %d a second, as seek, half a revolution and overhead say', (name, iops) => {
    const { config } = hddPresets.find((preset) => preset.name === name)!;
    const model = new HddModel('disk', config, scheduler('fcfs'));
    const draws = new RandomStream(1, 'places');
    let nowNs = 0;
    const count = 4000;
    for (let tag = 0; tag < count; tag += 1) {
      model.submit(nowNs, transferOf(tag, TransferOp.Read, 4096 * draws.nextInt(model.capacityBytes / 4096)));
      nowNs = runTo(model, Infinity)[0]!.atNs;
    }
    expect(Math.abs(count / (nowNs / 1e9) / iops - 1)).toBeLessThan(0.03);
    expect(model.counters(nowNs).busyNs / nowNs).toBeGreaterThan(0.99);
  });
});

describe('commands that wait', () => {
  // 1.2 ms, 20 sectors, of overhead each, and 10 sectors of the platter for the data of a write of one sector
  const slow = { overheads: evenOverheads(20 * sectorNs), interfaceBytesPerSecond: 512 / (10 * sectorNs * 1e-9) };
  const ends = (overlapsCommands: boolean, sectors: readonly number[], order = 'fcfs'): number[] => {
    const model = disk({ ...slow, overlapsCommands }, order);
    for (const [tag, sector] of sectors.entries()) model.submit(0, write(tag, sector, 1));
    return runTo(model, 1e9).map(({ atNs }) => Math.round(atNs / sectorNs));
  };

  test('come in one after the other while the arm is busy, where the drive overlaps commands', () => {
    // the first is there after 30 sectors, the second after 60, just before its place comes by
    expect(ends(true, [40, 60])).toEqual([41, 61]);
    // one that would be there after its place has come by waits for the next revolution
    expect(ends(true, [40, 59])).toEqual([41, 160]);
  });

  test('begin when the arm is free, where it does not', () => {
    // from 41 on, 30 sectors: 60 is past by then
    expect(ends(false, [40, 60])).toEqual([41, 161]);
    expect(ends(false, [40, 71])).toEqual([41, 72]);
  });

  test('are weighed with what is left of their overhead', () => {
    // after the first (to 41) 75 is nearest, once its overhead is over: the second command is understood at 50, the third at 80
    expect(ends(true, [40, 95, 75], 'sptf')).toEqual([41, 96, 176]);
    // all of it has come in when the first is over: the nearest is next, and the order of arrival says nothing
    expect(ends(true, [5, 95, 75], 'sptf')).toEqual([106, 176, 196]);
    expect(ends(true, [5, 95, 75], 'fcfs')).toEqual([106, 196, 276]);
  });

  test('a lone command takes as long either way', () => {
    for (const sector of [25, 33, 5000]) expect(ends(true, [sector])).toEqual(ends(false, [sector]));
  });
});

describe('order', () => {
  const sectors = [9000, 200, 15_000, 400, 9400];
  test.each([
    ['fcfs', [0, 1, 2, 3, 4, 5]],
    // from cylinder 25: 45, 47, 75 lie 20, 22, 50 away, 1 and 2 lie 24 and 23 away; from 45 to 47, then 2 and 1 are farther than 75
    ['sstf', [0, 1, 5, 3, 4, 2]],
    ['cscan', [0, 1, 5, 3, 2, 4]],
  ])('%s', (name, tags) => {
    const model = disk({}, name);
    model.submit(0, read(0, 5000, 1));
    for (const [index, sector] of sectors.entries()) model.submit(1, read(index + 1, sector, 1));
    const order = runTo(model, 1e9).map(({ tag }) => tag);
    expect(order).toEqual(tags);
  });

  test('under load, the shortest seek and the scan serve more than the order of arrival', () => {
    const { config } = hddPresets.find((preset) => preset.name === '15k')!;
    const endNs = (name: string): number => {
      const model = new HddModel('disk', config, scheduler(name));
      const draws = new RandomStream(2, 'places');
      for (let tag = 0; tag < 400; tag += 1) model.submit(0, transferOf(tag, TransferOp.Read, 4096 * draws.nextInt(model.capacityBytes / 4096)));
      return runTo(model, Infinity).at(-1)!.atNs;
    };
    const fcfs = endNs('fcfs');
    expect(endNs('sstf') / fcfs).toBeLessThan(0.6);
    expect(endNs('cscan') / fcfs).toBeLessThan(0.65);
    // With 400 to choose among, hardly a revolution is waited for any more (Worthington et al. 1994 find the same order).
    expect(endNs('sptf') / endNs('sstf')).toBeLessThan(0.7);
  });
});

describe('the buffer', () => {
  const cache = { segments: 2, segmentSectors: 64, readAheadSectors: 32, readAheadAfterHit: false, writeSegments: 0 };
  const fast = { overheads: evenOverheads(10_000), interfaceBytesPerSecond: 512 / 1e-6 };

  test('reading on makes the next read a hit, as far as it has come', () => {
    const model = disk({ ...fast, cache });
    model.submit(0, read(1, 0, 8));
    const doneNs = runTo(model, 1e9)[0]!.atNs;
    // the arm took up the read 10 us late, and waited a revolution for sector 0; 32 more sectors take 1.92 ms
    expect(doneNs).toBe(108 * sectorNs + 1000);
    model.submit(doneNs + 2e6, read(2, 8, 32));
    expect(runTo(model, 1e9)).toEqual([{ tag: 2, atNs: doneNs + 2e6 + 10_000 + 32_000 }]);
    // beyond where it stopped: the arm
    model.submit(doneNs + 3e6, read(3, 40, 8));
    expect(runTo(model, 1e9)[0]!.atNs).toBeGreaterThan(doneNs + 3e6 + 1e6);
  });

  test('a read towards which the arm is reading on waits for it, and nobody takes the arm away', () => {
    const model = disk({ ...fast, cache });
    model.submit(0, read(1, 0, 8));
    const doneNs = runTo(model, 1e9)[0]!.atNs;
    model.submit(doneNs, read(2, 8, 16));
    model.submit(doneNs + 1, read(3, 10_000, 1));
    const [second, third] = runTo(model, 1e9);
    expect(second).toEqual({ tag: 2, atNs: 124 * sectorNs + 1000 });
    expect(third!.atNs).toBeGreaterThan(second!.atNs + 1e6);
  });

  test('a write makes what was buffered out of date', () => {
    const model = disk({ ...fast, cache });
    model.submit(0, read(1, 0, 8));
    let nowNs = runTo(model, 1e9)[0]!.atNs + 5e6;
    model.submit(nowNs, write(2, 4, 1));
    nowNs = runTo(model, 1e9)[0]!.atNs + 5e6;
    model.submit(nowNs, read(3, 0, 8));
    expect(runTo(model, 1e9)[0]!.atNs - nowNs).toBeGreaterThan(42_000);
  });

  test('a write that a segment takes is reported at once, and serves reads; without room it waits for the platter', () => {
    const model = disk({ ...fast, cache: { ...cache, writeSegments: 1 } });
    model.submit(0, write(1, 5000, 8));
    model.submit(0, write(2, 9000, 8));
    const [first, second] = runTo(model, 1e9);
    expect(first).toEqual({ tag: 1, atNs: 18_000 });
    expect(second!.atNs).toBeGreaterThan(1e6);
    model.submit(1e8, read(3, 5002, 4));
    expect(runTo(model, 1e9)).toEqual([{ tag: 3, atNs: 1e8 + 14_000 }]);
  });

  test('writes one behind the other go to the platter as one', () => {
    const model = disk({ ...fast, cache: { ...cache, segments: 3, writeSegments: 2 } });
    model.submit(0, write(1, 5000, 8));
    runTo(model, 18_000);
    // the arm is on its way with the first; these two wait, and are joined
    model.submit(20_000, write(2, 9000, 8));
    runTo(model, 60_000);
    model.submit(70_000, write(3, 9008, 8));
    model.submit(100_000, write(4, 9016, 8));
    expect(runTo(model, 200_000).map(({ tag }) => tag)).toEqual([3, 4]);
    runTo(model, 1e9);
    model.submit(1e9, read(5, 9000, 24));
    expect(runTo(model, 2e9)).toEqual([{ tag: 5, atNs: 1e9 + 34_000 }]);
  });
});

describe('state', () => {
  test.each(['cheetah9lp', 'atlas10k'])('of %s goes on after save and restore as if nothing had happened', (name) => {
    const { config } = hddPresets.find((preset) => preset.name === name)!;
    const withBuffer = { ...config, cache: { ...config.cache, writeSegments: 3 } };
    const create = (): HddModel => new HddModel('disk', withBuffer, scheduler('cscan'));
    const draws = new RandomStream(5, 'ops');
    const operations = Array.from({ length: 600 }, (_, tag) => ({
      atNs: tag * 3e6,
      transfer: transferOf(tag, draws.nextInt(3) === 0 ? TransferOp.Write : TransferOp.Read, 512 * (draws.nextInt(4) === 0 ? draws.nextInt(17e6) : tag * 8)),
    }));
    const first = create();
    let second: HddModel | null = null;
    const ends: string[][] = [[], []];
    for (const { atNs, transfer } of operations) {
      if (transfer.tag === 300) {
        second = create();
        second.restore(structuredClone(first.save()));
      }
      for (const [index, model] of [first, second].entries()) {
        if (model === null) continue;
        const done = runTo(model, atNs);
        if (second !== null) ends[index]!.push(...done.map((entry) => `${entry.tag}@${entry.atNs}`));
        model.submit(atNs, transfer);
        model.counters(atNs + index);
      }
    }
    for (const [index, model] of [first, second!].entries()) ends[index]!.push(...runTo(model, Infinity).map((entry) => `${entry.tag}@${entry.atNs}`));
    expect(ends[0]!.length).toBeGreaterThan(290);
    expect(ends[1]).toEqual(ends[0]);
    expect(second!.counters(1e12)).toEqual(first.counters(1e12));
    const counters = first.counters(1e12);
    expect([counters.completed, counters.inside]).toEqual([600, 0]);
    expect(counters.occupancyNs).toBe(counters.sojournNs);
  });
});
