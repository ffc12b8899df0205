/**
 * Dirty blocks of one VM that may be destaged, least recently written first: the watcher of flush policies that go by the last write. A list by node. O(1) for a block just written; one whose destage did not get through looks for its place from both ends.
 */
import type { Stateful } from '../../base/stateful.ts';
import type { DirtWatcher, DirtyView } from './flushPolicy.ts';

interface WriteOrderState {
  readonly links: Int32Array;
  readonly ends: readonly [number, number];
}

export class WriteOrder implements DirtWatcher, Stateful<WriteOrderState> {
  first = -1;
  private last = -1;
  /** [2 × node]: written before, [2 × node + 1]: written after. */
  private links = new Int32Array(32);

  onListed(node: number, view: DirtyView): void {
    if (node * 2 >= this.links.length) this.grow(node);
    const writtenNs = view.writtenNs(node);
    let before = this.last;
    let newer = this.first;
    while (before >= 0 && view.writtenNs(before) > writtenNs) {
      if (view.writtenNs(newer) > writtenNs) {
        before = this.links[newer * 2];
        break;
      }
      newer = this.links[newer * 2 + 1];
      before = this.links[before * 2];
    }
    this.insertAfter(before, node);
  }

  onReturned(node: number, view: DirtyView): void {
    this.onListed(node, view);
  }

  onRewritten(node: number): void {
    this.onUnlisted(node);
    this.insertAfter(this.last, node);
  }

  onUnlisted(node: number): void {
    const before = this.links[node * 2];
    const after = this.links[node * 2 + 1];
    if (before >= 0) this.links[before * 2 + 1] = after;
    else this.first = after;
    if (after >= 0) this.links[after * 2] = before;
    else this.last = before;
  }

  /** The one that was written after `node`, or −1. */
  following(node: number): number {
    return this.links[node * 2 + 1];
  }

  private insertAfter(before: number, node: number): void {
    const after = before >= 0 ? this.links[before * 2 + 1] : this.first;
    this.links[node * 2] = before;
    this.links[node * 2 + 1] = after;
    if (before >= 0) this.links[before * 2 + 1] = node;
    else this.first = node;
    if (after >= 0) this.links[after * 2] = node;
    else this.last = node;
  }

  private grow(node: number): void {
    let length = this.links.length;
    while (node * 2 >= length) length *= 2;
    const larger = new Int32Array(length);
    larger.set(this.links);
    this.links = larger;
  }

  save(): WriteOrderState {
    return { links: this.links.slice(), ends: [this.first, this.last] };
  }

  restore(state: WriteOrderState): void {
    this.links = state.links.slice();
    [this.first, this.last] = state.ends;
  }
}
