/** Bits and runs of 4 KiB that flash has lost, and blocks that the array has lost, are never handed on. `npm run fuzz -- --flips 10000` does the same at length. */
import { describe, expect, it } from 'vitest';
import { CrashableEngines } from '../fuzz/crashableEngines.ts';
import { newFlipCounts, runFlips } from '../fuzz/flipCampaign.ts';

const seeds = 16;
/** Runs in which the newest segments are hit; and in which only the array can tell that they were there. */
const tailSeeds = [9, 49, 67, 91];
const arraySeeds = [276, 315, 381, 435, 569];

describe('damaged flash and array', () => {
  it('is found when it is read, repaired or reported, and never handed on', () => {
    const counts = newFlipCounts();
    for (let seed = 1; seed <= seeds; seed++) expect(runFlips(seed, counts).failure, `seed ${String(seed)}`).toBeNull();
    expect(counts.bits).toBeGreaterThan(80);
    expect(counts.runs).toBeGreaterThan(30);
    expect(counts.damagedReads).toBeGreaterThan(4);
    expect(counts.answeredAsLost).toBeGreaterThan(3);
    expect(counts.damagedSegments).toBeGreaterThan(5);
    expect(counts.damagedSuperblocks).toBeGreaterThan(0);
    expect(counts.cachesLost).toBeGreaterThan(3);
    expect(counts.arrayBlocks).toBeGreaterThan(80);
    expect(counts.arraySnapshots).toBeGreaterThan(0);
    expect(counts.damagedArrayReads).toBeGreaterThan(4);
  });

  it('is handed on, and caught, where checksums are not compared', () => {
    const counts = newFlipCounts();
    const failures = [1, 2, 3, 4, 5, 6].map((seed) => runFlips(seed, counts, new CrashableEngines({ isBlind: true })).failure);
    expect(failures.some((failure) => failure?.startsWith('I') === true)).toBe(true);
  });

  it('of the newest segments of the log, after which nothing was written, leaves the VM at an earlier point', () => {
    const counts = newFlipCounts();
    for (const seed of tailSeeds) expect(runFlips(seed, counts).failure, `seed ${String(seed)}`).toBeNull();
    expect(counts.tailLosses).toBeGreaterThan(2);
  });

  it('of segments that the array alone could tell of is caught where it is not told', () => {
    const counts = newFlipCounts();
    const isDeaf = (): CrashableEngines =>
      new CrashableEngines({
        store: ({ array }) => {
          array.told = () => undefined;
        },
      });
    const failures = arraySeeds.map((seed) => runFlips(seed, counts, isDeaf()).failure);
    expect(failures.filter((failure) => failure?.includes('in array, which holds') === true).length).toBeGreaterThan(2);
    for (const seed of arraySeeds) expect(runFlips(seed, counts).failure, `seed ${String(seed)}`).toBeNull();
  });

  it('is handed on, and caught, where checksums of the array are not compared', () => {
    const counts = newFlipCounts();
    const failures = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => runFlips(seed, counts, new CrashableEngines({ isArrayBlind: true })).failure);
    expect(failures.some((failure) => failure?.startsWith('I4') === true)).toBe(true);
  });
});
