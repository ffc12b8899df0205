import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { defaultParams } from '../../../sim/base/spec.ts';
import { CompletionStatus, TransferOp } from '../../../sim/devices/device.ts';
import type { CompletionList, DeviceModel } from '../../../sim/devices/device.ts';
import type { NetworkPath } from '../../../sim/devices/deviceSpec.ts';
import { storageArrayModel, type StorageArrayParams } from '../../../sim/devices/array/storageArrayModel.ts';
import { runTo, transferOf } from '../driveDevice.ts';

const mib = 1_048_576;
const constant = (valueNs: number): { readonly kind: 'constant'; readonly valueNs: number } => ({ kind: 'constant', valueNs });
/** Flash that takes 1 ms for anything, one at a time; no caches; round trip of 200 us, 1 ns per byte, one controller of 10 us. */
const plain: Partial<StorageArrayParams> = {
  disk: 'ssd',
  disks: 4,
  raid: 'raid0',
  ssdSizeBytes: 1024 * mib,
  ssdReadLatency: constant(1e6),
  ssdWriteLatency: constant(1e6),
  ssdBandwidthBytesPerSecond: Infinity,
  ssdParallel: 1,
  writeCacheBytes: 0,
  controllers: 1,
  controllerTime: constant(10_000),
  cacheTime: constant(50_000),
};
const path: NetworkPath = { latency: constant(200_000), bytesPerSecond: 1e9, timeoutNs: null };

function array(change: Partial<StorageArrayParams> = {}, network: Partial<NetworkPath> = {}, seed = 1): DeviceModel {
  const params = { ...defaultParams(storageArrayModel), ...plain, ...change };
  const place = { sizeBytes: 512 * mib, blockBytes: 4096 };
  expect(storageArrayModel.fault!(params, place)).toBeNull();
  return storageArrayModel.create(params, {
    ...place,
    name: 'array',
    insideMax: 100_000,
    network: { ...path, ...network },
    stream: (purpose) => new RandomStream(seed, `array/${purpose}`),
  });
}

function station(model: DeviceModel, name: string, atNs: number): ReturnType<DeviceModel['counters']> {
  return model.stations!.find((one) => one.name === name)!.counters(atNs);
}

function diskOperations(model: DeviceModel, atNs: number): { readonly reads: number; readonly writes: number } {
  const disks = model.stations!.filter(({ name }) => name.startsWith('disk')).map((disk) => disk.counters(atNs));
  return { reads: disks.reduce((sum, { reads }) => sum + reads, 0), writes: disks.reduce((sum, { writes }) => sum + writes, 0) };
}

const read = (tag: number, offsetBytes: number, lengthBytes = 4096): ReturnType<typeof transferOf> =>
  transferOf(tag, TransferOp.Read, offsetBytes, lengthBytes);
const write = (tag: number, offsetBytes: number, lengthBytes = 4096): ReturnType<typeof transferOf> =>
  transferOf(tag, TransferOp.Write, offsetBytes, lengthBytes);

describe('the way there and back', () => {
  test('round trip, controller, disk; data goes one way only', () => {
    const model = array();
    model.submit(0, read(1, 0));
    expect(runTo(model, 1e9)).toEqual([{ tag: 1, atNs: 100_000 + 10_000 + 1e6 + 4096 + 100_000 }]);
    model.submit(1e8, write(2, 0));
    expect(runTo(model, 1e9)).toEqual([{ tag: 2, atNs: 1e8 + 4096 + 100_000 + 10_000 + 1e6 + 100_000 }]);
  });

  test('each direction of the network is shared', () => {
    const model = array({ ssdReadLatency: constant(1000), controllerTime: constant(1), controllers: 100 }, { bytesPerSecond: 1e6 });
    for (let tag = 0; tag < 10; tag += 1) model.submit(0, read(tag, tag * 65_536));
    const ends = runTo(model, 1e9).map(({ atNs }) => atNs);
    // 4 KiB at 1 MB/s: 4.096 ms each, one after the other
    for (let index = 1; index < 10; index += 1) expect(ends[index]! - ends[index - 1]!).toBe(4_096_000);
    expect(station(model, 'network from the array', 1e9).busyNs).toBeCloseTo(40_960_000, 0);
    expect(station(model, 'network to the array', 1e9).busyNs).toBe(0);
  });

  test('controllers serve so many at a time', () => {
    const ends = (controllers: number): number[] => {
      const model = array({ controllers, controllerTime: constant(1e6), ssdReadLatency: constant(1000), ssdParallel: 8 });
      for (let tag = 0; tag < 4; tag += 1) model.submit(0, read(tag, tag * 65_536));
      return runTo(model, 1e9).map(({ atNs }) => Math.round(atNs / 1e6));
    };
    expect(ends(1)).toEqual([1, 2, 3, 4]);
    expect(ends(2)).toEqual([1, 1, 2, 2]);
  });
});

describe('the write cache', () => {
  const cached = { writeCacheBytes: mib, destages: 2 };

  test('takes a write at its own speed, writes it to the disks in the background, and answers reads of it', () => {
    const model = array({ ...cached, raid: 'raid5', destageOrder: 'lrw' });
    model.submit(0, write(1, 0));
    expect(runTo(model, 5e5)).toEqual([{ tag: 1, atNs: 4096 + 100_000 + 10_000 + 50_000 + 100_000 }]);
    model.submit(5e5, read(2, 0));
    expect(runTo(model, 9e5)).toEqual([{ tag: 2, atNs: 5e5 + 100_000 + 10_000 + 50_000 + 4096 + 100_000 }]);
    runTo(model, 1e9);
    expect(diskOperations(model, 1e9)).toEqual({ reads: 2, writes: 2 });
  });

  test('full, it makes writes wait for the disks', () => {
    const model = array({ ...cached, writeCacheBytes: 65_536, destages: 1 });
    for (let tag = 0; tag < 40; tag += 1) model.submit(0, write(tag, tag * 262_144));
    const ends = runTo(model, 1e9).map(({ atNs }) => atNs);
    // 16 pages fit, and one leaves per millisecond
    expect(ends.filter((atNs) => atNs < 1e6).length).toBe(16);
    expect(ends.at(-1)! / 1e6).toBeGreaterThan(24);
    expect(ends.at(-1)! / 1e6).toBeLessThan(25.5);
    const waiting = station(model, 'waiting for the write cache', 1e9);
    expect([waiting.completed, waiting.inside]).toEqual([24, 0]);
    expect(waiting.sojournNs).toBe(waiting.occupancyNs);
  });

  test('keeps a page that is written again and again off the disks', () => {
    const model = array({ ...cached, destageLow: 0.5, destageHigh: 0.9 });
    for (let tag = 0; tag < 1000; tag += 1) model.submit(tag * 1e6, write(tag, (tag % 10) * 4096));
    expect(runTo(model, 1e12).length).toBeLessThanOrEqual(1000);
    expect(diskOperations(model, 1e12)).toEqual({ reads: 0, writes: 0 });
  });

  test('sends a row that is dirty all over as a full stripe', () => {
    const model = array({ ...cached, raid: 'raid5', destageLow: 0.184, destageHigh: 0.19 });
    for (let tag = 0; tag < 48; tag += 1) model.submit(0, write(tag, tag * 4096));
    runTo(model, 1e9);
    expect(diskOperations(model, 1e9)).toEqual({ reads: 0, writes: 4 });
  });

  test('that would lose its content acknowledges nothing, but serves reads', () => {
    const model = array({ ...cached, writeCacheDurable: false });
    model.submit(0, write(1, 0));
    expect(runTo(model, 1e9)[0]!.atNs).toBeGreaterThan(1e6);
    model.submit(1e8, read(2, 0));
    expect(runTo(model, 1e9)[0]!.atNs - 1e8).toBeLessThan(5e5);
  });

  test.each(['lrw', 'cscan', 'wow'])('order %s: everything gets there once, the newest version last', (destageOrder) => {
    const model = array({ ...cached, writeCacheBytes: 128 * 4096, destages: 4, destageOrder });
    const draws = new RandomStream(8, 'places');
    let completed = 0;
    for (let tag = 0; tag < 2000; tag += 1) {
      completed += runTo(model, tag * 200_000).length;
      model.submit(tag * 200_000, write(tag, 4096 * draws.nextInt(512), 4096 * (1 + draws.nextInt(3))));
    }
    completed += runTo(model, 1e12).length;
    expect(completed).toBe(2000);
    const { reads, writes } = diskOperations(model, 1e12);
    expect(reads).toBe(0);
    expect(writes).toBeGreaterThan(200);
    expect(writes).toBeLessThan(2600);
  });
});

describe('what costs more', () => {
  test('a write that keeps the former content reads and writes once more', () => {
    const model = array();
    model.submit(0, { ...write(1, 0), keepsFormer: true });
    expect(Math.round(runTo(model, 1e9)[0]!.atNs / 1e6)).toBe(3);
    expect(diskOperations(model, 1e9)).toEqual({ reads: 1, writes: 2 });
  });

  test("after one of the array's snapshots the first write of a chunk does, the next does not", () => {
    const model = array({ snapshotIntervalNs: 1e9 });
    const operationsAt = (atNs: number, tag: number, offsetBytes: number): number => {
      const before = diskOperations(model, atNs);
      model.submit(atNs, write(tag, offsetBytes));
      runTo(model, atNs + 1e8);
      const after = diskOperations(model, atNs + 1e8);
      return after.reads + after.writes - before.reads - before.writes;
    };
    expect(operationsAt(0, 1, 0)).toBe(1);
    expect(operationsAt(1e9, 2, 0)).toBe(3);
    expect(operationsAt(1.2e9, 3, 8192)).toBe(1);
    expect(operationsAt(1.4e9, 4, 10 * mib)).toBe(3);
    expect(operationsAt(3e9, 5, 0)).toBe(3);
  });

  test('an atomic write of several blocks goes to the journal first; with a durable cache it commits there', () => {
    const model = array();
    model.submit(0, { ...write(1, 0, 16_384), isAtomic: true });
    expect(Math.round(runTo(model, 1e9)[0]!.atNs / 1e6)).toBe(2);
    expect(diskOperations(model, 1e9)).toEqual({ reads: 0, writes: 2 });
    const cached = array({ writeCacheBytes: mib });
    cached.submit(0, { ...write(1, 0, 16_384), isAtomic: true });
    expect(runTo(cached, 1e9)[0]!.atNs).toBe(16_384 + 100_000 + 10_000 + 2 * 50_000 + 100_000);
  });
});

describe('load from elsewhere', () => {
  test.each([0.2, 0.5, 0.8])('keeps flash busy for a share of %d of the time', (backgroundLoad) => {
    const model = array({ backgroundLoad, backgroundReadRatio: 0.5, raid: 'raid5' });
    runTo(model, 60e9);
    const busy = model.counters(60e9).busyNs / (60e9 * model.parallel);
    expect(Math.abs(busy - backgroundLoad)).toBeLessThan(0.02);
    expect(model.counters(60e9).completed).toBe(0);
  });

  test('makes a single server wait as Pollaczek and Khinchine say', () => {
    const model = array(
      { disks: 1, backgroundLoad: 0.6, backgroundReadRatio: 1, ssdReadLatency: constant(1e6), controllerTime: constant(0) },
      { latency: constant(0), bytesPerSecond: null },
    );
    // few operations of its own see the time-average wait of M/D/1: rho / (2 (1 - rho)) = 0.75 services
    const draws = new RandomStream(9, 'arrivals');
    let atNs = 1e9;
    let sum = 0;
    const count = 20_000;
    for (let tag = 0; tag < count; tag += 1) {
      atNs += 20e6 + draws.nextInt(20e6);
      runTo(model, atNs);
      model.submit(atNs, read(tag, 0));
      sum += runTo(model, atNs + 19e6)[0]!.atNs - atNs;
    }
    const load = 0.6 + 1e6 / 30e6;
    expect(sum / count / 1e6).toBeGreaterThan(1.7);
    expect(sum / count / 1e6).toBeLessThan(1 + load / (2 * (1 - load)));
  });
});

describe('losing the link', () => {
  const outages = [{ atNs: 1e9, forNs: 2e9 }];

  test('operations hang until it is back, those on the way are sent anew', () => {
    const model = array({}, { outages });
    model.submit(1e9 - 50_000, read(1, 0)); // its request is on the way
    model.submit(1e9 - 1_200_000, read(2, 65_536)); // its answer will be
    model.submit(2e9, read(3, 131_072));
    const done = runTo(model, 1e10);
    expect(done.map(({ tag }) => tag).sort()).toEqual([1, 2, 3]);
    expect(done.every(({ atNs }) => atNs > 3e9 && atNs < 3.01e9)).toBe(true);
    const counters = model.counters(1e10);
    expect([counters.completed, counters.inside]).toEqual([3, 0]);
    for (const one of model.stations!) {
      const { completed, inside, reads, writes, occupancyNs, sojournNs } = one.counters(1e10);
      expect([one.name, completed, inside, occupancyNs]).toEqual([one.name, reads + writes, 0, sojournNs]);
    }
  });

  test('or fail when they have waited long enough', () => {
    const model = array({}, { outages, timeoutNs: 5e8 });
    const list: CompletionList = { count: 0, tags: [], statuses: [] };
    const seen: string[] = [];
    const runOn = (untilNs: number): void => {
      for (let atNs = model.nextWakeNs(); atNs <= untilNs && atNs < Infinity; atNs = model.nextWakeNs()) {
        model.wake(atNs);
        model.drain(list);
        for (let index = 0; index < list.count; index += 1) {
          seen.push(`${list.tags[index]!} ${list.statuses[index] === CompletionStatus.Ok ? 'ok' : 'failed'} ${(atNs / 1e9).toFixed(2)}`);
        }
        list.count = 0;
      }
    };
    for (const [tag, atNs] of [1e9 + 1, 1.1e9, 2.8e9].entries()) {
      runOn(atNs);
      model.submit(atNs, read(tag + 1, 0));
    }
    runOn(Infinity);
    expect(seen).toEqual(['1 failed 1.50', '2 failed 1.60', '3 ok 3.00']);
  });

  test('from outside, too; saying it twice is harmless', () => {
    const model = array();
    model.setLink!(0, false);
    model.setLink!(0, false);
    model.submit(5, read(1, 0));
    expect(runTo(model, 1e9)).toEqual([]);
    model.setLink!(1e9, true);
    model.setLink!(1e9, true);
    expect(runTo(model, 2e9)).toEqual([{ tag: 1, atNs: 1e9 + 1_214_096 }]);
  });
});

test('the whole goes on after save and restore as if nothing had happened', () => {
  const everything: Partial<StorageArrayParams> = {
    disk: 'cheetah9lp',
    raid: 'raid6',
    disks: 6,
    writeCacheBytes: 64 * 4096,
    readCacheBytes: 64 * 4096,
    destageOrder: 'wow',
    destages: 3,
    backgroundLoad: 0.3,
    snapshotIntervalNs: 3e8,
    cacheTime: { kind: 'exponential', meanNs: 50_000 },
    controllerTime: { kind: 'lognormal', meanNs: 20_000, sigma: 1 },
  };
  const network: Partial<NetworkPath> = { latency: { kind: 'exponential', meanNs: 200_000 }, outages: [{ atNs: 2e8, forNs: 1e8 }], timeoutNs: 2e7 };
  const create = (): DeviceModel => array(everything, network, 5);
  const draws = new RandomStream(11, 'operations');
  const first = create();
  let second: DeviceModel | null = null;
  const ends: string[][] = [[], []];
  for (let tag = 0; tag < 600; tag += 1) {
    const atNs = tag * 1e6;
    const transfer = {
      ...transferOf(tag, draws.nextInt(3) as TransferOp, 4096 * draws.nextInt(2000), 4096 * (1 + draws.nextInt(3))),
      isAtomic: tag % 3 === 0,
      keepsFormer: tag % 7 === 0,
    };
    if (tag === 250) {
      second = create();
      second.restore(structuredClone(first.save()));
    }
    for (const [index, model] of [first, second].entries()) {
      if (model === null) continue;
      const done = runTo(model, atNs);
      if (second !== null) ends[index]!.push(...done.map((entry) => `${entry.tag}@${entry.atNs}`));
      model.submit(atNs, transfer);
    }
  }
  for (const [index, model] of [first, second!].entries()) ends[index]!.push(...runTo(model, 5e9).map((entry) => `${entry.tag}@${entry.atNs}`));
  expect(ends[0]!.length).toBeGreaterThan(300);
  expect(ends[1]).toEqual(ends[0]);
  expect(second!.counters(5e9)).toEqual(first.counters(5e9));
  expect(first.counters(5e9).inside).toBe(0);
});
