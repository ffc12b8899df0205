/**
 * An eviction policy alone, on objects of different sizes and a capacity in bytes: what published figures of object caches are compared with. The engine is not
 * in it: its slots hold blocks of one size.
 *
 * A miss evicts until the object fits and brings it in; an object larger than the capacity is not kept. An object keeps the size that it came with.
 */
import { assert } from '../../base/assert.ts';
import { CellTable } from '../../engine/cells.ts';
import { evictionPolicies } from '../../engine/policy/evictionPolicies.ts';
import type { EvictionPolicy } from '../../engine/policy/evictionPolicy.ts';
import type { PolicyChoice } from '../../engine/protocol.ts';

export interface ObjectCacheConfig {
  readonly capacityBytes: number;
  readonly eviction: PolicyChoice;
  /** Objects are numbered 0 … objects − 1. */
  readonly objects: number;
  /** For policies that need the future; see EngineConfig. */
  readonly nextUse?: () => number;
}

export class ObjectCache {
  misses = 0;
  missedBytes = 0;
  private readonly policy: EvictionPolicy;
  /** By object, which is its own cell; 0 where it is not in the cache. */
  private readonly sizes: Int32Array;
  private readonly capacityBytes: number;
  private usedBytes = 0;

  constructor(config: ObjectCacheConfig) {
    const { capacityBytes, eviction, objects } = config;
    const spec = evictionPolicies.find(({ name }) => name === eviction.policy);
    assert(spec !== undefined, 'the eviction policy is in the table');
    const cells = new CellTable(objects, 0, 1);
    for (let cell = 0; cell < objects; cell++) cells.setBlock(cell, cell);
    const sizes = new Int32Array(objects);
    this.sizes = sizes;
    this.capacityBytes = capacityBytes;
    this.policy = spec.create(eviction.params, {
      cells,
      mayEvict: () => true,
      capacity: () => capacityBytes,
      weightOf: (cell) => sizes[cell]!,
      nextUse: config.nextUse ?? null,
    });
  }

  /** Says whether the cache had it. */
  access(object: number, sizeBytes: number): boolean {
    if (this.sizes[object]! > 0) {
      this.policy.onHit(object);
      return true;
    }
    this.misses++;
    this.missedBytes += sizeBytes;
    if (sizeBytes <= this.capacityBytes && sizeBytes > 0) this.bringIn(object, sizeBytes);
    return false;
  }

  private bringIn(object: number, sizeBytes: number): void {
    this.policy.onMiss(0, object, sizeBytes);
    while (this.usedBytes + sizeBytes > this.capacityBytes) {
      const victim = this.policy.selectVictim();
      assert(victim >= 0, 'whatever is in the cache may go');
      this.policy.onEvict(victim);
      this.usedBytes -= this.sizes[victim]!;
      this.sizes[victim] = 0;
    }
    this.sizes[object] = sizeBytes;
    this.usedBytes += sizeBytes;
    this.policy.onInsert(object);
  }
}
