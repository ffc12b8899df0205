import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { TransferOp, WriteCause, WriteStream, copyDeviceCounters } from '../../../sim/devices/device.ts';
import type { Ssd } from '../../../sim/devices/flash/ssd.ts';
import { ForgetfulTranslation } from './forgetfulTranslation.ts';
import { closedLoop, constant, createSsd, kib, mib, runTo, transferOf } from './ssdUnderTest.ts';

const { Read, Write, Discard } = TransferOp;

describe('the times of an SSD', () => {
  it('a write is done when it is in the buffer, a read there too; later a read takes the page and the channel', () => {
    const device = createSsd({ channelBandwidthBytesPerSecond: 409.6e6, interfaceBandwidthBytesPerSecond: 4.096e9, interfaceLatency: constant(500) });
    device.submit(0, transferOf(1, Write, 7));
    device.submit(0, transferOf(2, Read, 7));
    // One after the other over the interface: 500 ns and 1 us of transfer each.
    expect(runTo(device, 1e6)).toEqual(
      new Map([
        [1, 11_500],
        [2, 13_000],
      ]),
    );
    device.submit(1_000_000, transferOf(3, Read, 7));
    device.submit(1_000_000, transferOf(4, Read, 8)); // never written: takes no page
    expect(runTo(device)).toEqual(
      new Map([
        [4, 1_011_500],
        [3, 1_000_000 + 50_000 + 10_000 + 11_500],
      ]),
    );
  });

  it('reads wait for the program that is under way, then come before those that wait', () => {
    const device = createSsd({});
    for (let block = 0; block < 10; block += 1) device.submit(0, transferOf(block, Write, block));
    runTo(device, 2_500_000);
    for (let block = 0; block < 10; block += 1) device.submit(3_000_000, transferOf(block, Write, 100 + block));
    device.submit(3_050_000, transferOf(77, Read, 3));
    expect(runTo(device).get(77)).toBe(3_000_000 + 200_000 + 50_000 + 10_000);
  });

  it('reads wait for an erase that is under way', () => {
    const device = createSsd({ precondition: 'sequential', overProvisioning: 0.2 }, 4 * mib);
    const draws = new RandomStream(1, 'draws');
    let nowNs = 0;
    while (device.counters(nowNs).erases === 0) {
      device.submit(nowNs, transferOf(0, Write, draws.nextInt(1024)));
      nowNs += 1_000_000;
      runTo(device, nowNs);
    }
    let longestNs = 0;
    for (let tag = 1; tag <= 400; tag += 1) {
      device.submit(nowNs, transferOf(0, Write, draws.nextInt(1024)));
      const askedNs = nowNs + draws.nextInt(6_000_000);
      device.submit(askedNs, transferOf(tag, Read, draws.nextInt(1024)));
      const done = runTo(device, nowNs + 10_000_000);
      longestNs = Math.max(longestNs, done.get(tag)! - askedNs);
      nowNs += 10_000_000;
    }
    expect(longestNs).toBeGreaterThan(1_000_000);
    expect(longestNs).toBeLessThanOrEqual(2_000_000 + 50_000 + 10_000);
  });

  it('when the buffer is full, writes come as fast as dies program: dies and planes work side by side', () => {
    const rate = (channels: number, diesPerChannel: number, planes: number): number => {
      const device = createSsd({ channels, diesPerChannel, planes, bufferSizeBytes: 64 * kib }, 64 * mib);
      let block = 0;
      return closedLoop(device, 32, 4000, 1000, (tag) => transferOf(tag, Write, block++ % 16_384)).perSecond;
    };
    expect(rate(1, 1, 1)).toBeCloseTo(5000, -1);
    expect(rate(2, 2, 1) / 20_000).toBeCloseTo(1, 1);
    expect(rate(2, 2, 2) / 40_000).toBeCloseTo(1, 1);
  });

  it('a channel that is slower than its dies sets the rate', () => {
    const device = createSsd({ diesPerChannel: 4, channelBandwidthBytesPerSecond: 40.96e6, bufferSizeBytes: 64 * kib }, 64 * mib);
    let block = 0;
    const { perSecond } = closedLoop(device, 32, 2000, 1000, (tag) => transferOf(tag, Write, block++ % 16_384));
    expect(perSecond).toBeCloseTo(10_000, -2);
  });

  it('reads that never end do not starve writes that wait for the buffer', () => {
    const device = createSsd({ bufferSizeBytes: 16 * kib, precondition: 'sequential' }, 4 * mib);
    let block = 0;
    const writes = new Set<number>();
    closedLoop(device, 20, 2000, 100, (tag) => {
      if (tag < 10) return transferOf(tag, Read, block++ % 1024);
      writes.add(block);
      return transferOf(tag, Write, block++ % 1024);
    });
    expect(writes.size).toBeGreaterThan(300);
  });
});

describe('what an SSD keeps', () => {
  it('fills pages with log appends, merges what is still in the buffer, and reads the rest of a page that it must complete', () => {
    const device = createSsd({ pageSizeBytes: 16 * kib, bufferSizeBytes: 256 * kib });
    const append = (nowNs: number, offsetBytes: number): void => {
      device.submit(nowNs, transferOf(0, Write, 0, 1, { offsetBytes, lengthBytes: 512, cause: WriteCause.Log, stream: WriteStream.Log }));
      runTo(device, nowNs + 50_000);
    };
    for (let count = 0; count < 33; count += 1) append(count * 100_000, count * 512); // four units of 4 KiB make a page, and one more begins
    const counters = copyDeviceCounters(device.counters(10_000_000));
    expect([counters.bytesWritten, counters.bytesProgrammed]).toEqual([16 * kib + 512, 20 * kib]);
    expect(counters.busyNs).toBe(200_000);
    append(20_000_000, 0);
    expect(device.counters(30_000_000).bytesProgrammed).toBe(24 * kib);
    expect(device.counters(30_000_000).busyNs).toBe(250_000);
  });

  it('forgets what is discarded, and then moves less', () => {
    const amplification = (withDiscards: boolean): number => {
      const device = createSsd({ precondition: 'sequential', overProvisioning: 0.25 }, 8 * mib);
      if (withDiscards) device.submit(0, transferOf(0, Discard, 0, 1024));
      expect(device.wear().mappedBytes).toBe(withDiscards ? 4 * mib : 8 * mib);
      const draws = new RandomStream(1, 'draws');
      closedLoop(device, 4, 6000, 1, (tag) => transferOf(tag, Write, 1024 + draws.nextInt(1024)));
      const { bytesProgrammed, bytesWritten } = device.counters(1e15);
      return bytesProgrammed / bytesWritten;
    };
    expect(amplification(true)).toBeLessThan(amplification(false) * 0.8);
  });

  it('history in a stream of its own, written and freed in order, is not moved', () => {
    const run = (streams: boolean): number => {
      const device = createSsd({ streams, overProvisioning: 0.3, precondition: 'sequential' }, 16 * mib);
      const draws = new RandomStream(1, 'draws');
      let history = 0;
      closedLoop(device, 4, 30_000, 10_000, (tag) => {
        if (draws.next() < 0.05) return transferOf(tag, Write, draws.nextInt(2048));
        history = (history + 1) % 2048;
        return transferOf(tag, Write, 2048 + history, 1, { stream: WriteStream.Previous });
      });
      const { bytesProgrammed, bytesWritten } = device.counters(1e15);
      return bytesProgrammed / bytesWritten;
    };
    const apart = run(true);
    expect(apart).toBeLessThan(1.1);
    expect(run(false)).toBeGreaterThan(apart * 1.1);
  });

  it('wear levelling keeps the blocks that are in use alike', () => {
    const spread = (wearLevelling: boolean): number => {
      const device = createSsd({ wearLevelling, streams: true, overProvisioning: 0.4, gc: 'greedy' }, 8 * mib);
      const draws = new RandomStream(1, 'draws');
      closedLoop(device, 4, 40_000, 1, (tag) => transferOf(tag, Write, draws.next() < 0.9 ? draws.nextInt(200) : draws.nextInt(2048)));
      const { cyclesMax, cyclesMean, cyclesMin } = device.wear();
      return (cyclesMax - cyclesMin) / cyclesMean;
    };
    expect(spread(true)).toBeLessThan(spread(false));
  });

  it('begins fresh, filled, or filled and written at random, as it is told', () => {
    const begin = (precondition: 'fresh' | 'sequential' | 'random'): readonly [number, boolean, number] => {
      const device = createSsd({ precondition }, 4 * mib);
      const { mappedBytes, foundBytes, cyclesMean } = device.wear();
      expect(foundBytes).toBe(mappedBytes);
      const counters = device.counters(0);
      expect([counters.erases, counters.bytesProgrammed, counters.busyNs]).toEqual([0, 0, 0]);
      return [mappedBytes, cyclesMean > 0, device.nextWakeNs()];
    };
    expect(begin('fresh')).toEqual([0, false, Infinity]);
    expect(begin('sequential')).toEqual([4 * mib, false, Infinity]);
    expect(begin('random')).toEqual([4 * mib, true, Infinity]);
  });

  it.each([
    { streams: false, planes: 1, gc: 'fifo' },
    { streams: true, planes: 2, gc: 'greedy' },
    { streams: true, planes: 1, gc: 'd-choices', pageSizeBytes: 16 * kib },
    { streams: false, planes: 4, gc: 'greedy', pageSizeBytes: 8 * kib, diesPerChannel: 2 },
  ])('every page that was written and not discarded is in one place: $gc, $planes planes, streams $streams', (overrides) => {
    const device = createSsd({ ...overrides, overProvisioning: 1 }, 8 * mib);
    const written = new Set<number>();
    const draws = new RandomStream(2, 'draws');
    for (let tag = 0; tag < 20_000; tag += 1) {
      const block = draws.nextInt(2040);
      const blocks = 1 + draws.nextInt(8);
      const op = draws.next() < 0.05 ? Discard : Write;
      device.submit(tag * 4_000_000, transferOf(tag, op, block, blocks, { stream: draws.nextInt(3) as WriteStream }));
      for (let at = block; at < block + blocks; at += 1)
        if (op === Write) written.add(at);
        else written.delete(at);
      runTo(device, tag * 4_000_000);
    }
    runTo(device);
    const { mappedBytes, foundBytes } = device.wear();
    expect([mappedBytes, foundBytes]).toEqual([written.size * 4 * kib, written.size * 4 * kib]);
    expect(device.counters(1e15).erases).toBeGreaterThan(100);
  });

  it('a collection that loses a page is found out', () => {
    const run = (device: Ssd): boolean => {
      const draws = new RandomStream(1, 'draws');
      closedLoop(device, 4, 10_000, 1, (tag) => transferOf(tag, Write, draws.nextInt(1024)));
      const { mappedBytes, foundBytes } = device.wear();
      return mappedBytes === foundBytes;
    };
    expect(run(createSsd({ gc: 'fifo' }))).toBe(true);
    expect(run(createSsd({ gc: 'fifo' }, 4 * mib, ForgetfulTranslation))).toBe(false);
  });
});
