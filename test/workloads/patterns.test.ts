/** Each generator against its own definition: shares and counts with fixed seeds, bounds of four standard deviations or more. */
import { describe, expect, it } from 'vitest';
import { SelfSimilarSampler } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { Op } from '../../sim/engine/protocol.ts';
import { createIoSource } from '../../workloads/generators/createIoSource.ts';
import type { PacedWorkload, WorkloadConfig } from '../../workloads/workloadConfig.ts';
import { SourceDriver, type SeenIo } from '../support/sourceDriver.ts';
import { closedLoop, pacingOf, workloadOf } from '../support/workloadOf.ts';

const mib = 1024 * 1024;
const diskBytes = 64 * mib;

function source(config: WorkloadConfig, name = 'vm1/0', seed = 5): SourceDriver {
  return new SourceDriver(createIoSource(config, { seed, name, blockBytes: 4096, diskBytes, memoryBytes: 4 * mib, traceOf: () => null }));
}

function drive(type: string, count: number, params: object = {}, rest: Partial<PacedWorkload> = {}, name = 'vm1/0'): SeenIo[] {
  return source(workloadOf(type, params, rest), name).drive(count);
}

/** Sum of (seen − expected)² / expected over classes with equal chances; has mean classes − 1 and variance twice that. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function countsOf(values: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const value of values) counts[value]! += 1;
  return counts;
}

const isLikely = (chi: number, classes: number): boolean => Math.abs(chi - (classes - 1)) < 4 * Math.sqrt(2 * (classes - 1));
const placeOf = ({ offset }: SeenIo): number => offset / 4096;
const share = (seen: readonly SeenIo[], test: (io: SeenIo) => boolean): number => seen.filter(test).length / seen.length;

describe('places', () => {
  it('uniform: all alike by chi-square; once: a new order in each pass', () => {
    const footprintBytes = 256 * 4096;
    expect(isLikely(chiSquare(countsOf(drive('uniform', 100_000, { footprintBytes }).map(placeOf), 256)), 256)).toBe(true);
    const passes = drive('uniform', 768, { footprintBytes, once: true }).map(placeOf);
    const orders = [0, 256, 512].map((from) => passes.slice(from, from + 256));
    for (const order of orders) expect([...order].sort((first, second) => first - second)).toEqual(Array.from({ length: 256 }, (_, place) => place));
    expect(new Set(orders.map(String)).size).toBe(3);
  });

  it('self-similar: h of the places get 1 − h of the IO, and so on within them', () => {
    const ranks = new SelfSimilarSampler(10_000, 0.2);
    const stream = new RandomStream(1, 'ranks');
    const drawn = Array.from({ length: 100_000 }, () => ranks.next(stream));
    const below = (bound: number): number => drawn.filter((rank) => rank < bound).length / drawn.length;
    expect(below(2000)).toBeCloseTo(0.8, 2);
    expect(below(400)).toBeCloseTo(0.64, 2);
    expect(below(80)).toBeCloseTo(0.512, 2);
    const even = new SelfSimilarSampler(100, 0.5);
    expect(
      isLikely(
        chiSquare(
          countsOf(
            Array.from({ length: 50_000 }, () => even.next(stream)),
            100,
          ),
        ),
        100,
      ),
    ).toBe(true);
  });

  it('strided: a fixed distance, one unit further in each pass, everything once', () => {
    const seen = drive('strided', 32, { ioSizeBytes: 4096, strideBytes: 4 * 4096, footprintBytes: 16 * 4096, readRatio: 1 }).map(placeOf);
    expect(seen.slice(0, 8)).toEqual([0, 4, 8, 12, 1, 5, 9, 13]);
    expect(new Set(seen.slice(0, 16)).size).toBe(16);
    expect(seen.slice(16)).toEqual(seen.slice(0, 16));
  });

  it('runs: their share goes on where the IO before ended', () => {
    const seen = drive('uniform', 20_000, { sequentialRatio: 0.6, readRatio: 1 });
    const follows = seen.filter(({ offset }, index) => index > 0 && offset === seen[index - 1]!.offset + 4096);
    expect(follows.length / seen.length).toBeCloseTo(0.6, 1);
  });

  it('dirtying: most of it in a working set that moves on', () => {
    const params = { footprintBytes: 1000 * 4096, hotRatio: 0.1, hotAccessRatio: 0.9, readRatio: 0.2, driftEvery: 0 };
    const topOf = (seen: readonly SeenIo[]): Set<number> => {
      const counts = countsOf(seen.map(placeOf), 1000);
      return new Set([...counts.keys()].sort((first, second) => counts[second]! - counts[first]!).slice(0, 100));
    };
    const still = drive('dirtying', 20_000, params);
    const top = topOf(still);
    expect(share(still, (io) => top.has(placeOf(io)))).toBeCloseTo(0.9, 1);
    expect(share(still, ({ op }) => op === Op.Write)).toBeCloseTo(0.8, 1);
    const moving = drive('dirtying', 40_000, { ...params, driftEvery: 200 });
    const [early, late] = [topOf(moving.slice(0, 4000)), topOf(moving.slice(-4000))];
    expect([...early].filter((place) => late.has(place)).length).toBeLessThan(40);
  });

  it('mixed: each part its share of the IO, in its own region', () => {
    const part = (type: string, weight: number, offsetBytes: number): object => ({
      ...workloadOf(type, { offsetBytes, footprintBytes: mib, ioSizeBytes: 4096 }),
      weight,
    });
    const seen = drive('mixed', 20_000, { of: [part('zipf', 3, 0), part('sequential', 1, 8 * mib)] });
    expect(share(seen, ({ offset }) => offset < mib)).toBeCloseTo(0.75, 1);
    const scan = seen.filter(({ offset }) => offset >= 8 * mib).map(({ offset }) => (offset - 8 * mib) / 4096);
    expect(scan.slice(0, 256)).toEqual(Array.from({ length: 256 }, (_, place) => place));
  });
});

describe('sizes', () => {
  it('come in their shares, by direction, aligned, and the region holds them', () => {
    const params = {
      ioSizeBytes: [
        { bytes: 4096, weight: 0.6 },
        { bytes: 65_536, weight: 0.4 },
      ],
      writeSizeBytes: 8192,
      footprintBytes: mib,
      readRatio: 0.5,
      alignBytes: 512,
    };
    const seen = drive('uniform', 40_000, params);
    const reads = seen.filter(({ op }) => op === Op.Read);
    expect(share(reads, ({ length }) => length === 65_536)).toBeCloseTo(0.4, 1);
    expect(seen.every(({ op, length }) => op === Op.Read || length === 8192)).toBe(true);
    expect(seen.every(({ offset, length }) => offset % 512 === 0 && offset + length <= mib)).toBe(true);
    expect(share(seen, ({ offset }) => offset % 4096 !== 0)).toBeCloseTo(7 / 8, 1);
  });

  it("of a mix don't shift which places are used", () => {
    const mix = [4096, 8192].map((bytes) => ({ bytes, weight: 1 }));
    const places = (ioSizeBytes: unknown): number[] => drive('zipf', 500, { ioSizeBytes, footprintBytes: 4 * mib + 4096, alignBytes: 4096 }).map(placeOf);
    const few = (values: number[]): number[] => values.map((value) => value % 1024);
    expect(places(mix).length).toBe(500);
    expect(few(places(mix))).toEqual(few(drive('zipf', 500, { ioSizeBytes: 8192, footprintBytes: 4 * mib + 4096, alignBytes: 4096 }).map(placeOf)));
  });
});

describe('workloads of applications', () => {
  it('oltp: a commit after every so many page IOs, log and tables apart', () => {
    const params = { logSizeBytes: 64 * 1024, commitEvery: 10, readRatio: 0.65, commit: 'flush' };
    const seen = drive('oltp', 24_000, params);
    const pages = seen.filter(({ op, offset }) => op !== Op.Flush && offset >= 64 * 1024);
    const log = seen.filter(({ op, offset }) => op === Op.Write && offset < 64 * 1024);
    expect([pages.length, log.length, seen.filter(({ op }) => op === Op.Flush).length]).toEqual([20_000, 2000, 2000]);
    expect(share(pages, ({ op }) => op === Op.Read)).toBeCloseTo(0.65, 1);
    expect(log.slice(0, 17).map(placeOf)).toEqual([...Array.from({ length: 16 }, (_, place) => place), 0]);
    expect(seen.every(({ op }, index) => op !== Op.Flush || seen[index - 1]!.offset < 64 * 1024)).toBe(true);
    expect(drive('oltp', 22, { ...params, commit: 'fua' }).map(({ forced }) => forced)).toEqual(Array.from({ length: 22 }, (_, index) => index % 11 === 10));
  });

  it('log-writer: round and round, each write made to last before the next', () => {
    const driver = source(workloadOf('log-writer', { footprintBytes: 3 * 4096 }, { pacing: closedLoop(1), flushWaits: true }));
    const seen = driver.drive(8);
    expect(seen.map(({ op, offset }) => (op === Op.Flush ? 'flush' : offset / 4096))).toEqual([0, 'flush', 1, 'flush', 2, 'flush', 0, 'flush']);
    expect(seen.map(({ atNs }) => atNs)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]);
  });

  it('backup: everything once, the last read as short as it must be, at its bandwidth', () => {
    const driver = source(workloadOf('backup', { ioSizeBytes: 3 * mib }, { pacing: closedLoop(4), limits: { ratePerSecond: null, bytesPerSecond: 100e6 } }));
    const seen = driver.drive(100);
    expect(seen.reduce((sum, { length }) => sum + length, 0)).toBe(diskBytes);
    expect([seen.length, seen.at(-1)!.length, driver.source.done]).toEqual([22, mib, true]);
    expect(seen.at(-1)!.atNs / 1e9).toBeCloseTo((63 * mib) / 100e6, 6);
  });

  it('boot: VMs of one image read alike and write their own; it ends', () => {
    const params = { bootSizeBytes: 4 * mib, hotSizeBytes: mib, footprintBytes: 32 * mib };
    const reads = (name: string, more = {}): number[] =>
      drive('boot', 10_000, { ...params, ...more }, {}, name)
        .filter(({ op }) => op === Op.Read)
        .map(({ offset }) => offset);
    const first = reads('vm1/0');
    expect(first.length).toBe(256);
    expect(reads('vm2/0')).toEqual(first);
    expect(reads('vm2/0', { image: 'other' })).not.toEqual(first);
    const writes = ['vm1/0', 'vm2/0'].map((name) => drive('boot', 10_000, params, {}, name).filter(({ op }) => op === Op.Write));
    expect(writes[0]).not.toEqual(writes[1]);
    const many = reads('vm1/0', { bootSizeBytes: 64 * mib });
    expect(many.filter((offset) => offset < mib).length / many.length).toBeCloseTo(0.3, 1);
  });
});

describe('pacing', () => {
  it('constant: equal intervals, exact in the long run', () => {
    const times = drive('uniform', 30_001, {}, { pacing: pacingOf('constant', { ratePerSecond: 3000 }), startNs: 7 }).map(({ atNs }) => atNs);
    expect([times[0], times[30_000]]).toEqual([7, 10e9 + 7]);
    expect(new Set(times.slice(1).map((atNs, index) => atNs - times[index]!))).toEqual(new Set([333_333, 333_334]));
  });

  it('bursts: the rate within, nothing between, and the share of time', () => {
    const pacing = pacingOf('bursts', { ratePerSecond: 10_000, on: { kind: 'constant', valueNs: 10e6 }, off: { kind: 'constant', valueNs: 30e6 } });
    const times = drive('uniform', 20_000, {}, { pacing }).map(({ atNs }) => atNs);
    expect(times.every((atNs) => atNs % 40e6 < 10e6)).toBe(true);
    expect((20_000 / times.at(-1)!) * 1e9).toBeCloseTo(2500, -2);
    const counts = countsOf(
      times.filter((atNs) => atNs < 7.6e9).map((atNs) => Math.floor(atNs / 40e6)),
      190,
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / 190;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 189;
    expect(variance / mean).toBeGreaterThan(0.6);
    expect(variance / mean).toBeLessThan(1.4);
  });

  it('bursts: the periods stay when the rates change', () => {
    const ends = (ratePerSecond: number): number[] => {
      const pacing = pacingOf('bursts', { ratePerSecond, on: { kind: 'exponential', meanNs: 20e6 }, off: { kind: 'constant', valueNs: 50e6 } });
      const times = source(workloadOf('uniform', {}, { pacing }))
        .drive(1e6, 2e9)
        .map(({ atNs }) => atNs);
      return times.filter((atNs, index) => index > 0 && atNs - times[index - 1]! > 50e6);
    };
    const [dense, denser] = [ends(50_000), ends(100_000)];
    expect(denser.length).toBe(dense.length);
    expect(dense.every((atNs, index) => Math.abs(atNs - denser[index]!) < 1e6)).toBe(true);
  });

  it('limits hold a rate and a bandwidth, to some ns in the long run', () => {
    const limited = (limits: PacedWorkload['limits']): number =>
      drive('sequential', 3001, { ioSizeBytes: 65_536 }, { pacing: closedLoop(8), limits }).at(-1)!.atNs;
    expect(limited({ ratePerSecond: 700, bytesPerSecond: null })).toBeCloseTo((3000 / 700) * 1e9, -1);
    expect(limited({ ratePerSecond: null, bytesPerSecond: 300e6 })).toBeCloseTo(((3000 * 65_536) / 300e6) * 1e9, -1);
  });

  it('a think time after every so many answers', () => {
    const pacing = pacingOf('closed', { queueDepth: 1, thinkTime: { kind: 'constant', valueNs: 10_000 }, thinkEvery: 3 });
    expect(drive('uniform', 7, {}, { pacing }).map(({ atNs }) => atNs)).toEqual([0, 1000, 2000, 13_000, 14_000, 15_000, 26_000]);
  });

  it('a flush that waits is a barrier', () => {
    const seen = drive('uniform', 12, { readRatio: 0 }, { pacing: closedLoop(4), flushEvery: 4, flushWaits: true });
    expect(seen.map(({ op, atNs }) => [op === Op.Flush, atNs])).toEqual([
      ...[0, 0, 0, 0].map((atNs) => [false, atNs]),
      [true, 1000],
      ...[2000, 2000, 2000, 2000].map((atNs) => [false, atNs]),
      [true, 3000],
      ...[4000, 4000].map((atNs) => [false, atNs]),
    ]);
  });

  it('ends with the IO that makes it so many bytes', () => {
    expect(drive('sequential', 100, { ioSizeBytes: 65_536 }, { bytes: 65_536 * 3 + 1 }).length).toBe(4);
  });
});

describe('common random numbers', () => {
  it("another VM, another workload, another part don't shift a workload's draws", () => {
    const alone = drive('zipf', 300);
    expect(drive('zipf', 300)).toEqual(alone);
    expect(drive('zipf', 300, {}, {}, 'vm2/0')).not.toEqual(alone);
    expect(drive('zipf', 300, {}, {}, 'vm1/1')).not.toEqual(alone);
    const part = (type: string): object => ({ ...workloadOf(type), weight: 1 });
    const ofFirst = (of: readonly object[]): number[] =>
      drive('mixed', 900, { of })
        .filter(({ length }) => length === 4096)
        .map(placeOf)
        .slice(0, 100);
    expect(ofFirst([part('zipf'), part('sequential'), part('sequential')])).toEqual(ofFirst([part('zipf'), part('sequential')]));
  });

  it('another share of reads, another rate leave the places as they are', () => {
    const places = (params: object, rest: Partial<PacedWorkload> = {}): number[] => drive('zipf', 500, params, rest).map(placeOf);
    expect(places({ readRatio: 0.2 })).toEqual(places({ readRatio: 0.9 }));
    expect(places({}, { pacing: pacingOf('poisson', { ratePerSecond: 10 }) })).toEqual(places({}));
  });
});
