/**
 * One VM as it ought to be, told from the engine's notices: both spaces with their history, the bookmarks, the window, the stack of rollbacks that can be
 * undone, and the durable points.
 *
 * Leaves out everything that is a matter of place: no slots, tiers, log records or devices.
 */
import type { Stateful } from '../base/stateful.ts';
import { Space } from '../engine/protocol.ts';
import type { Granularity, VmCacheConfig } from '../engine/protocol.ts';
import { initialStamp, zeroStamp } from './content.ts';
import { DiskHistory } from './diskHistory.ts';
import type { DiskHistoryState } from './diskHistory.ts';
import { SpaceHistory } from './spaceHistory.ts';
import type { SpaceHistoryState, TakenVersions } from './spaceHistory.ts';

export interface BookmarkModel {
  readonly name: string | null;
  readonly sequence: number;
  readonly timeNs: number;
}

/** What one rollback took away. */
interface Redo {
  /** The VM was at this sequence, and is again after undo. */
  readonly fromSequence: number;
  readonly spaces: readonly TakenVersions[];
  readonly bookmarks: readonly BookmarkModel[];
  readonly timelineSequences: readonly number[];
  readonly timelineTimesNs: readonly number[];
  readonly ackedSequences: readonly number[];
  readonly safeSequences: readonly number[];
}

export interface VmModelState {
  readonly current: number;
  readonly newest: number;
  readonly oldest: number;
  readonly spaces: readonly SpaceHistoryState[];
  readonly bookmarks: readonly BookmarkModel[];
  readonly redos: readonly Redo[];
  readonly durable: readonly number[];
  readonly acked: readonly number[];
  readonly safe: readonly number[];
  readonly undoneFrom: number;
  readonly oldestOnFlash: number;
  readonly removed: readonly BookmarkModel[];
  readonly lost: readonly (readonly [number, number])[];
  readonly timelineSequences: readonly number[];
  readonly timelineTimesNs: readonly number[];
  readonly isTimelineWhole: boolean;
  readonly views: readonly (readonly [number, BookmarkModel])[];
  readonly disk: DiskHistoryState | null;
}

/** So many entries of the timeline may be out of use. */
const timelineSlack = 1024;

export class VmModel implements Stateful<VmModelState> {
  readonly granularity: Granularity;
  /** Without flash there are no durable points: what the array holds is durable. */
  readonly hasFlash: boolean;
  /** Disk and memory, by Space. */
  readonly spaces: readonly SpaceHistory[];
  /** The state that the VM is in. */
  current = 0;
  /** The highest number that a write ever had. */
  newest = 0;
  /** States before this one cannot be reached. */
  oldest = 0;
  bookmarks: BookmarkModel[] = [];
  /** Per space: everything up to it survives a crash. */
  readonly durable = [0, 0];
  /** Per space: the newest write of the present history that has been acknowledged. */
  readonly acked = [0, 0];
  /** Per space: the newest write of the present history that no crash may lose, by what was answered. */
  readonly safe = [0, 0];
  /** Where the VM was before the latest undo. */
  undoneFrom = 0;
  /** As `oldest`, as far as recovery knows. */
  oldestOnFlash = 0;
  /** Bookmarks that are gone, but that recovery may find still. */
  removed: BookmarkModel[] = [];
  /** Points between the two of a pair were lost by a crash. */
  lost: (readonly [number, number])[] = [];
  /** Open views, by number: the bookmark that each shows. */
  readonly views = new Map<number, BookmarkModel>();
  /** The disk from the beginning, where images of it are to be judged. */
  readonly disk: DiskHistory | null;
  private redos: Redo[] = [];
  private timelineSequences: number[] = [];
  private timelineTimesNs: number[] = [];
  private isTimelineWhole = true;

  constructor(vm: number, config: VmCacheConfig, withImages: boolean) {
    this.granularity = config.granularity;
    this.hasFlash = config.portion.flashBlocks > 0;
    this.spaces = [new SpaceHistory((block) => initialStamp(vm, block)), new SpaceHistory(() => zeroStamp)];
    this.disk = withImages ? new DiskHistory((block) => initialStamp(vm, block)) : null;
  }

  get redoDepth(): number {
    return this.redos.length;
  }

  /** Where undo would lead, or -1. */
  get undoSequence(): number {
    return this.redos[this.redos.length - 1]?.fromSequence ?? -1;
  }

  /** A write or discard was admitted: its blocks follow by `supersede`. Ends undo. */
  admit(sequence: number, nowNs: number): void {
    this.dropRedo();
    this.current = sequence;
    this.newest = Math.max(this.newest, sequence);
    this.timelineSequences.push(sequence);
    this.timelineTimesNs.push(nowNs);
  }

  supersede(space: number, block: number, stamp: number): void {
    this.spaces[space].supersede(block, this.current, stamp);
    if (space === Space.Disk) this.disk?.holds(block, stamp);
  }

  rollBack(sequence: number): void {
    if (sequence === this.current) return;
    this.disk?.goTo(sequence);
    const from = this.timelineEndAt(sequence);
    this.redos.push({
      fromSequence: this.current,
      spaces: this.spaces.map((space) => space.takeAway(sequence)),
      bookmarks: this.bookmarks.filter((bookmark) => bookmark.sequence > sequence),
      timelineSequences: this.timelineSequences.splice(from),
      timelineTimesNs: this.timelineTimesNs.splice(from),
      ackedSequences: [...this.acked],
      safeSequences: [...this.safe],
    });
    this.bookmarks = this.bookmarks.filter((bookmark) => bookmark.sequence <= sequence);
    this.removed = this.removed.filter((bookmark) => bookmark.sequence <= sequence);
    this.current = sequence;
    for (let space = 0; space < 2; space++) {
      this.durable[space] = Math.min(this.durable[space], sequence);
      this.acked[space] = Math.min(this.acked[space], sequence);
      this.safe[space] = Math.min(this.safe[space], sequence);
    }
  }

  /** Takes the latest rollback back. Where the VM is then, or -1: there is nothing to undo. */
  undo(): number {
    const redo = this.redos.pop();
    if (redo === undefined) return -1;
    this.undoneFrom = this.current;
    this.disk?.undo();
    redo.spaces.forEach((taken, space) => this.spaces[space].putBack(taken));
    this.bookmarks.push(...redo.bookmarks);
    this.timelineSequences.push(...redo.timelineSequences);
    this.timelineTimesNs.push(...redo.timelineTimesNs);
    redo.ackedSequences.forEach((sequence, space) => (this.acked[space] = sequence));
    redo.safeSequences.forEach((sequence, space) => (this.safe[space] = sequence));
    this.current = redo.fromSequence;
    return this.current;
  }

  dropRedo(): void {
    this.redos.length = 0;
    this.disk?.endUndo();
  }

  bookmark(name: string | null, sequence: number, timeNs: number): void {
    this.bookmarks.push({ name, sequence, timeNs });
  }

  /** Removes one; false where there is none such, neither set nor taken away by a rollback. */
  removeBookmark(name: string | null, sequence: number): boolean {
    const i = this.bookmarks.findIndex((bookmark) => bookmark.name === name && bookmark.sequence === sequence);
    if (i >= 0) {
      this.removed.push(...this.bookmarks.splice(i, 1));
      return true;
    }
    for (let depth = 0; depth < this.redos.length; depth++) {
      const redo = this.redos[depth];
      const kept = redo.bookmarks.filter((bookmark) => bookmark.name !== name || bookmark.sequence !== sequence);
      if (kept.length === redo.bookmarks.length) continue;
      this.redos[depth] = { ...redo, bookmarks: kept };
      return true;
    }
    return false;
  }

  /** No recovery finds the bookmark any more. */
  forgetBookmark(name: string | null, sequence: number): void {
    const i = this.removed.findIndex((bookmark) => bookmark.name === name && bookmark.sequence === sequence);
    if (i >= 0) this.removed.splice(i, 1);
  }

  /** No recovery leads to points before `sequence` any more. */
  forgetBefore(sequence: number): void {
    this.oldestOnFlash = Math.max(this.oldestOnFlash, sequence);
    this.removed = this.removed.filter((bookmark) => bookmark.sequence >= sequence);
  }

  /** After a crash: the VM is at `sequence`, its spaces hold what they held at `points`, and these bookmarks and the window from `oldest` on are there. */
  recover(sequence: number, points: readonly number[], bookmarks: readonly BookmarkModel[], oldest: number): void {
    this.spaces.forEach((space, i) => space.takeAway(points[i]));
    this.disk?.goTo(points[0]);
    this.dropRedo();
    this.bookmarks = [...bookmarks];
    this.removed.length = 0;
    this.oldestOnFlash = Math.min(this.oldestOnFlash, sequence);
    this.oldest = Math.min(oldest, sequence);
    const end = this.timelineEndAt(sequence);
    this.timelineSequences.length = end;
    this.timelineTimesNs.length = end;
    const complete = Math.min(...points);
    if (complete < sequence) this.lost.push([complete, sequence]);
    this.current = sequence;
    this.views.clear();
    for (let space = 0; space < 2; space++) {
      this.durable[space] = sequence;
      this.acked[space] = Math.min(this.acked[space], points[space]);
      this.safe[space] = Math.min(this.safe[space], points[space]);
    }
  }

  /** The VM's cache is lost, and its spaces have been reset: it goes on at `sequence`, as if it were new. */
  beginAnew(sequence: number, nowNs: number): void {
    this.current = sequence;
    this.newest = sequence;
    this.oldest = sequence;
    this.oldestOnFlash = sequence;
    this.lost.length = 0;
    this.timelineSequences = [sequence];
    this.timelineTimesNs = [nowNs];
    this.isTimelineWhole = false;
    for (const points of [this.durable, this.acked, this.safe]) points.fill(sequence);
  }

  /** Was the state at this sequence lost in a crash? */
  isLost(sequence: number): boolean {
    return this.lost.some(([from, until]) => sequence > from && sequence < until);
  }

  findBookmark(name: string): BookmarkModel | undefined {
    return this.bookmarks.find((bookmark) => bookmark.name === name);
  }

  /** The last write of the present history at or before the time; -1 where that is too long ago to be known. */
  sequenceAt(timeNs: number): number {
    let low = 0;
    let high = this.timelineTimesNs.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timelineTimesNs[middle] <= timeNs) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? this.beginning() : this.timelineSequences[low - 1];
  }

  /** The last write of the present history at or before that number; -1 where that is too long ago to be known. */
  sequenceAtOrBefore(sequence: number): number {
    const end = this.timelineEndAt(sequence);
    return end === 0 ? this.beginning() : this.timelineSequences[end - 1];
  }

  /** Is the durable point of the space so far that everything of it up to `sequence` survives a crash? */
  isDurable(space: number, sequence: number): boolean {
    return !this.hasFlash || this.durable[space] >= sequence || !this.spaces[space].hasWriteWithin(this.durable[space], sequence);
  }

  /** Forgets what can neither be reached nor is needed to judge the durable points. */
  prune(): void {
    for (let space = 0; space < 2; space++) {
      const durable = this.needsSince(space);
      this.spaces[space].forget(Math.min(this.oldest, this.oldestOnFlash, durable));
      if (this.granularity === 'every-write' || !this.spaces[space].hasGrown) continue;
      const wanted = [...this.bookmarks, ...this.removed].map((bookmark) => bookmark.sequence);
      this.spaces[space].compact(wanted, durable);
    }
    this.pruneTimeline();
  }

  /** Older versions than those current there are not needed to judge what a crash leaves: without flash that is what the array has got by then, and it may be as old as what was flushed last. */
  private needsSince(space: number): number {
    if (!this.hasFlash) return this.safe[space];
    return this.isDurable(space, this.current) ? this.current : this.durable[space];
  }

  save(): VmModelState {
    return structuredClone({
      current: this.current,
      newest: this.newest,
      oldest: this.oldest,
      spaces: this.spaces.map((space) => space.save()),
      bookmarks: this.bookmarks,
      redos: this.redos,
      durable: this.durable,
      acked: this.acked,
      safe: this.safe,
      undoneFrom: this.undoneFrom,
      oldestOnFlash: this.oldestOnFlash,
      removed: this.removed,
      lost: this.lost,
      timelineSequences: this.timelineSequences,
      timelineTimesNs: this.timelineTimesNs,
      isTimelineWhole: this.isTimelineWhole,
      views: [...this.views],
      disk: this.disk?.save() ?? null,
    });
  }

  restore(state: VmModelState): void {
    const copy = structuredClone(state);
    this.current = copy.current;
    this.newest = copy.newest;
    this.oldest = copy.oldest;
    this.spaces.forEach((space, i) => space.restore(copy.spaces[i]));
    this.bookmarks = [...copy.bookmarks];
    this.redos = [...copy.redos];
    for (let space = 0; space < 2; space++) {
      this.durable[space] = copy.durable[space];
      this.acked[space] = copy.acked[space];
      this.safe[space] = copy.safe[space];
    }
    this.undoneFrom = copy.undoneFrom;
    this.oldestOnFlash = copy.oldestOnFlash;
    this.removed = [...copy.removed];
    this.lost = [...copy.lost];
    this.timelineSequences = [...copy.timelineSequences];
    this.timelineTimesNs = [...copy.timelineTimesNs];
    this.isTimelineWhole = copy.isTimelineWhole;
    this.views.clear();
    for (const [view, bookmark] of copy.views) this.views.set(view, bookmark);
    if (copy.disk !== null) this.disk?.restore(copy.disk);
  }

  private beginning(): number {
    return this.isTimelineWhole ? 0 : -1;
  }

  private timelineEndAt(sequence: number): number {
    let low = 0;
    let high = this.timelineSequences.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timelineSequences[middle] <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Keeps the last entry at or before the oldest state. Where only bookmarks can be reached, of the older entries only those that a time must be told
   * from: the bookmarks' and their next.
   */
  private pruneTimeline(): void {
    const end = this.timelineEndAt(Math.min(this.oldest, this.oldestOnFlash)) - 1;
    if (end >= timelineSlack && end * 2 >= this.timelineSequences.length) {
      this.isTimelineWhole = false;
      this.timelineSequences.splice(0, end);
      this.timelineTimesNs.splice(0, end);
    }
    if (this.granularity === 'every-write' || this.timelineSequences.length < 16 * timelineSlack) return;
    const marked = new Set([...this.bookmarks, ...this.removed].map((bookmark) => bookmark.sequence));
    const recent = this.timelineSequences.length - timelineSlack;
    const kept = this.timelineSequences.map((sequence, i) => i === 0 || i >= recent || marked.has(sequence) || marked.has(this.timelineSequences[i - 1]));
    this.timelineSequences = this.timelineSequences.filter((_, i) => kept[i]);
    this.timelineTimesNs = this.timelineTimesNs.filter((_, i) => kept[i]);
  }
}
