/**
 * The stack S of LIRS: blocks by recency, in the cache (with their cell) or gone (found by their key). The gone ones are besides in a list by when they went.
 * O(1) for every verb; typed arrays, which grow by doubling and are used again.
 */
import { IntMap } from '../../base/intMap.ts';
import type { IntMapState } from '../../base/intMap.ts';
import type { Stateful } from '../../base/stateful.ts';

/** Words of a node: key, cell (−1: gone), newer and older in the stack, newer and older among the gone. */
const words = 6;
const KEY = 0;
const CELL = 1;
const NEWER = 2;
const OLDER = 3;
const GONE_NEWER = 4;
const GONE_OLDER = 5;

interface RecencyStackState {
  readonly gone: IntMapState;
  readonly nodes: Int32Array;
  readonly weights: Float64Array;
  readonly numbers: readonly number[];
}

export class RecencyStack implements Stateful<RecencyStackState> {
  /** The oldest node, or −1. */
  bottom = -1;
  private top = -1;
  private weight = 0;
  /** key → node, of those that are gone. */
  private readonly gone = new IntMap();
  private goneNewest = -1;
  private goneOldest = -1;
  private nodes = new Int32Array(16 * words);
  private weights = new Float64Array(16);
  private nodeCount = 0;
  private free = -1;

  /** The node of a key that is gone, or −1. */
  find(key: number): number {
    return this.gone.get(key);
  }

  /** Puts a block that is in the cache on top. Returns its node. */
  push(key: number, weight: number, cell: number): number {
    let node = this.free;
    if (node >= 0) {
      this.free = this.nodes[node * words + OLDER];
    } else {
      if (this.nodeCount === this.weights.length) this.grow();
      node = this.nodeCount++;
    }
    this.nodes[node * words + KEY] = key;
    this.nodes[node * words + CELL] = cell;
    this.weights[node] = weight;
    this.weight += weight;
    this.linkOnTop(node);
    return node;
  }

  moveToTop(node: number): void {
    if (this.top === node) return;
    this.unlink(node);
    this.linkOnTop(node);
  }

  /** The block leaves the cache and stays here. */
  goAway(node: number): void {
    const { nodes, goneNewest } = this;
    this.gone.set(nodes[node * words + KEY], node);
    nodes[node * words + CELL] = -1;
    nodes[node * words + GONE_NEWER] = -1;
    nodes[node * words + GONE_OLDER] = goneNewest;
    if (goneNewest >= 0) nodes[goneNewest * words + GONE_NEWER] = node;
    else this.goneOldest = node;
    this.goneNewest = node;
  }

  /** The block of a node that is gone is in the cache again. */
  comeBack(node: number, cell: number): void {
    const { nodes } = this;
    const newer = nodes[node * words + GONE_NEWER];
    const older = nodes[node * words + GONE_OLDER];
    if (newer >= 0) nodes[newer * words + GONE_OLDER] = older;
    else this.goneNewest = older;
    if (older >= 0) nodes[older * words + GONE_NEWER] = newer;
    else this.goneOldest = newer;
    this.gone.delete(nodes[node * words + KEY]);
    nodes[node * words + CELL] = cell;
  }

  setCell(node: number, cell: number): void {
    this.nodes[node * words + CELL] = cell;
  }

  /** Takes a block out, in the cache or gone. */
  remove(node: number): void {
    if (this.nodes[node * words + CELL] < 0) this.comeBack(node, 0);
    this.unlink(node);
    this.weight -= this.weights[node];
    this.nodes[node * words + OLDER] = this.free;
    this.free = node;
  }

  /** The cell of the oldest node; −1 when it is gone, or there is none. */
  bottomCell(): number {
    return this.bottom < 0 ? -1 : this.nodes[this.bottom * words + CELL];
  }

  /** The oldest cell that `mayEvict` lets go, or −1. */
  oldestCell(mayEvict: (cell: number) => boolean): number {
    for (let node = this.bottom; node >= 0; node = this.nodes[node * words + NEWER]) {
      const cell = this.nodes[node * words + CELL];
      if (cell >= 0 && mayEvict(cell)) return cell;
    }
    return -1;
  }

  /** Drops blocks that are gone, those first that went first, until the stack weighs at most `weight`. */
  limitTo(weight: number): void {
    while (this.weight > weight && this.goneOldest >= 0) this.remove(this.goneOldest);
  }

  private linkOnTop(node: number): void {
    const { nodes, top } = this;
    nodes[node * words + NEWER] = -1;
    nodes[node * words + OLDER] = top;
    if (top >= 0) nodes[top * words + NEWER] = node;
    else this.bottom = node;
    this.top = node;
  }

  private unlink(node: number): void {
    const { nodes } = this;
    const newer = nodes[node * words + NEWER];
    const older = nodes[node * words + OLDER];
    if (newer >= 0) nodes[newer * words + OLDER] = older;
    else this.top = older;
    if (older >= 0) nodes[older * words + NEWER] = newer;
    else this.bottom = newer;
  }

  private grow(): void {
    const { nodes, weights } = this;
    this.nodes = new Int32Array(nodes.length * 2);
    this.nodes.set(nodes);
    this.weights = new Float64Array(weights.length * 2);
    this.weights.set(weights);
  }

  save(): RecencyStackState {
    return {
      gone: this.gone.save(),
      nodes: this.nodes.slice(),
      weights: this.weights.slice(),
      numbers: [this.bottom, this.top, this.weight, this.goneNewest, this.goneOldest, this.nodeCount, this.free],
    };
  }

  restore(state: RecencyStackState): void {
    this.gone.restore(state.gone);
    this.nodes = new Int32Array(state.nodes);
    this.weights = new Float64Array(state.weights);
    [this.bottom, this.top, this.weight, this.goneNewest, this.goneOldest, this.nodeCount, this.free] = state.numbers as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  }
}
