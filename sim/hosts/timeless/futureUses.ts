/**
 * The future of a sequence of accesses: for each, the number of the next one to the same key. What Belady's OPT needs.
 *
 * 4 bytes per access and 16 or more per key; one pass over all accesses.
 */
import { assert } from '../../base/assert.ts';
import { IntMap } from '../../base/intMap.ts';
import { neverAgain } from '../../engine/policy/evictionPolicy.ts';
import type { AccessBatch } from './accessStream.ts';

export class FutureUses {
  /** Number of the access that is being made now: `next` is about it. */
  now = 0;
  private uses = new Int32Array(1 << 16);
  private count = 0;

  constructor(batches: Iterable<readonly [AccessBatch, number]>) {
    const last = new IntMap();
    for (const [batch] of batches) {
      for (let i = 0; i < batch.count; i++) {
        const key = batch.keys[i]!;
        const before = last.get(key);
        if (this.count === this.uses.length) this.grow();
        this.uses[this.count] = neverAgain;
        if (before >= 0) this.uses[before] = this.count;
        last.set(key, this.count++);
      }
    }
  }

  readonly next = (): number => this.uses[this.now]!;

  private grow(): void {
    assert(this.count < 2 ** 30, 'the future is known of at most 2^30 accesses');
    const longer = new Int32Array(this.count * 2);
    longer.set(this.uses);
    this.uses = longer;
  }
}
