import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import { createIoSource } from '../../workloads/generators/createIoSource.ts';
import { Scatter } from '../../workloads/generators/scatter.ts';
import { closedLoop, pacingOf, workloadOf } from '../support/workloadOf.ts';
import type { IoSource } from '../../workloads/ioSource.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import type { PacingConfig, PacedWorkload } from '../../workloads/workloadConfig.ts';
import { inChunks, vscsiV1 } from './traceFiles.ts';

const spaceBytes = 64 * 1024 * 1024;
const closed = (queueDepth: number, thinkNs = 0): PacingConfig => closedLoop(queueDepth, { kind: 'constant', valueNs: thinkNs });

function sourceOf(type: string, params: object = {}, rest: Partial<PacedWorkload> = {}, trace: Trace | null = null): IoSource {
  return createIoSource(workloadOf(type, params, rest), {
    seed: 5,
    name: 'vm1/0',
    blockBytes: 4096,
    diskBytes: spaceBytes,
    memoryBytes: spaceBytes,
    traceOf: () => trace,
  });
}

const request = (): IoRequest =>
  ({ tag: 0, vm: 0, space: 0, op: 0, offsetBytes: 0, lengthBytes: 0, forceUnitAccess: false, buffer: 0, view: 0 }) as unknown as IoRequest;

interface Seen {
  readonly atNs: number;
  readonly op: number;
  readonly offset: number;
  readonly length: number;
  readonly forced: boolean;
}

/** Takes `count` IOs, each answered after `serviceNs`. */
function drive(source: IoSource, count: number, serviceNs = 1000, fromNs = 0): Seen[] {
  const into = request();
  const answersNs: number[] = [];
  const seen: Seen[] = [];
  let nowNs = fromNs;
  while (seen.length < count) {
    const arrivalNs = source.nextArrivalNs();
    const answerNs = answersNs.length > 0 ? answersNs[0]! : Infinity;
    if (arrivalNs === Infinity && answerNs === Infinity) break;
    if (answerNs <= arrivalNs) {
      nowNs = Math.max(nowNs, answerNs);
      answersNs.shift();
      source.onAcknowledged(nowNs, 0);
      continue;
    }
    nowNs = Math.max(nowNs, arrivalNs);
    source.take(nowNs, into);
    seen.push({ atNs: arrivalNs, op: into.op, offset: into.offsetBytes, length: into.lengthBytes, forced: into.forceUnitAccess });
    answersNs.push(nowNs + serviceNs);
  }
  return seen;
}

const smallTrace = await readTrace(
  inChunks(vscsiV1(Array.from({ length: 20 }, (_, index) => ({ cmd: index % 2 === 0 ? 0x2a : 0x28, lbn: 63 + index, ts: index * 10 }))), 4096),
  {
    file: 't',
    format: 'auto',
    as: 'stored',
    objectSizeBytes: 512,
  },
);

describe('workloads', () => {
  it.each(['zipf', 'uniform', 'hot-cold', 'self-similar', 'sequential', 'dirtying'])(
    '%s stays in its region, keeps its mix, repeats, and continues when restored',
    (type) => {
      fc.assert(
        fc.property(
          fc.record({
            readRatio: fc.double({ min: 0, max: 0.7, noNaN: true }),
            discardRatio: fc.double({ min: 0, max: 0.3, noNaN: true }),
            items: fc.integer({ min: 1, max: 200 }),
            io: fc.constantFrom(512, 4096, 12288),
            offset: fc.constantFrom(0, 512, 4096 * 3),
          }),
          fc.nat(50),
          ({ readRatio, discardRatio, items, io, offset }, cut) => {
            const params = { readRatio, discardRatio, ioSizeBytes: io, footprintBytes: items * io + 100, offsetBytes: offset };
            const source = sourceOf(type, params, { pacing: closed(4, 10), flushEvery: 7, forceUnitAccessRatio: 0.5 });
            drive(source, cut);
            for (let left = 4; left > 0 && source.nextArrivalNs() === Infinity; left--) source.onAcknowledged(1e6, 0);
            const twin = sourceOf(type, params, { pacing: closed(4, 10), flushEvery: 7, forceUnitAccessRatio: 0.5 });
            twin.restore(structuredClone(source.save()));
            const seen = drive(source, 60, 1000, 1e6);
            expect(drive(twin, 60, 1000, 1e6)).toEqual(seen);
            for (const io2 of seen.filter(({ op }) => op !== Op.Flush)) {
              expect(io2.length).toBe(io);
              expect((io2.offset - offset) % io).toBe(0);
              expect(io2.offset >= offset && io2.offset + io <= offset + items * io).toBe(true);
            }
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  it('keeps the shares of reads and discards, and of forced writes', () => {
    const seen = drive(sourceOf('uniform', { readRatio: 0.6, discardRatio: 0.1 }, { forceUnitAccessRatio: 0.25 }), 40_000);
    const share = (op: number): number => seen.filter((io) => io.op === op).length / seen.length;
    expect(share(Op.Read)).toBeCloseTo(0.6, 2);
    expect(share(Op.Discard)).toBeCloseTo(0.1, 2);
    expect(seen.filter(({ forced }) => forced).length / seen.filter(({ op }) => op === Op.Write).length).toBeCloseTo(0.25, 1);
  });

  it('zipf has a head, and it is scattered', () => {
    const counts = new Map<number, number>();
    for (const { offset } of drive(sourceOf('zipf', { exponent: 0.9 }), 50_000)) counts.set(offset, (counts.get(offset) ?? 0) + 1);
    const popular = [...counts].sort((first, second) => second[1] - first[1]).slice(0, 10);
    expect(popular[0]![1] / 50_000).toBeGreaterThan(0.03);
    expect(popular[0]![1] / popular[1]![1]).toBeCloseTo(2 ** 0.9, 0);
    const places = popular.map(([offset]) => offset / 4096).sort((first, second) => first - second);
    expect(places.every((place, index) => index === 0 || place - places[index - 1]! > 1)).toBe(true);
  });

  it('hot-cold puts its share of the IO on its share of the region', () => {
    const counts = new Map<number, number>();
    for (const { offset } of drive(sourceOf('hot-cold', { hotRatio: 0.01, hotAccessRatio: 0.8, footprintBytes: 4096 * 1000 }), 20_000))
      counts.set(offset, (counts.get(offset) ?? 0) + 1);
    const top = [...counts.values()].sort((first, second) => second - first).slice(0, 10);
    expect(top.reduce((sum, count) => sum + count, 0) / 20_000).toBeCloseTo(0.8, 1);
  });

  it('sequential goes on from its start at the end of its region', () => {
    const seen = drive(sourceOf('sequential', { ioSizeBytes: 4096, footprintBytes: 3 * 4096, readRatio: 0 }), 5);
    expect(seen.map(({ offset, op }) => [offset / 4096, op])).toEqual([0, 1, 2, 0, 1].map((place) => [place, Op.Write]));
  });

  it('a trace is replayed as it is, and ends', () => {
    const source = sourceOf('trace', {}, {}, smallTrace);
    const seen = drive(source, 100);
    expect(seen.length).toBe(20);
    expect(seen.map(({ offset }) => offset)).toEqual(Array.from({ length: 20 }, (_, index) => (63 + index) * 512));
    expect(source.done).toBe(true);
  });
});

describe('pacing', () => {
  it('closed: queue depth in flight, think time between', () => {
    const source = sourceOf('uniform', {}, { pacing: closed(2, 500), startNs: 100 });
    expect(drive(source, 6, 1000).map(({ atNs }) => atNs)).toEqual([100, 100, 1600, 1600, 3100, 3100]);
  });

  it('closed with a random think time takes places in the order in which they are ready', () => {
    const source = sourceOf('uniform', {}, { pacing: closedLoop(8, { kind: 'exponential', meanNs: 5000 }) });
    const times = drive(source, 2000).map(({ atNs }) => atNs);
    expect(times.every((atNs, index) => index === 0 || atNs >= times[index - 1]!)).toBe(true);
    expect(times[1999]! / 2000).toBeCloseTo(6000 / 8, -2);
  });

  it('poisson: the rate, whatever the answers', () => {
    const times = drive(sourceOf('uniform', {}, { pacing: pacingOf('poisson', { ratePerSecond: 1000 }), startNs: 5e9 }), 20_000, 1e12).map(({ atNs }) => atNs);
    expect((times[19_999]! - 5e9) / 20_000 / 1e6).toBeCloseTo(1, 1);
    expect(times[0]).toBeGreaterThan(5e9);
  });

  it('trace times, scaled, from the start', () => {
    const times = drive(sourceOf('trace', {}, { pacing: pacingOf('trace', { speed: 2 }), startNs: 7 }, smallTrace), 100, 1e12).map(({ atNs }) => atNs);
    expect(times).toEqual(Array.from({ length: 20 }, (_, index) => 7 + index * 5000));
  });

  it('stops at its time and after its number of IOs', () => {
    const stopped = sourceOf('uniform', {}, { pacing: closed(1), stopNs: 3500 });
    expect(drive(stopped, 100, 1000).length).toBe(4);
    expect([stopped.nextArrivalNs(), stopped.done]).toEqual([Infinity, true]);
    const counted = sourceOf('uniform', {}, { pacing: pacingOf('poisson', { ratePerSecond: 10 }), ios: 3 });
    expect(drive(counted, 100).length).toBe(3);
    expect(counted.done).toBe(true);
  });

  it('flushes after every so many writes: in its turn when closed, right behind the write when open', () => {
    const closedLoop = drive(sourceOf('uniform', { readRatio: 0 }, { flushEvery: 2 }), 7, 1000);
    expect(closedLoop.map(({ op }) => op)).toEqual([Op.Write, Op.Write, Op.Flush, Op.Write, Op.Write, Op.Flush, Op.Write]);
    expect(closedLoop[2]!.atNs).toBe(2000);
    const open = drive(sourceOf('trace', {}, { pacing: pacingOf('trace', { speed: 1 }), flushEvery: 10 }, smallTrace), 100);
    expect(open.length).toBe(21);
    const flush = open.findIndex(({ op }) => op === Op.Flush);
    expect(open[flush]!.atNs).toBe(open[flush - 1]!.atNs);
  });

  it('waits when held, and rewinds to where it was', () => {
    const held = sourceOf('trace', {}, { pacing: pacingOf('trace', { speed: 1 }) }, smallTrace);
    drive(held, 5);
    held.delay(1_000_000);
    expect(held.nextArrivalNs()).toBe(1_050_000);
    const saved = held.save();
    const first = drive(held, 6);
    held.rewind(saved, 1_050_000, 9_000_000);
    const again = drive(held, 6, 1000, 9_000_000);
    expect(again.map(({ offset }) => offset)).toEqual(first.map(({ offset }) => offset));
    expect(again[0]!.atNs).toBe(9_000_000);
  });

  it('rewinds a closed loop while IO is in flight', () => {
    const source = sourceOf('zipf', {}, { pacing: closed(3) });
    const saved = source.save();
    const first = drive(source, 3, 1e9);
    expect(source.nextArrivalNs()).toBe(Infinity);
    source.rewind(saved, 0, 5000);
    expect(source.nextArrivalNs()).toBe(Infinity);
    for (let left = 3; left > 0; left--) source.onAcknowledged(6000, 0);
    expect(drive(source, 3, 1e9, 6000).map(({ offset }) => offset)).toEqual(first.map(({ offset }) => offset));
  });
});

describe('Scatter', () => {
  it('is a permutation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(2 ** 31), (count, key) => {
        const scatter = new Scatter(count, key);
        const places = new Set(Array.from({ length: count }, (_, index) => scatter.at(index)));
        expect(places.size).toBe(count);
        expect(Math.min(...places) >= 0 && Math.max(...places) < count).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(new Scatter(2 ** 31 - 1, 7).at(2 ** 31 - 2)).toBeLessThan(2 ** 31 - 1);
  });
});
