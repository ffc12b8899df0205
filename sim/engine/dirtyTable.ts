/**
 * Dirty blocks of one VM's disk: a node for each block whose current version the array does not hold, in the order in which they became dirty.
 *
 * A node stays with its block through overwrites until a destage has made it clean. It also stands for current versions that have no cell: a discarded
 * block (`cell` −1, `snapshot` −1) and one that only a snapshot of the array holds. Nodes that are busy (a destage or a copy before it is under way) are
 * out of the list, so that its first node is always the one to destage next; `busyCount` counts them.
 */
import type { Stateful } from '../base/stateful.ts';

interface DirtyState {
  readonly arrays: readonly (Int32Array | Float64Array | Uint8Array)[];
  readonly bounds: readonly number[];
}

export class DirtyTable implements Stateful<DirtyState> {
  block = new Int32Array(16);
  /** The current version's cell (DRAM where it has both), or −1. */
  cell = new Int32Array(16);
  /** The array's snapshot that holds the current version, or −1. */
  snapshot = new Int32Array(16);
  /** Of the current version, where it has no cell. */
  sequence = new Float64Array(16);
  /** Since when, and since which sequence, the array lacks something of the block. */
  sinceNs = new Float64Array(16);
  sinceSequence = new Float64Array(16);
  /** Reference of the log record whose version the array holds, or −1. Checked when used. */
  arrayRecord = new Int32Array(16);
  /** The destage under way, by its number, or −1. */
  destage = new Int32Array(16);
  previous = new Int32Array(16);
  next = new Int32Array(16);
  inUse = new Uint8Array(16);
  first = -1;
  last = -1;
  count = 0;
  busyCount = 0;
  private busyFirst = -1;
  private freeFirst = -1;
  private used = 0;

  /** A node for `block`, not yet in the list. */
  take(block: number, cell: number, sequence: number, sinceNs: number, sinceSequence: number, arrayRecord: number): number {
    let node = this.freeFirst;
    if (node >= 0) {
      this.freeFirst = this.next[node];
    } else {
      if (this.used === this.block.length) this.grow();
      node = this.used++;
    }
    this.block[node] = block;
    this.cell[node] = cell;
    this.snapshot[node] = -1;
    this.sequence[node] = sequence;
    this.sinceNs[node] = sinceNs;
    this.sinceSequence[node] = sinceSequence;
    this.arrayRecord[node] = arrayRecord;
    this.destage[node] = -1;
    this.inUse[node] = 1;
    this.count++;
    return node;
  }

  /** Forgets a node that is in the list. */
  drop(node: number): void {
    this.unlist(node);
    this.free(node);
  }

  /** Forgets a busy node. */
  dropBusy(node: number): void {
    this.unlistBusy(node);
    this.free(node);
  }

  private free(node: number): void {
    this.inUse[node] = 0;
    this.next[node] = this.freeFirst;
    this.freeFirst = node;
    this.count--;
  }

  /**
   * Puts a node in its place by `sinceSequence`, searching from both ends at once: O(1) for a node that has just become dirty, and for one whose destage was
   * only prepared or has failed, which goes back near the front.
   */
  list(node: number): void {
    const since = this.sinceSequence[node];
    let before = this.last;
    let newer = this.first;
    while (before >= 0 && this.sinceSequence[before] > since) {
      if (this.sinceSequence[newer] > since) {
        before = this.previous[newer];
        break;
      }
      newer = this.next[newer];
      before = this.previous[before];
    }
    const after = before >= 0 ? this.next[before] : this.first;
    this.previous[node] = before;
    this.next[node] = after;
    if (before >= 0) this.next[before] = node;
    else this.first = node;
    if (after >= 0) this.previous[after] = node;
    else this.last = node;
  }

  unlist(node: number): void {
    const before = this.previous[node];
    const after = this.next[node];
    if (before >= 0) this.next[before] = after;
    else this.first = after;
    if (after >= 0) this.previous[after] = before;
    else this.last = before;
  }

  setBusy(node: number, destage: number): void {
    this.unlist(node);
    this.destage[node] = destage;
    this.previous[node] = -1;
    this.next[node] = this.busyFirst;
    if (this.busyFirst >= 0) this.previous[this.busyFirst] = node;
    this.busyFirst = node;
    this.busyCount++;
  }

  clearBusy(node: number): void {
    this.unlistBusy(node);
    this.destage[node] = -1;
    this.list(node);
  }

  private unlistBusy(node: number): void {
    const before = this.previous[node];
    const after = this.next[node];
    if (before >= 0) this.next[before] = after;
    else this.busyFirst = after;
    if (after >= 0) this.previous[after] = before;
    this.busyCount--;
  }

  /** The least `sinceSequence` of all dirty blocks, busy ones included; Infinity when there is none. O(busy). */
  oldestSinceSequence(): number {
    let oldest = this.first >= 0 ? this.sinceSequence[this.first] : Infinity;
    for (let node = this.busyFirst; node >= 0; node = this.next[node]) oldest = Math.min(oldest, this.sinceSequence[node]);
    return oldest;
  }

  bytes(): number {
    return this.arrays().reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** Nodes in use, also busy ones, by number. */
  forEach(visit: (node: number) => void): void {
    for (let node = 0; node < this.used; node++) if (this.inUse[node] === 1) visit(node);
  }

  private arrays(): (Int32Array | Float64Array | Uint8Array)[] {
    return [
      this.block, this.cell, this.snapshot, this.sequence, this.sinceNs, this.sinceSequence, this.arrayRecord, this.destage, this.previous, this.next,
      this.inUse,
    ];
  }

  private grow(): void {
    const length = this.block.length * 2;
    this.setArrays(
      this.arrays().map((array) => {
        const larger = array instanceof Float64Array ? new Float64Array(length) : array instanceof Uint8Array ? new Uint8Array(length) : new Int32Array(length);
        larger.set(array);
        return larger;
      }),
    );
  }

  private setArrays(arrays: readonly (Int32Array | Float64Array | Uint8Array)[]): void {
    this.block = arrays[0] as Int32Array<ArrayBuffer>;
    this.cell = arrays[1] as Int32Array<ArrayBuffer>;
    this.snapshot = arrays[2] as Int32Array<ArrayBuffer>;
    this.sequence = arrays[3] as Float64Array<ArrayBuffer>;
    this.sinceNs = arrays[4] as Float64Array<ArrayBuffer>;
    this.sinceSequence = arrays[5] as Float64Array<ArrayBuffer>;
    this.arrayRecord = arrays[6] as Int32Array<ArrayBuffer>;
    this.destage = arrays[7] as Int32Array<ArrayBuffer>;
    this.previous = arrays[8] as Int32Array<ArrayBuffer>;
    this.next = arrays[9] as Int32Array<ArrayBuffer>;
    this.inUse = arrays[10] as Uint8Array<ArrayBuffer>;
  }

  save(): DirtyState {
    return { arrays: this.arrays().map((array) => array.slice()), bounds: [this.first, this.last, this.count, this.busyCount, this.busyFirst, this.freeFirst, this.used] };
  }

  restore(state: DirtyState): void {
    this.setArrays(state.arrays.map((array) => array.slice()));
    [this.first, this.last, this.count, this.busyCount, this.busyFirst, this.freeFirst, this.used] = state.bounds as [
      number, number, number, number, number, number, number,
    ];
  }
}
