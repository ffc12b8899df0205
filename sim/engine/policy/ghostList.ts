/**
 * Blocks that are gone, newest first: what a policy remembers of them is their key, their weight and their order. O(1) for every verb; typed arrays, which
 * grow by doubling and are used again.
 */
import { IntMap } from '../../base/intMap.ts';
import type { IntMapState } from '../../base/intMap.ts';
import type { Stateful } from '../../base/stateful.ts';

/** One number for a block of either space. */
export function ghostKey(space: number, block: number): number {
  return space === 0 ? block : -1 - block;
}

interface GhostListState {
  readonly nodes: IntMapState;
  readonly keys: Int32Array;
  readonly weights: Float64Array;
  readonly links: Int32Array;
  readonly numbers: readonly number[];
}

export class GhostList implements Stateful<GhostListState> {
  /** Of all that it remembers. */
  weight = 0;
  /** key → node */
  private readonly nodes = new IntMap();
  private keys = new Int32Array(16);
  private weights = new Float64Array(16);
  /** [2 × node]: newer, [2 × node + 1]: older; of free nodes the next free one. */
  private links = new Int32Array(32);
  private nodeCount = 0;
  private free = -1;
  private newest = -1;
  private oldest = -1;

  get count(): number {
    return this.nodes.size;
  }

  has(key: number): boolean {
    return this.nodes.has(key);
  }

  /** Remembers `key`, which it does not yet, as the newest. */
  add(key: number, weight: number): void {
    const node = this.takeNode();
    this.keys[node] = key;
    this.weights[node] = weight;
    this.links[node * 2] = -1;
    this.links[node * 2 + 1] = this.newest;
    if (this.newest >= 0) this.links[this.newest * 2] = node;
    else this.oldest = node;
    this.newest = node;
    this.weight += weight;
    this.nodes.set(key, node);
  }

  /** Says whether it was there. */
  remove(key: number): boolean {
    const node = this.nodes.get(key);
    if (node < 0) return false;
    this.nodes.delete(key);
    const newer = this.links[node * 2];
    const older = this.links[node * 2 + 1];
    if (newer >= 0) this.links[newer * 2 + 1] = older;
    else this.newest = older;
    if (older >= 0) this.links[older * 2] = newer;
    else this.oldest = newer;
    this.weight -= this.weights[node];
    this.links[node * 2] = this.free;
    this.free = node;
    return true;
  }

  /** Forgets the oldest. False when there is none. */
  dropOldest(): boolean {
    return this.oldest >= 0 && this.remove(this.keys[this.oldest]);
  }

  /** Forgets the oldest, which there must be, and says which it was. */
  takeOldest(): number {
    const key = this.keys[this.oldest];
    this.remove(key);
    return key;
  }

  /** Forgets the oldest until what it remembers weighs at most `weight`. */
  trimTo(weight: number): void {
    while (this.weight > weight && this.dropOldest());
  }

  private takeNode(): number {
    const node = this.free;
    if (node >= 0) {
      this.free = this.links[node * 2];
      return node;
    }
    if (this.nodeCount === this.keys.length) this.grow();
    return this.nodeCount++;
  }

  private grow(): void {
    const { keys, weights, links } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.keys.set(keys);
    this.weights = new Float64Array(keys.length * 2);
    this.weights.set(weights);
    this.links = new Int32Array(keys.length * 4);
    this.links.set(links);
  }

  save(): GhostListState {
    return {
      nodes: this.nodes.save(),
      keys: this.keys.slice(),
      weights: this.weights.slice(),
      links: this.links.slice(),
      numbers: [this.weight, this.nodeCount, this.free, this.newest, this.oldest],
    };
  }

  restore(state: GhostListState): void {
    this.nodes.restore(state.nodes);
    this.keys = new Int32Array(state.keys);
    this.weights = new Float64Array(state.weights);
    this.links = new Int32Array(state.links);
    [this.weight, this.nodeCount, this.free, this.newest, this.oldest] = state.numbers as [number, number, number, number, number];
  }
}
