/**
 * How W-TinyLFU counts uses, in its two well-known definitions: they differ by more than a few per cent in misses, so a figure has to say which one it is of.
 *
 * - `caffeine`: every access counts; a 4-bit count-min sketch that is halved after ten increments a block.
 * - `libcachesim`: a block counts when it comes, when it is hit in main, and when its turn to leave the window comes; hits in the window don't. A counting Bloom
 *   filter for as many keys as main has blocks, halved after 32 hits in main a block.
 */
import type { Stateful } from '../../base/stateful.ts';
import { CountingBloomFilter } from './countingBloomFilter.ts';
import { FrequencySketch } from './frequencySketch.ts';

export interface UsageCounts extends Stateful<unknown> {
  /** Main is likely to hold so many blocks, the whole cache so many. Asked before each of the others. */
  setBlocks(mainBlocks: number, blocks: number): void;
  onMiss(key: number): void;
  onWindowHit(key: number): void;
  onMainHit(key: number): void;
  /** Its turn to leave the window has come. */
  onCandidate(key: number): void;
  frequency(key: number): number;
}

export class CaffeineCounts implements UsageCounts {
  private readonly sketch = new FrequencySketch();

  setBlocks(_mainBlocks: number, blocks: number): void {
    this.sketch.ensureKeys(blocks);
  }

  onMiss(key: number): void {
    this.sketch.increment(key);
  }

  onWindowHit(key: number): void {
    this.sketch.increment(key);
  }

  onMainHit(key: number): void {
    this.sketch.increment(key);
  }

  onCandidate(_key: number): void {
    // Not counted.
  }

  frequency(key: number): number {
    return this.sketch.frequency(key);
  }

  save(): unknown {
    return this.sketch.save();
  }

  restore(state: unknown): void {
    this.sketch.restore(state as ReturnType<FrequencySketch['save']>);
  }
}

const mainHitsPerBlock = 32;

export class LibCacheSimCounts implements UsageCounts {
  private readonly filter = new CountingBloomFilter();
  private mainBlocks = 0;
  private mainHits = 0;

  setBlocks(mainBlocks: number): void {
    // The flash tier's room for clean blocks changes all the time: counts are worth more than the right size.
    if (mainBlocks <= this.mainBlocks * 1.25 && mainBlocks * 2 >= this.mainBlocks) return;
    this.mainBlocks = mainBlocks;
    this.filter.setKeys(mainBlocks);
  }

  onMiss(key: number): void {
    this.filter.increment(key);
  }

  onWindowHit(_key: number): void {
    // Not counted.
  }

  onMainHit(key: number): void {
    this.filter.increment(key);
    if (++this.mainHits < mainHitsPerBlock * this.mainBlocks) return;
    this.mainHits = 0;
    this.filter.halve();
  }

  onCandidate(key: number): void {
    this.filter.increment(key);
  }

  frequency(key: number): number {
    return this.filter.frequency(key);
  }

  save(): unknown {
    return { filter: this.filter.save(), mainBlocks: this.mainBlocks, mainHits: this.mainHits };
  }

  restore(state: unknown): void {
    const saved = state as { filter: ReturnType<CountingBloomFilter['save']>; mainBlocks: number; mainHits: number };
    this.filter.restore(saved.filter);
    this.mainBlocks = saved.mainBlocks;
    this.mainHits = saved.mainHits;
  }
}
