/** Bits and runs of 4 KiB that flash has lost, and blocks that the array has lost, are never handed on. `npm run fuzz -- --flips 10000` does the same at length. */
import { describe, expect, it } from 'vitest';
import { CrashableEngines } from '../fuzz/crashableEngines.ts';
import { newFlipCounts, runFlips } from '../fuzz/flipCampaign.ts';

const seeds = 16;

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

  it('is handed on, and caught, where checksums of the array are not compared', () => {
    const counts = newFlipCounts();
    const failures = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => runFlips(seed, counts, new CrashableEngines({ isArrayBlind: true })).failure);
    expect(failures.some((failure) => failure?.startsWith('I4') === true)).toBe(true);
  });
});
