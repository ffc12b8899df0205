/** Presets that are fitted to a data sheet reproduce its rates: closed loops on the device alone, full and in use. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../sim/base/random.ts';
import { TransferOp } from '../../../sim/devices/device.ts';
import { ssdPresets } from '../../../sim/devices/flash/ssdPresets.ts';
import type { Precondition, SsdParams } from '../../../sim/devices/flash/ssdParams.ts';
import { defaultParams } from '../../../sim/base/spec.ts';
import { ssdParams } from '../../../sim/devices/flash/ssdParams.ts';
import { closedLoop, createSsd, kib, mib, runTo, transferOf } from './ssdUnderTest.ts';

const { Read, Write } = TransferOp;
const sizeBytes = 4096 * mib;

interface Load {
  readonly op: TransferOp;
  readonly blocks: number;
  readonly depth: number;
  readonly count: number;
  readonly warmUp: number;
  readonly isSequential?: true;
  readonly precondition: Precondition;
}

function paramsOf(name: string): SsdParams {
  const preset = ssdPresets.find((candidate) => candidate.name === name)!;
  return { ...defaultParams({ params: ssdParams }), ...preset.params } as SsdParams;
}

function rate(name: string, { op, blocks, depth, count, warmUp, isSequential, precondition }: Load): number {
  const device = createSsd({ ...paramsOf(name), precondition }, sizeBytes);
  const places = sizeBytes / (blocks * 4 * kib);
  const draws = new RandomStream(1, 'places');
  let next = 0;
  return closedLoop(device, depth, count, warmUp, (tag) => {
    const place = isSequential === true ? next++ % places : draws.nextInt(places);
    return transferOf(tag, op, place * blocks, blocks);
  }).perSecond;
}

const randomReads: Load = { op: Read, blocks: 1, depth: 128, count: 40_000, warmUp: 4000, precondition: 'sequential' };
const randomWrites: Load = { op: Write, blocks: 1, depth: 32, count: 150_000, warmUp: 50_000, precondition: 'random' };
const sequentialReads: Load = { op: Read, blocks: 32, depth: 32, count: 3000, warmUp: 300, isSequential: true, precondition: 'sequential' };
const sequentialWrites: Load = { op: Write, blocks: 32, depth: 32, count: 6000, warmUp: 3000, isSequential: true, precondition: 'fresh' };
const bytesOf = 128 * kib;

describe('presets fitted to data sheets', () => {
  it.each([
    ['nvme2014', 'random reads of 4 KiB', randomReads, 460_000, 0.03],
    ['nvme2014', 'random writes of 4 KiB in steady state', randomWrites, 175_000, 0.2],
    ['nvme2014', 'reading 2.8 GB/s', sequentialReads, 2.8e9 / bytesOf, 0.03],
    ['nvme2014', 'writing 2.0 GB/s', sequentialWrites, 2.0e9 / bytesOf, 0.05],
    ['sata2014', 'random reads of 4 KiB', randomReads, 75_000, 0.03],
    ['sata2014', 'random writes of 4 KiB in steady state', randomWrites, 36_000, 0.2],
    ['sata2014', 'reading 500 MB/s', sequentialReads, 500e6 / bytesOf, 0.03],
    ['sata2014', 'writing 460 MB/s', sequentialWrites, 460e6 / bytesOf, 0.05],
  ] as const)('%s: %s', (name, _, load, expected, tolerance) => {
    expect(Math.abs(rate(name, load) / expected - 1)).toBeLessThan(tolerance);
  });

  it('nvme2014 writes in 20 us while its buffer has room', () => {
    const device = createSsd(paramsOf('nvme2014'), sizeBytes);
    device.submit(0, transferOf(1, Write, 5));
    expect(runTo(device).get(1)! / 20_000).toBeCloseTo(1, 1);
  });
});
