import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { TransferOp } from '../../../sim/devices/device.ts';
import type { DeviceModel } from '../../../sim/devices/device.ts';
import { LatencyDevice } from '../../../sim/devices/latencyDevice.ts';
import { RaidGroup } from '../../../sim/devices/raid/raidGroup.ts';
import type { RaidLevel, RowRuns } from '../../../sim/devices/raid/raidLevel.ts';
import { raidLevelOf, raidLevels } from '../../../sim/devices/raid/raidLevels.ts';
import { RaidPlan } from '../../../sim/devices/raid/raidPlan.ts';
import { hasDescription } from '../../conformance/hasDescription.ts';

const unitBytes = 65_536;
const page = 4096;
const none = { kind: 'constant', valueNs: 0 } as const;

function level(name: string, members: number): RaidLevel {
  return raidLevelOf(name).create({}, { members, unitBytes });
}

function member(index: number, serviceNs = 1000): DeviceModel {
  const latency = { kind: 'constant', valueNs: serviceNs } as const;
  const config = { readLatency: latency, writeLatency: latency, extraLatency: none, bytesPerSecond: Infinity, parallel: 1, insideMax: 10_000 };
  return new LatencyDevice(`disk ${index}`, config, new RandomStream(1, `disk${index}`));
}

function group(name: string, members: number): RaidGroup {
  return new RaidGroup(
    Array.from({ length: members }, (_, index) => member(index)),
    level(name, members),
    unitBytes,
    unitBytes * 1000,
  );
}

/** Runs until nothing is left; returns owners with the time at which each was done. */
function finish(raid: RaidGroup): { readonly owner: number; readonly atNs: number }[] {
  const done: { owner: number; atNs: number }[] = [];
  for (let atNs = raid.nextWakeNs(); atNs < Infinity; atNs = raid.nextWakeNs()) {
    raid.wake(atNs);
    for (let index = 0; index < raid.doneCount; index += 1) done.push({ owner: raid.doneOwners[index]!, atNs });
    raid.doneCount = 0;
  }
  return done;
}

function counted(raid: RaidGroup): { readonly reads: number; readonly writes: number } {
  const counters = raid.members.map((disk) => disk.counters(1e12));
  return { reads: counters.reduce((sum, { reads }) => sum + reads, 0), writes: counters.reduce((sum, { writes }) => sum + writes, 0) };
}

describe('operations that the disks count for one write', () => {
  // level, disks, offset, length, reads, writes, phases
  test.each([
    ['raid0', 4, 0, page, 0, 1, 1],
    ['raid1', 2, 0, page, 0, 2, 1],
    ['raid1', 3, 0, page, 0, 3, 1],
    ['raid10', 6, 0, page, 0, 2, 1],
    ['raid5', 3, 0, page, 2, 2, 2],
    ['raid5', 4, 12 * page, page, 2, 2, 2],
    ['raid5', 5, 100 * page, page, 2, 2, 2],
    ['raid5', 8, 0, unitBytes, 2, 2, 2],
    ['raid6', 4, 0, page, 3, 3, 2],
    ['raid6', 6, 7 * page, page, 3, 3, 2],
    ['raid6', 8, 0, 2 * page, 3, 3, 2],
    // full stripes: nothing is read
    ['raid5', 5, 0, 4 * unitBytes, 0, 5, 1],
    ['raid5', 5, 4 * unitBytes, 4 * unitBytes, 0, 5, 1],
    ['raid6', 6, 0, 4 * unitBytes, 0, 6, 1],
    ['raid0', 4, 0, 4 * unitBytes, 0, 4, 1],
    ['raid10', 6, 0, 3 * unitBytes, 0, 6, 1],
    // large writes: the other units are read when that is less (reconstruct-write)
    ['raid5', 5, 0, 3 * unitBytes, 1, 4, 2],
    ['raid5', 8, 0, 2 * unitBytes, 3, 3, 2],
    // two rows, a full one and a small write: what is neighboured on a disk is one operation
    ['raid5', 5, 0, 4 * unitBytes + page, 2, 5, 2],
  ])('%s of %d, %d + %d: %d reads, %d writes', (name, members, offsetBytes, lengthBytes, reads, writes, phases) => {
    const raid = group(name, members);
    raid.write(0, offsetBytes, lengthBytes, 7);
    const done = finish(raid);
    expect(done.map(({ owner }) => owner)).toEqual([7]);
    expect(counted(raid)).toEqual({ reads, writes });
    if (lengthBytes <= page) expect(done[0]!.atNs).toBe(phases * 1000);
  });

  test('pieces of one row go together: a row that is dirty all over reads nothing', () => {
    const raid = group('raid5', 5);
    const runs: RowRuns = {
      count: 4,
      offsetBytes: Float64Array.of(0, 1, 2, 3).map((unit) => unit * unitBytes),
      lengthBytes: new Float64Array(4).fill(unitBytes),
    };
    raid.writeRow(0, 3, runs, 1);
    finish(raid);
    expect(counted(raid)).toEqual({ reads: 0, writes: 5 });
    const scattered = group('raid5', 5);
    runs.count = 2;
    runs.offsetBytes.set([0, 8 * page]);
    runs.lengthBytes.set([page, page]);
    scattered.writeRow(0, 3, runs, 1);
    finish(scattered);
    // two pieces of one unit: their old data, and parity over both places at once
    expect(counted(scattered)).toEqual({ reads: 3, writes: 3 });
  });
});

describe('reads', () => {
  test.each(raidLevels.map(({ name }) => [name]))('%s: a small read is one operation, and long ones use all disks', (name) => {
    const raid = group(name, 6);
    raid.read(0, 5 * page, page, 1);
    finish(raid);
    expect(counted(raid)).toEqual({ reads: 1, writes: 0 });
    raid.read(1e6, 0, 60 * unitBytes, 2);
    finish(raid);
    const used = raid.members.filter((disk) => disk.counters(1e12).reads > 0).length;
    expect(used).toBe(6);
  });

  test('mirrors share reads out to whoever has less to do', () => {
    const raid = group('raid1', 2);
    for (let owner = 0; owner < 100; owner += 1) raid.read(0, owner * page, page, owner);
    const done = finish(raid);
    expect(done.at(-1)!.atNs).toBe(50_000);
    expect(raid.members.map((disk) => disk.counters(1e12).reads)).toEqual([50, 50]);
  });
});

describe('layout', () => {
  test.each([
    ['raid0', 5],
    ['raid1', 2],
    ['raid5', 5],
    ['raid6', 6],
    ['raid10', 6],
  ])('%s of %d: every byte has its own place, beside parity and copies', (name, members) => {
    const { dataUnits } = level(name, members);
    const places = new Map<string, string>();
    const one = level(name, members);
    const runs: RowRuns = { count: 1, offsetBytes: new Float64Array(1), lengthBytes: Float64Array.of(unitBytes) };
    const parityOf = new Set<number>();
    for (let row = 0; row < 12; row += 1) {
      const written = new Map<string, number>();
      for (let unit = 0; unit < dataUnits; unit += 1) {
        const plan = new RaidPlan();
        runs.offsetBytes[0] = unit * unitBytes;
        one.planWrite(row, runs, plan);
        for (let index = 0; index < plan.count; index += 1) {
          if (plan.op[index] !== TransferOp.Write) continue;
          const key = `${plan.member[index]}/${plan.offsetBytes[index]}`;
          written.set(key, (written.get(key) ?? 0) + 1);
        }
        const read = new RaidPlan();
        one.planRead(row, unit * unitBytes, unitBytes, new Int32Array(members), read);
        expect(read.count).toBe(1);
        const place = `${read.member[0]}/${read.offsetBytes[0]}`;
        expect(places.get(place)).toBeUndefined();
        places.set(place, `${row}/${unit}`);
        expect(written.has(place)).toBe(true);
      }
      // a row fills its members exactly: data once, parity once per unit written
      expect(written.size).toBe(members);
      for (const [key, times] of written) if (times > 1) parityOf.add(Number(key.split('/')[0]));
    }
    if (name === 'raid5' || name === 'raid6') expect(parityOf.size).toBe(members);
  });
});

describe('the table', () => {
  test.each(raidLevels.map((spec) => [spec.name, spec] as const))('%s says what it is', (_, spec) => hasDescription(spec));

  test.each([
    ['raid0', 0],
    ['raid1', 1],
    ['raid5', 2],
    ['raid6', 3],
    ['raid10', 1],
    ['raid10', 5],
  ])('%s of %d disks is impossible', (name, members) => {
    expect(raidLevelOf(name).problem(members)).toMatch(/disk/);
  });
});

test('goes on after save and restore as if nothing had happened', () => {
  const first = group('raid5', 5);
  const draws = new RandomStream(4, 'places');
  for (let owner = 0; owner < 200; owner += 1) {
    if (draws.nextInt(2) === 0) first.read(0, page * draws.nextInt(10_000), page, owner);
    else first.write(0, page * draws.nextInt(10_000), page * 3, owner);
  }
  first.wake(40_000);
  const second = group('raid5', 5);
  second.restore(structuredClone(first.save()));
  const rest = finish(first);
  expect(rest.length).toBeGreaterThan(50);
  expect(finish(second)).toEqual(rest);
  expect(counted(second)).toEqual(counted(first));
});
