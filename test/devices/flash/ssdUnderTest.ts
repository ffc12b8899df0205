/** SSDs for tests: small, with round times, and a driver of their operations. */
import type { Distribution } from '../../../sim/base/distributions.ts';
import { RandomStream } from '../../../sim/base/random.ts';
import { defaultParams } from '../../../sim/base/spec.ts';
import { TransferOp } from '../../../sim/devices/device.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../../sim/devices/device.ts';
import { Ssd } from '../../../sim/devices/flash/ssd.ts';
import { geometryFault } from '../../../sim/devices/flash/flashGeometry.ts';
import { ssdParams } from '../../../sim/devices/flash/ssdParams.ts';
import type { SsdParams } from '../../../sim/devices/flash/ssdParams.ts';
import type { Translation } from '../../../sim/devices/flash/translation.ts';

export const constant = (valueNs: number): Distribution => ({ kind: 'constant', valueNs });
export const kib = 1024;
export const mib = 1024 * kib;

/** One die, one page of 4 KiB at a time: reads 50 us, programs 200 us, erases 2 ms; nothing else takes time but the host's 10 us. */
export const plain: SsdParams = {
  ...defaultParams({ params: ssdParams }),
  channels: 1,
  diesPerChannel: 1,
  pageSizeBytes: 4 * kib,
  pagesPerBlock: 16,
  overProvisioning: 0.5,
  readLatency: constant(50_000),
  programLatency: constant(200_000),
  eraseLatency: constant(2_000_000),
  channelBandwidthBytesPerSecond: null,
  hostLatency: constant(10_000),
  interfaceLatency: constant(0),
  interfaceBandwidthBytesPerSecond: null,
  bufferSizeBytes: 1 * mib,
  streams: false,
  gcFree: 0,
};

export function createSsd(overrides: Partial<SsdParams>, sizeBytes = 4 * mib, layer?: typeof Translation): Ssd {
  const params = { ...plain, ...overrides };
  const place = { sizeBytes, blockBytes: 4 * kib };
  const fault = geometryFault(params, place);
  if (fault !== null) throw new Error(`no such device: ${fault.param ?? 'size'}: ${fault.allowed}`);
  const network = { latency: constant(0), bytesPerSecond: null };
  return new Ssd(params, { name: 'flash', ...place, insideMax: 100_000, network, stream: (purpose) => new RandomStream(1, purpose) }, layer);
}

export function transferOf(tag: number, op: TransferOp, block: number, blocks = 1, more: Partial<Transfer> = {}): Transfer {
  return { tag, op, offsetBytes: block * 4 * kib, lengthBytes: blocks * 4 * kib, cause: op === TransferOp.Write ? 2 : 0, stream: 0, ...more };
}

/** Lets the device run up to `untilNs`: tag → time of completion. */
export function runTo(device: DeviceModel, untilNs = Infinity): Map<number, number> {
  const list: CompletionList = { count: 0, tags: [], statuses: [] };
  const done = new Map<number, number>();
  for (let atNs = device.nextWakeNs(); atNs <= untilNs && atNs < Infinity; atNs = device.nextWakeNs()) {
    device.wake(atNs);
    device.drain(list);
    for (let index = 0; index < list.count; index += 1) done.set(list.tags[index]!, atNs);
    list.count = 0;
  }
  return done;
}

/** A closed loop of `depth` operations that `next` draws; IOs per second of simulated time over the last `count` of them, and when the last one ended. */
export function closedLoop(
  device: DeviceModel,
  depth: number,
  count: number,
  warmUp: number,
  next: (tag: number) => Transfer,
): { readonly perSecond: number; readonly endNs: number } {
  const list: CompletionList = { count: 0, tags: [], statuses: [] };
  let [nowNs, startNs, done] = [0, 0, 0];
  for (let tag = 0; tag < depth; tag += 1) device.submit(0, next(tag));
  while (done < warmUp + count) {
    nowNs = device.nextWakeNs();
    device.wake(nowNs);
    device.drain(list);
    const ended = list.count;
    list.count = 0;
    for (let index = 0; index < ended; index += 1) {
      done += 1;
      if (done === warmUp) startNs = nowNs;
      device.submit(nowNs, next(list.tags[index]!));
    }
  }
  return { perSecond: count / ((nowNs - startNs) / 1e9), endNs: nowNs };
}
