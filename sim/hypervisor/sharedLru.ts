/**
 * One LRU of two tiers over all VMs, without any partition: what is used comes to the head of the first tier; what falls off its end comes to the head of the
 * second (with `demotes`; else it is gone); what falls off there is gone. Counts how many blocks of each VM it holds in each tier.
 *
 * A superseded version comes to the head of the second tier under no name: it is never used again, and ages like everything else.
 *
 * O(1) per use. Holds as many blocks as fit both tiers.
 */
import { NumberMap } from '../base/numberMap.ts';
import type { Stateful } from '../base/stateful.ts';

export interface SharedLruState {
  /** First tier from head to end, then the second: key (−1: a superseded version) and VM. */
  readonly keys: Float64Array;
  readonly vms: Int32Array;
  readonly firstCount: number;
}

const NONE = -1;

export class SharedLru implements Stateful<SharedLruState> {
  readonly #capacities: readonly [number, number];
  readonly #demotes: boolean;
  /** Nodes of both lists; the last two are the heads of the lists, which are rings. */
  readonly #keys: Float64Array;
  readonly #vms: Int32Array;
  readonly #tiers: Uint8Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #heads: readonly [number, number];
  readonly #sizes: [number, number] = [0, 0];
  readonly #counts: readonly [Float64Array, Float64Array];
  readonly #free: number[] = [];
  readonly #nodes = new NumberMap();

  constructor(firstCapacity: number, secondCapacity: number, vmCount: number, demotes: boolean) {
    this.#demotes = demotes;
    // Two more than fit: one that comes in, and a superseded version, before what is too much falls off.
    const count = firstCapacity + secondCapacity + 2;
    this.#capacities = [firstCapacity, secondCapacity];
    this.#keys = new Float64Array(count).fill(NONE);
    this.#vms = new Int32Array(count);
    this.#tiers = new Uint8Array(count);
    this.#next = new Int32Array(count + 2);
    this.#previous = new Int32Array(count + 2);
    this.#heads = [count, count + 1];
    this.#counts = [new Float64Array(vmCount), new Float64Array(vmCount)];
    this.#clear();
  }

  /** Blocks of this VM in tier 0 or 1. */
  count(tier: 0 | 1, vm: number): number {
    return this.#counts[tier][vm];
  }

  /** A use of `key`. `supersedes`: it is a write, and the version before it is kept; only where there was one here. */
  use(key: number, vm: number, supersedes: boolean): void {
    const known = this.#nodes.get(key);
    if (known >= 0) {
      this.#unlink(known);
      if (supersedes) this.#insert(this.#take(NONE, vm), 1);
      this.#insert(known, 0);
    } else {
      const node = this.#take(key, vm);
      this.#nodes.set(key, node);
      this.#insert(node, 0);
    }
    this.#fit();
  }

  save(): SharedLruState {
    const size = this.#sizes[0] + this.#sizes[1];
    const keys = new Float64Array(size);
    const vms = new Int32Array(size);
    let at = 0;
    for (const head of this.#heads) {
      for (let node = this.#next[head]; node !== head; node = this.#next[node], at += 1) {
        keys[at] = this.#keys[node];
        vms[at] = this.#vms[node];
      }
    }
    return { keys, vms, firstCount: this.#sizes[0] };
  }

  restore(state: SharedLruState): void {
    for (const head of this.#heads)
      for (let node = this.#next[head]; node !== head; node = this.#next[node]) if (this.#keys[node] >= 0) this.#nodes.delete(this.#keys[node]);
    this.#clear();
    for (let at = state.keys.length - 1; at >= 0; at -= 1) {
      const node = this.#take(state.keys[at], state.vms[at]);
      if (state.keys[at] >= 0) this.#nodes.set(state.keys[at], node);
      this.#insert(node, at < state.firstCount ? 0 : 1);
    }
  }

  #clear(): void {
    for (const head of this.#heads) {
      this.#next[head] = head;
      this.#previous[head] = head;
    }
    this.#sizes.fill(0);
    for (const counts of this.#counts) counts.fill(0);
    this.#free.length = 0;
    for (let node = this.#keys.length - 1; node >= 0; node -= 1) this.#free.push(node);
  }

  #take(key: number, vm: number): number {
    const node = this.#free.pop() as number;
    this.#keys[node] = key;
    this.#vms[node] = vm;
    return node;
  }

  #insert(node: number, tier: 0 | 1): void {
    const head = this.#heads[tier];
    const first = this.#next[head];
    this.#next[node] = first;
    this.#previous[node] = head;
    this.#previous[first] = node;
    this.#next[head] = node;
    this.#tiers[node] = tier;
    this.#sizes[tier] += 1;
    this.#counts[tier][this.#vms[node]] += 1;
  }

  #unlink(node: number): void {
    const tier = this.#tiers[node] as 0 | 1;
    this.#next[this.#previous[node]] = this.#next[node];
    this.#previous[this.#next[node]] = this.#previous[node];
    this.#sizes[tier] -= 1;
    this.#counts[tier][this.#vms[node]] -= 1;
  }

  #fit(): void {
    while (this.#sizes[0] > this.#capacities[0]) {
      const last = this.#previous[this.#heads[0]];
      this.#unlink(last);
      if (this.#demotes) this.#insert(last, 1);
      else this.#drop(last);
    }
    while (this.#sizes[1] > this.#capacities[1]) {
      const last = this.#previous[this.#heads[1]];
      this.#unlink(last);
      this.#drop(last);
    }
  }

  #drop(node: number): void {
    if (this.#keys[node] >= 0) this.#nodes.delete(this.#keys[node]);
    this.#free.push(node);
  }
}
