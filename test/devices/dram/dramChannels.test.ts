import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { TransferOp } from '../../../sim/devices/device.ts';
import { DramChannels } from '../../../sim/devices/dram/dramChannels.ts';
import type { DramConfig } from '../../../sim/devices/dram/dramChannels.ts';
import { closedLoop, constant, runTo, transferOf } from '../flash/ssdUnderTest.ts';

const { Discard, Read, Write } = TransferOp;

/** 4.096 GB/s: a block of 4 KiB takes a microsecond. */
function dram(overrides: Partial<DramConfig>): DramChannels {
  const config: DramConfig = {
    channels: 2,
    interleaveBytes: 4096,
    readLatency: constant(100),
    writeLatency: constant(150),
    bandwidthBytesPerSecond: 4.096e9,
    ...overrides,
  };
  return new DramChannels('dram', config, 1000, new RandomStream(1, 'dram'));
}

describe('DRAM with channels', () => {
  it('transfers side by side on different channels, one after another on the same; latency overlaps', () => {
    const device = dram({});
    device.submit(0, transferOf(0, Read, 0));
    device.submit(0, transferOf(1, Read, 1));
    device.submit(0, transferOf(2, Write, 2));
    device.submit(0, transferOf(3, Discard, 2));
    expect([...runTo(device)]).toEqual([
      [3, 150],
      [0, 1100],
      [1, 1100],
      [2, 2150],
    ]);
    expect(device.counters(2150).busyNs).toBe(3000);
  });

  it('cuts an access at the interleave: it ends with its last piece', () => {
    const device = dram({});
    device.submit(0, transferOf(0, Read, 0, 5));
    expect(runTo(device).get(0)).toBe(3100);
    const fine = dram({ interleaveBytes: 256, channels: 4 });
    fine.submit(0, transferOf(0, Read, 0));
    expect(runTo(fine).get(0)).toBe(352); // four pieces of 62.5 ns each, rounded up
    const off = dram({});
    off.submit(0, transferOf(0, Read, 0, 1, { offsetBytes: 2048 })); // half on each
    expect(runTo(off).get(0)).toBe(600);
  });

  it('counts as busy what was transferred up to now, and not what is to come', () => {
    const device = dram({ channels: 1 });
    for (let tag = 0; tag < 10; tag += 1) device.submit(0, transferOf(tag, Read, tag));
    expect(device.counters(2500).busyNs).toBe(2500);
    runTo(device);
    expect(device.counters(50_000).busyNs).toBe(10_000);
  });

  it('gives the bandwidth of all its channels when they are used alike, of one when they are not', () => {
    const rate = (stride: number): number => {
      const device = dram({ channels: 4 });
      let block = 0;
      return closedLoop(device, 32, 4000, 100, (tag) => transferOf(tag, Read, (block += stride))).perSecond;
    };
    expect(rate(1) / 4e6).toBeCloseTo(1, 2);
    expect(rate(4) / 1e6).toBeCloseTo(1, 2);
  });
});
