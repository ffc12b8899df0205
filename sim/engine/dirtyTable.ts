/**
 * Dirty blocks of one VM's disk: a node for each block whose current version the array does not hold, in the order in which they became dirty.
 *
 * A node stays with its block through overwrites until a destage has made it clean. It also stands for current versions that have no cell: a discarded
 * block (`cell` −1, `snapshot` −1) and one that only a snapshot of the array holds. Nodes that are busy (a destage or a copy before it is under way) are
 * out of the list, so that its first node is always the one to destage next; `busyCount` counts them. So are nodes whose version is lost (`lostCount`): there is
 * nothing to destage until the block is written again.
 *
 * A record of 64 bytes a node in one buffer, so that it is one line of the processor's cache, or two of which the first has all that another write to the block asks for:
 *   0 block · 4 cell · 8 snapshot · 12 arrayRecord · 16 destage · 20 previous · 24 next · 28 use (i32: 0 free, else 2 + the planned snapshot, which may be −1); 32 sequence · 40 lastWriteNs · 48 sinceNs · 56 sinceSequence (f64)
 */
import type { Stateful } from '../base/stateful.ts';

interface DirtyState {
  readonly records: Int32Array;
  readonly bounds: readonly number[];
}

const ints = 16;
/** Instead of the destage under way. */
const lost = -2;

export class DirtyTable implements Stateful<DirtyState> {
  first = -1;
  last = -1;
  count = 0;
  busyCount = 0;
  lostCount = 0;
  private i32 = new Int32Array(16 * ints);
  private f64 = new Float64Array(this.i32.buffer);
  private busyFirst = -1;
  private freeFirst = -1;
  private used = 0;

  blockOf(node: number): number {
    return this.i32[node << 4];
  }

  /** The current version's cell (DRAM where it has both), or −1. */
  cellOf(node: number): number {
    return this.i32[(node << 4) | 1];
  }

  setCell(node: number, cell: number): void {
    this.i32[(node << 4) | 1] = cell;
  }

  /** The array's snapshot that holds the current version, or −1. */
  snapshotOf(node: number): number {
    return this.i32[(node << 4) | 2];
  }

  setSnapshot(node: number, snapshot: number): void {
    this.i32[(node << 4) | 2] = snapshot;
  }

  /** Reference of the log record whose version the array holds, or −1. Checked when used. */
  arrayRecordOf(node: number): number {
    return this.i32[(node << 4) | 3];
  }

  setArrayRecord(node: number, reference: number): void {
    this.i32[(node << 4) | 3] = reference;
    this.i32[(node << 4) | 7] = 1;
  }

  /** The snapshot that the array is to keep of the version in that record: the log on flash was told. Or −1. */
  plannedSnapshotOf(node: number): number {
    return this.i32[(node << 4) | 7] - 2;
  }

  setPlannedSnapshot(node: number, snapshot: number): void {
    this.i32[(node << 4) | 7] = 2 + snapshot;
  }

  /** The destage under way, by its number; negative: none. */
  destageOf(node: number): number {
    return this.i32[(node << 4) | 4];
  }

  isLost(node: number): boolean {
    return this.i32[(node << 4) | 4] === lost;
  }

  /** The node, out of the list, stands for a version that nobody has any more. */
  setLost(node: number): void {
    this.i32[(node << 4) | 4] = lost;
    this.lostCount++;
  }

  /** There is a version again: the node is to be listed. */
  clearLost(node: number): void {
    this.i32[(node << 4) | 4] = -1;
    this.lostCount--;
  }

  previousOf(node: number): number {
    return this.i32[(node << 4) | 5];
  }

  nextOf(node: number): number {
    return this.i32[(node << 4) | 6];
  }

  isInUse(node: number): boolean {
    return this.i32[(node << 4) | 7] > 0;
  }

  /** Of the current version, where it has no cell. */
  sequenceOf(node: number): number {
    return this.f64[(node << 3) | 4];
  }

  setSequence(node: number, sequence: number): void {
    this.f64[(node << 3) | 4] = sequence;
  }

  /** Since when, and since which sequence, the array lacks something of the block. */
  sinceNsOf(node: number): number {
    return this.f64[(node << 3) | 6];
  }

  setSinceNs(node: number, sinceNs: number): void {
    this.f64[(node << 3) | 6] = sinceNs;
  }

  sinceSequenceOf(node: number): number {
    return this.f64[(node << 3) | 7];
  }

  setSinceSequence(node: number, sequence: number): void {
    this.f64[(node << 3) | 7] = sequence;
  }

  /** When it was written, discarded or restored last. */
  lastWriteNsOf(node: number): number {
    return this.f64[(node << 3) | 5];
  }

  setLastWriteNs(node: number, lastWriteNs: number): void {
    this.f64[(node << 3) | 5] = lastWriteNs;
  }

  /** A node for `block`, not yet in the list. */
  take(block: number, cell: number, sequence: number, sinceNs: number, sinceSequence: number, arrayRecord: number): number {
    let node = this.freeFirst;
    if (node >= 0) {
      this.freeFirst = this.nextOf(node);
    } else {
      if (this.used * ints === this.i32.length) this.resizeTo(this.used * 2);
      node = this.used++;
    }
    const at = node << 4;
    this.i32[at] = block;
    this.i32[at + 1] = cell;
    this.i32[at + 2] = -1;
    this.i32[at + 3] = arrayRecord;
    this.i32[at + 4] = -1;
    this.i32[at + 7] = 1;
    this.f64[(node << 3) | 4] = sequence;
    this.f64[(node << 3) | 6] = sinceNs;
    this.f64[(node << 3) | 7] = sinceSequence;
    this.f64[(node << 3) | 5] = sinceNs;
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
    this.i32[(node << 4) | 7] = 0;
    this.setNext(node, this.freeFirst);
    this.freeFirst = node;
    this.count--;
  }

  private setPrevious(node: number, previous: number): void {
    this.i32[(node << 4) | 5] = previous;
  }

  private setNext(node: number, next: number): void {
    this.i32[(node << 4) | 6] = next;
  }

  /**
   * Puts a node in its place by `sinceSequence`, searching from both ends at once: O(1) for a node that has just become dirty, and for one whose destage was
   * only prepared or has failed, which goes back near the front.
   */
  list(node: number): void {
    const since = this.sinceSequenceOf(node);
    let before = this.last;
    let newer = this.first;
    while (before >= 0 && this.sinceSequenceOf(before) > since) {
      if (this.sinceSequenceOf(newer) > since) {
        before = this.previousOf(newer);
        break;
      }
      newer = this.nextOf(newer);
      before = this.previousOf(before);
    }
    const after = before >= 0 ? this.nextOf(before) : this.first;
    this.setPrevious(node, before);
    this.setNext(node, after);
    if (before >= 0) this.setNext(before, node);
    else this.first = node;
    if (after >= 0) this.setPrevious(after, node);
    else this.last = node;
  }

  unlist(node: number): void {
    const before = this.previousOf(node);
    const after = this.nextOf(node);
    if (before >= 0) this.setNext(before, after);
    else this.first = after;
    if (after >= 0) this.setPrevious(after, before);
    else this.last = before;
  }

  setBusy(node: number, destage: number): void {
    this.unlist(node);
    this.i32[(node << 4) | 4] = destage;
    this.setPrevious(node, -1);
    this.setNext(node, this.busyFirst);
    if (this.busyFirst >= 0) this.setPrevious(this.busyFirst, node);
    this.busyFirst = node;
    this.busyCount++;
  }

  clearBusy(node: number): void {
    this.unlistBusy(node);
    this.i32[(node << 4) | 4] = -1;
    this.list(node);
  }

  private unlistBusy(node: number): void {
    const before = this.previousOf(node);
    const after = this.nextOf(node);
    if (before >= 0) this.setNext(before, after);
    else this.busyFirst = after;
    if (after >= 0) this.setPrevious(after, before);
    this.busyCount--;
  }

  /** The least `sinceSequence` of all dirty blocks, busy ones included; Infinity when there is none. O(busy). */
  oldestSinceSequence(): number {
    let oldest = this.first >= 0 ? this.sinceSequenceOf(this.first) : Infinity;
    for (let node = this.busyFirst; node >= 0; node = this.nextOf(node)) oldest = Math.min(oldest, this.sinceSequenceOf(node));
    return oldest;
  }

  bytes(): number {
    return this.i32.byteLength;
  }

  /** Nodes in use, also busy ones, by number. */
  forEach(visit: (node: number) => void): void {
    for (let node = 0; node < this.used; node++) if (this.isInUse(node)) visit(node);
  }

  private resizeTo(nodes: number): void {
    const larger = new Int32Array(nodes * ints);
    larger.set(this.i32.subarray(0, Math.min(this.i32.length, larger.length)));
    this.i32 = larger;
    this.f64 = new Float64Array(larger.buffer);
  }

  save(): DirtyState {
    return {
      records: this.i32.slice(),
      bounds: [this.first, this.last, this.count, this.busyCount, this.busyFirst, this.freeFirst, this.used, this.lostCount],
    };
  }

  restore(state: DirtyState): void {
    this.resizeTo(state.records.length / ints);
    this.i32.set(state.records);
    [this.first, this.last, this.count, this.busyCount, this.busyFirst, this.freeFirst, this.used, this.lostCount] = state.bounds as [
      number,
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
