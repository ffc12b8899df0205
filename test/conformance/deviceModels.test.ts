/** Every device model and preset of the tables keeps the contract of `DeviceModel`: it is enough to be in a table to be tested here. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import { copyDeviceCounters, TransferOp, WriteCause, WriteStream } from '../../sim/devices/device.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../sim/devices/device.ts';
import { deviceModel, deviceModels } from '../../sim/devices/deviceModels.ts';
import { devicePresets } from '../../sim/devices/devicePresets.ts';
import { deviceRoles } from '../../sim/devices/deviceSpec.ts';
import type { DeviceContext, DeviceRole } from '../../sim/devices/deviceSpec.ts';
import { hasDescription } from './hasDescription.ts';

const sizeBytes = 2 * 2 ** 30;
const blockBytes = 4096;
/** Operations are spread over this much, so that tables stay small and places meet. */
const usedBytes = 64 * 2 ** 20;

const ofModels = deviceRoles.flatMap((role) => deviceModels[role].map((spec) => ({ role, model: spec.name, params: {}, name: `${role} ${spec.name}` })));
const ofPresets = devicePresets.map(({ role, model, params, name }) => ({ role, model, params, name: `${role} preset ${name}` }));

function context(role: DeviceRole): DeviceContext {
  const network = { latency: { kind: 'exponential', meanNs: 50_000 }, bytesPerSecond: 1e9 } as const;
  const stream = (purpose: string): RandomStream => new RandomStream(7, `${role}/${purpose}`);
  return { name: role, sizeBytes, blockBytes, insideMax: 100_000, network, stream };
}

/** Random operations with random times between them, and what becomes of them: `tag@time` in order. */
class Driver {
  readonly done: string[] = [];
  private readonly draws = new RandomStream(3, 'driver');
  private readonly completions: CompletionList = { count: 0, tags: [], statuses: [] };
  private readonly device: DeviceModel;
  private tag = 0;
  nowNs = 0;

  constructor(device: DeviceModel) {
    this.device = device;
  }

  submit(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.runTo(this.nowNs + this.draws.nextInt(20_000));
      const transfer: Transfer = {
        tag: this.tag,
        op: TransferOp.Read,
        offsetBytes: 0,
        lengthBytes: blockBytes * (1 + this.draws.nextInt(4)),
        cause: 0,
        stream: 0,
      };
      transfer.offsetBytes = blockBytes * this.draws.nextInt((usedBytes - transfer.lengthBytes) / blockBytes);
      const kind = this.draws.nextInt(20);
      if (kind >= 9) transfer.op = kind === 19 ? TransferOp.Discard : TransferOp.Write;
      if (transfer.op === TransferOp.Write) transfer.cause = kind < 12 ? WriteCause.Demotion : kind < 15 ? WriteCause.Write : WriteCause.Log;
      if (transfer.cause === WriteCause.Log) Object.assign(transfer, { lengthBytes: 512, stream: WriteStream.Log });
      this.tag += 1;
      this.device.submit(this.nowNs, transfer);
    }
  }

  runTo(untilNs: number): void {
    for (let wakeNs = this.device.nextWakeNs(); wakeNs <= untilNs && wakeNs !== Infinity; wakeNs = this.device.nextWakeNs()) {
      expect(wakeNs, 'time goes on').toBeGreaterThanOrEqual(this.nowNs);
      this.nowNs = wakeNs;
      this.device.wake(wakeNs);
      this.device.wake(wakeNs); // twice is harmless
      this.device.drain(this.completions);
      for (let index = 0; index < this.completions.count; index += 1) this.done.push(`${this.completions.tags[index]!}@${wakeNs}`);
      this.completions.count = 0;
    }
    if (untilNs !== Infinity) this.nowNs = untilNs;
  }

  /** As another driver left it. */
  follow(other: Driver): void {
    this.tag = other.tag;
    this.nowNs = other.nowNs;
    this.draws.restore(other.draws.save());
  }
}

describe.each([...ofModels, ...ofPresets].map((entry) => [entry.name, entry] as const))('device %s', (_, { role, model, params }) => {
  const spec = deviceModel(role, model);
  const real = { ...defaultParams(spec as Parameters<typeof defaultParams>[0]), ...params };
  /** Large devices keep their shape with blocks of few pages. */
  const all = (spec.fault?.(real, { sizeBytes, blockBytes }) ?? null) === null ? real : { ...real, pagesPerBlock: 8 };
  const create = (): DeviceModel => spec.create(all, context(role));

  it('has parameters that the model has, and a possible geometry', () => {
    expect(Object.keys(spec.params)).toEqual(expect.arrayContaining(Object.keys(params)));
    expect(spec.fault?.(all, { sizeBytes, blockBytes }) ?? null).toBeNull();
    expect(spec.fault?.(real, { sizeBytes: 64 * 2 ** 30, blockBytes }) ?? null).toBeNull();
    expect(create().parallel).toBeGreaterThanOrEqual(1);
  });

  it('completes everything once, and its figures obey the laws', () => {
    const device = create();
    const driver = new Driver(device);
    driver.submit(2000);
    const midway = copyDeviceCounters(device.counters(driver.nowNs));
    expect(midway.completed + midway.inside).toBe(2000);
    expect(midway.occupancyNs).toBe(midway.sojournNs + midway.residentNs);
    driver.runTo(Infinity);
    expect(new Set(driver.done.map((entry) => entry.split('@')[0])).size).toBe(2000);
    const counters = device.counters(driver.nowNs);
    expect([counters.completed, counters.inside]).toEqual([2000, 0]);
    expect(counters.reads + counters.writes + counters.discards).toBe(2000);
    expect(counters.occupancyNs).toBe(counters.sojournNs);
    expect(counters.busyNs).toBeLessThanOrEqual(driver.nowNs * device.parallel);
    expect(counters.bytesWritten).toBe(counters.bytesWrittenByCause.reduce((sum, bytes, cause) => (cause === WriteCause.Gc ? sum : sum + bytes), 0));
  });

  it('tells of a completion on time, even if an operation comes, or it is looked at, at that very instant', () => {
    const read: Transfer = { tag: 0, op: TransferOp.Read, offsetBytes: 0, lengthBytes: blockBytes, cause: 0 };
    const alone = create();
    alone.submit(0, read);
    const first = new Driver(alone);
    first.runTo(Infinity);
    const atNs = first.nowNs;
    for (const meet of ['submit', 'look'] as const) {
      const device = create();
      device.submit(0, read);
      const driver = new Driver(device);
      driver.runTo(atNs - 1);
      if (meet === 'submit') device.submit(atNs, { ...read, tag: 1, offsetBytes: usedBytes / 2 });
      else device.counters(atNs);
      driver.runTo(Infinity);
      expect(driver.done).toContain(`0@${atNs}`);
    }
  });

  it('goes on after save and restore as if nothing had happened, and being looked at changes nothing', () => {
    const first = create();
    const before = new Driver(first);
    before.submit(500);
    const saved = structuredClone(first.save());
    const second = create();
    second.restore(saved);
    const after = new Driver(second);
    after.follow(before);
    before.done.length = 0;
    before.submit(500);
    before.runTo(Infinity);
    for (let index = 0; index < 500; index += 1) {
      after.submit(1);
      second.counters(after.nowNs);
    }
    after.runTo(Infinity);
    expect(after.done).toEqual(before.done);
    expect(second.counters(after.nowNs)).toEqual(first.counters(before.nowNs));
  });
});

describe('the tables of devices', () => {
  it.each(deviceRoles.flatMap((role) => deviceModels[role].map((spec) => [role, spec.name, spec] as const)))('%s %s says what it is', (_role, _name, spec) => {
    hasDescription(spec);
  });

  it('have unique names in each role, and a source for each preset', () => {
    for (const role of deviceRoles) {
      const presets = devicePresets.filter((preset) => preset.role === role);
      expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
      expect(new Set(deviceModels[role].map(({ name }) => name)).size).toBe(deviceModels[role].length);
      for (const preset of presets) expect(preset.source.length).toBeGreaterThan(10);
    }
  });
});
