import { describe, expect, test } from 'vitest';
import { exponentialNs } from '../../sim/base/distributions.ts';
import type { Distribution } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { TransferOp, WriteCause } from '../../sim/devices/device.ts';
import type { CompletionList, Transfer } from '../../sim/devices/device.ts';
import { LatencyDevice } from '../../sim/devices/latencyDevice.ts';
import type { LatencyDeviceConfig } from '../../sim/devices/latencyDevice.ts';

const constant = (valueNs: number): Distribution => ({ kind: 'constant', valueNs });
const plain: LatencyDeviceConfig = {
  readLatency: constant(1000),
  writeLatency: constant(500),
  extraLatency: constant(0),
  bytesPerSecond: Infinity,
  parallel: 1,
  insideMax: 100_000,
};

function device(overrides: Partial<LatencyDeviceConfig>, seed = 1): LatencyDevice {
  return new LatencyDevice('device', { ...plain, ...overrides }, new RandomStream(seed, 'device'));
}

function transfer(tag: number, op: TransferOp = TransferOp.Read, lengthBytes = 4096): Transfer {
  return { tag, op, offsetBytes: 0, lengthBytes, cause: op === TransferOp.Write ? WriteCause.Write : WriteCause.None };
}

interface Done {
  readonly tag: number;
  readonly atNs: number;
}

/** Lets the device run up to `untilNs`, by its own wake-up times. */
function runTo(model: LatencyDevice, untilNs: number, done: Done[]): void {
  const list: CompletionList = { count: 0, tags: [], statuses: [] };
  while (model.nextWakeNs() <= untilNs && model.nextWakeNs() < Infinity) {
    const atNs = model.nextWakeNs();
    model.wake(atNs);
    model.drain(list);
    for (let index = 0; index < list.count; index += 1) done.push({ tag: list.tags[index]!, atNs });
    list.count = 0;
  }
}

describe('LatencyDevice', () => {
  test('serves one at a time, in the order of submission, and rounds the transfer up once', () => {
    const model = device({ bytesPerSecond: 3e9 });
    const done: Done[] = [];
    model.submit(0, transfer(7));
    model.submit(10, transfer(8, TransferOp.Write, 100));
    model.submit(10, transfer(9, TransferOp.Discard, 100));
    runTo(model, 1e6, done);
    expect(done).toEqual([
      { tag: 7, atNs: 2366 },
      { tag: 8, atNs: 2900 },
      { tag: 9, atNs: 3400 },
    ]);
    const counters = model.counters(5000);
    expect(counters).toMatchObject({
      reads: 1,
      writes: 1,
      discards: 1,
      bytesRead: 4096,
      bytesWritten: 100,
      busyNs: 3400,
      completed: 3,
      inside: 0,
      insideMax: 3,
    });
    expect(counters.occupancyNs).toBe(2366 + (2900 - 10) + (3400 - 10));
    expect(counters.bytesWrittenByCause[WriteCause.Write]).toBe(100);
  });

  test('equal ends come out in the order of submission; short ones overtake long ones', () => {
    const model = device({ parallel: 3, bytesPerSecond: 1e9 });
    const done: Done[] = [];
    model.submit(0, transfer(1, TransferOp.Read, 9000));
    for (const tag of [2, 3, 4, 5]) model.submit(0, transfer(tag, TransferOp.Read, 1000));
    runTo(model, 1e6, done);
    expect(done.map((entry) => entry.tag)).toEqual([2, 3, 4, 5, 1]);
    expect(done.map((entry) => entry.atNs)).toEqual([2000, 2000, 4000, 4000, 10_000]);
  });

  test('takes at least a nanosecond, and refuses more than it has room for', () => {
    const model = device({ readLatency: constant(0), insideMax: 2 });
    model.submit(5, transfer(1));
    expect(model.nextWakeNs()).toBe(6);
    model.submit(5, transfer(2));
    expect(() => {
      model.submit(5, transfer(3));
    }).toThrow('room');
  });

  test.each([1, 2, 5, 32])('agrees with a naive station of %i places, also when woken late', (parallel) => {
    const random = new RandomStream(4, 'test');
    const model = device({ parallel, readLatency: { kind: 'uniform', minNs: 0, maxNs: 3000 }, bytesPerSecond: 2e9 });
    const twin = new RandomStream(1, 'device');
    const freeAtNs = new Array<number>(parallel).fill(0);
    const expected: (Done & { order: number })[] = [];
    const done: Done[] = [];
    let nowNs = 0;
    for (let tag = 0; tag < 3000; tag += 1) {
      nowNs += random.nextInt(2600 / parallel);
      const lengthBytes = 512 * (1 + random.nextInt(8));
      const serviceNs = Math.max(1, twin.nextInt(3001) + Math.ceil((lengthBytes * 1e9) / 2e9));
      const place = freeAtNs.indexOf(Math.min(...freeAtNs));
      freeAtNs[place] = Math.max(nowNs, freeAtNs[place]!) + serviceNs;
      expected.push({ tag, atNs: freeAtNs[place], order: tag });
      if (random.nextInt(3) > 0) runTo(model, nowNs, done);
      model.submit(nowNs, transfer(tag, TransferOp.Read, lengthBytes));
    }
    runTo(model, Infinity, done);
    expected.sort((a, b) => a.atNs - b.atNs || a.order - b.order);
    expect(done.map((entry) => entry.tag)).toEqual(expected.map((entry) => entry.tag));
    const endNs = expected[expected.length - 1]!.atNs;
    const counters = model.counters(endNs);
    expect(counters.occupancyNs).toBe(counters.sojournNs);
    expect(counters.completed).toBe(3000);
  });

  test("Little's law is an identity at any instant", () => {
    const model = device({ parallel: 2, readLatency: { kind: 'exponential', meanNs: 900 } });
    const random = new RandomStream(2, 'arrivals');
    const done: Done[] = [];
    let nowNs = 0;
    for (let tag = 0; tag < 2000; tag += 1) {
      nowNs += exponentialNs(500, random);
      runTo(model, nowNs, done);
      model.submit(nowNs, transfer(tag));
      const counters = model.counters(nowNs);
      expect(counters.occupancyNs).toBe(counters.sojournNs + counters.residentNs);
      expect(counters.reads).toBe(counters.completed + counters.inside);
    }
  });

  test('goes on after restore as the saved one does', () => {
    const overrides = { parallel: 4, readLatency: { kind: 'lognormal', meanNs: 2000, sigma: 1 } } as const;
    const model = device(overrides);
    const other = device(overrides, 99);
    const done: Done[] = [];
    for (let tag = 0; tag < 300; tag += 1) model.submit(tag * 100, transfer(tag));
    runTo(model, 40_000, done);
    model.wake(model.nextWakeNs());
    other.submit(0, transfer(1));
    const saved = structuredClone(model.save());
    for (const each of [model, other]) {
      each.restore(saved);
      for (let tag = 0; tag < 50; tag += 1) each.submit(50_000, transfer(1000 + tag, TransferOp.Write));
    }
    const ends: Done[] = [];
    const otherEnds: Done[] = [];
    runTo(model, Infinity, ends);
    runTo(other, Infinity, otherEnds);
    expect(otherEnds).toEqual(ends);
    expect(structuredClone(other.counters(1e7))).toEqual(structuredClone(model.counters(1e7)));
  });
});

/** Mean time in the device over mean service time, Poisson arrivals. */
function relativeSojourn(serviceNs: number, latency: Distribution, parallel: number, load: number, operations: number): number {
  const model = device({ parallel, readLatency: latency });
  const random = new RandomStream(11, 'arrivals');
  const done: Done[] = [];
  let nowNs = 0;
  for (let tag = 0; tag < operations; tag += 1) {
    nowNs += exponentialNs(serviceNs / (load * parallel), random);
    runTo(model, nowNs, done);
    model.submit(nowNs, transfer(tag));
  }
  runTo(model, Infinity, done);
  const counters = model.counters(nowNs);
  return counters.sojournNs / counters.completed / serviceNs;
}

describe('LatencyDevice against closed forms (Kleinrock, Queueing Systems I: M/D/1, M/M/c)', () => {
  const serviceNs = 100_000;
  const exponential: Distribution = { kind: 'exponential', meanNs: serviceNs };
  test.each([
    ['M/D/1, load 0.5', constant(serviceNs), 1, 0.5, 1.5],
    ['M/D/1, load 0.8', constant(serviceNs), 1, 0.8, 3],
    ['M/M/1, load 0.5', exponential, 1, 0.5, 2],
    ['M/M/4, load 0.8', exponential, 4, 0.8, 1.74554],
    ['M/M/16, load 0.8', exponential, 16, 0.8, 1.09528],
  ] as const)('%s', (_name, latency, parallel, load, expected) => {
    const measured = relativeSojourn(serviceNs, latency, parallel, load, 300_000);
    expect(Math.abs(measured / expected - 1)).toBeLessThan(0.03);
  });
});
