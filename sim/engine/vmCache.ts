import type { Bookmark } from './bookmarks.ts';
import { Bookmarks } from './bookmarks.ts';
import type { CellTable } from './cells.ts';
import { DirtyTable } from './dirtyTable.ts';
import type { IoOp } from './ioOp.ts';
import { HeldVersions } from './heldVersions.ts';
import { LocationIndex } from './locationIndex.ts';
import { firstLease } from './logFormat.ts';
import { MetadataQueue } from './metadataQueue.ts';
import { OpQueue } from './opQueue.ts';
import type { AdmissionPolicy } from './policy/admissionPolicy.ts';
import type { EvictionPolicy } from './policy/evictionPolicy.ts';
import type { DirtyView, FlushPolicy, WriteThrottle } from './policy/flushPolicy.ts';
import type { Durability, PolicyChoice, Portion, Space, VmCacheConfig, VmCounters } from './protocol.ts';
import type { RedoFrame } from './redoFrame.ts';
import { UndoLog } from './undoLog.ts';
import { VolatileList } from './volatileList.ts';
import { WriteJournal } from './writeJournal.ts';

/** A view of a bookmark. `records`: block → reference of the record whose preimage was current there; filled as far as `scannedTo`. */
export interface OpenView {
  readonly id: number;
  readonly bookmark: Bookmark;
  records: Map<number, number>;
  generation: number;
  scannedTo: number;
}

/** A resize under way: what it is to give up of each tier, and what it already has (slots taken out of the free ones). */
export interface Resizing {
  readonly id: number;
  readonly requestedNs: number;
  readonly portion: Portion;
  readonly dramGiven: number[];
  readonly flashGiven: number[];
  /** Slots set aside in the reserve for what it is to get. */
  readonly dramTaken: readonly number[];
  readonly flashTaken: readonly number[];
  isLogging: boolean;
}

/** What is due to be looked at before the engine comes to rest. Bits. */
export const Poke = {
  Durable: 1,
  Destage: 2,
  Reclaim: 4,
  Admit: 8,
  Job: 16,
  Resize: 32,
  Metadata: 64,
} as const;

/** Everything that belongs to one VM. The rules are in the files that work on it. */
export class VmCache implements DirtyView {
  readonly id: number;
  readonly config: VmCacheConfig;
  readonly index: readonly [LocationIndex, LocationIndex];
  readonly log = new UndoLog();
  readonly dirty = new DirtyTable();
  readonly volatile: readonly [VolatileList, VolatileList];
  readonly bookmarks = new Bookmarks();
  readonly evictDram: EvictionPolicy;
  readonly evictFlash: EvictionPolicy;
  readonly admission: AdmissionPolicy;
  flush: FlushPolicy;
  flushChoice: PolicyChoice;
  /** Of the flush policy; see there. */
  /** Versions promised to the array in an order; null: no policy of the VM ever did. */
  heldVersions: HeldVersions | null = null;
  throttle: WriteThrottle | null = null;
  flushesToArray = false;
  dropsDestaged = false;
  /** When the first write in the row may go on that the policy holds back. */
  admitAtNs = Infinity;
  portion: Portion;
  readonly hasFlash: boolean;
  readonly hasRetention: boolean;
  /** Clean blocks that leave DRAM move to flash, and back. */
  readonly isExclusive: boolean;
  configuredDurability: Durability;

  /** Where the VM is now, and the next number to give. */
  sequence = 0;
  nextSequence = 1;

  readonly durablePoint: [number, number] = [0, 0];
  /** The durable point is to reach this. All versions current there are kept until it has. */
  readonly wanted: [number, number] = [0, 0];
  /**
   * Versions that were dropped before the durable point had passed them ended here: it can't stop before this, but for points up to the wanted one (what is
   * dropped arose after that) that no earlier gap forbids: those end at `wantedGapEnd`.
   */
  readonly gapEnd: [number, number] = [0, 0];
  readonly wantedGapEnd: [number, number] = [0, 0];
  readonly appending: [boolean, boolean] = [false, false];
  /** What the log on flash was not yet told of. */
  readonly journal: readonly [WriteJournal, WriteJournal] = [new WriteJournal(), new WriteJournal()];
  /** Writes up to this one were told to the log on flash, or are being told. */
  readonly logged: [number, number] = [0, 0];
  /** The newest write of the step under way or done last, and when it was admitted; and the newest write that the durable points have passed. */
  readonly stepped: [number, number] = [0, 0];
  readonly steppedNs: [number, number] = [0, 0];
  durableSequence = 0;
  durableNs = 0;
  /** The rest that the log on flash is to be told, whether an append of it is under way, and whether somebody waits for one. */
  readonly metadata = new MetadataQueue();
  isLoggingMetadata = false;
  isMetadataWanted = false;
  /** Some valid bookmarks are not in `metadata`, nor on flash. */
  hasUnloggedBookmarks = false;
  /** Flash slots that are free when `metadata` is on flash. */
  retired = 0;
  /** Somebody has waited for such a slot. */
  waitsForFlash = false;
  /** Writes are given numbers below this: the log on flash was told so. */
  lease = firstLease;
  /** Number and place of the oldest segment of the log on flash that the VM needs; where that will be when the checkpoint under way is durable. */
  logStart = Infinity;
  logStartBytes = -1;
  nextLogStart = Infinity;
  nextLogStartBytes = -1;
  /** What was logged since the last checkpoint began. One is due: other appends wait. Segments of one that are on their way. */
  loggedBytes = 0;
  isCheckpointDue = false;
  checkpointsPending = 0;
  /** Where the VM was before the undo that is being recorded. */
  undoneFrom = 0;
  /** The start of the window that the log on flash was told last. */
  windowLogged = 0;
  windowTaken = 0;
  windowOnFlash = 0;
  /** Number of the next bookmark. */
  nextBookmark = 1;
  /** Bookmarks that are gone, which the log on flash does not know yet. */
  readonly goneBookmarks: Bookmark[] = [];
  /** Points strictly between the two of a pair were lost in a crash: the spaces' durable points were apart. */
  readonly lost: (readonly [number, number])[] = [];
  /** Disk blocks whose content on the array the log on flash names until `metadata` is on flash: their destage waits. By block, how often. */
  readonly arrayHolds = new Map<number, number>();
  readonly awaitingDurable: readonly [OpQueue, OpQueue];

  /** The oldest state that can be reached, and when it arose. */
  windowStart = 0;
  windowStartNs = 0;
  /** When the newest request arrived. */
  requestNs = 0;
  /** When the newest write or discard was admitted. */
  lastWriteNs = 0;
  readonly createdNs: number;
  /** Flash slots of records that the durable point has passed. */
  settledFlash = 0;
  /** Flash slots of records past their retention, but still kept for the durable point. */
  expiredFlash = 0;
  /** Kept records within the retention. */
  liveKept = 0;
  readonly frames: RedoFrame[] = [];
  /** DRAM cells with redo that has no copy on flash; entries may be stale. */
  redoDram: number[] = [];

  readonly waiting: OpQueue;
  readonly held: OpQueue;
  /** Requests that are being prepared, or wait prepared: a write to one of their partly covered blocks makes them stale. */
  readonly prepared: number[] = [];
  isHeld = false;
  /** Between the start of a walk and its effect: nothing is freed or trimmed. */
  isFrozen = false;
  /** The rollback that has just let the VM go wants what waits to be dropped. */
  dropsWaiting = false;
  job = -1;

  /** Guest requests that a rollback waits for; commands to the array or log of other kinds; copies that make room. */
  guestOps = 0;
  arrayOps = 0;
  appends = 0;
  fills = 0;
  destagesInFlight = 0;
  copies = 0;
  copiesToDrop = 0;
  persistsInFlight = 0;
  /** Preimage copies that wait for the log, by number of their job; and whether one append is under way. */
  preimagesToLog: number[] = [];
  isLoggingPreimages = false;
  /** Everything dirty since this sequence or before is to be destaged, whatever the policy says. */
  destageThrough = -1;
  /** Destages wanted to make room, whatever the policy says. */
  urgentDestages = 0;
  retryDestageNs = Infinity;
  /** A version was lost, and no flush has been told so. */
  hasUnreportedLoss = false;
  /** Points that the array is taken to lack no block from here on: none while a version is lost. */
  wholeFrom = 0;
  /** A destage waits: for data to arrive in DRAM, or for a flash slot for a preimage. */
  isDestageBlocked = false;
  /** Moving the durable point waits for a flash slot. */
  isPersistBlocked = false;
  /** Reads of the array under way, by tag: what they read is not destaged over. */
  readonly arrayReads: number[] = [];
  /** Bookmarks and full destages not yet answered. */
  controlsPending = 0;
  /** Portions under way. */
  resizing: Resizing | null = null;
  nextIntervalNs: number;

  stalledSinceNs = -1;
  pokes = 0;
  nextView = 0;
  readonly views: OpenView[] = [];
  readonly counters: VmCounters;

  constructor(
    id: number,
    config: VmCacheConfig,
    cells: CellTable,
    ops: readonly IoOp[],
    policies: { readonly evictDram: EvictionPolicy; readonly evictFlash: EvictionPolicy; readonly admission: AdmissionPolicy; readonly flush: FlushPolicy },
  ) {
    this.id = id;
    this.config = config;
    this.index = [new LocationIndex(), new LocationIndex()];
    this.volatile = [new VolatileList(cells), new VolatileList(cells)];
    this.evictDram = policies.evictDram;
    this.evictFlash = policies.evictFlash;
    this.admission = policies.admission;
    this.flush = policies.flush;
    this.flushChoice = config.flush;
    this.adopt(config.flush, policies.flush);
    this.portion = config.portion;
    this.hasFlash = config.portion.flashBlocks > 0;
    this.isExclusive = this.hasFlash && config.tiering === 'exclusive';
    const { timeNs, records, flashBlocks } = config.retention;
    this.hasRetention = timeNs < Infinity || records < Infinity || flashBlocks < Infinity;
    this.configuredDurability = config.durability;
    this.awaitingDurable = [new OpQueue(ops), new OpQueue(ops)];
    this.waiting = new OpQueue(ops);
    this.held = new OpQueue(ops);
    this.createdNs = 0;
    this.nextIntervalNs = config.granularity === 'interval' && this.hasFlash ? config.intervalNs : Infinity;
    this.counters = {
      readBlocksDram: 0,
      readBlocksFlash: 0,
      readBlocksArray: 0,
      readBlocksNone: 0,
      destages: 0,
      commits: 0,
      demotions: 0,
      promotions: 0,
      preimageReads: 0,
      stalls: 0,
      stallNs: 0,
      dirtyBlocks: 0,
      logRecords: 0,
      recordsGivenUp: 0,
      redoBlocks: 0,
      lostBlocks: 0,
      lostAnswers: 0,
    };
  }

  /** When a write admitted now is acknowledged. */
  durability(): Durability {
    return this.flush.demandsDurability ?? this.configuredDurability;
  }

  /** Wants the durable point to reach what is current. False when it was wanted already. */
  want(space: Space): boolean {
    if (this.wanted[space] >= this.sequence) return false;
    this.wanted[space] = this.sequence;
    this.wantedGapEnd[space] = this.gapEnd[space];
    return true;
  }

  /** The furthest point up to `reachable` where the durable point may stop, or −1. */
  stopAt(space: Space, reachable: number): number {
    if (reachable >= this.gapEnd[space]) return reachable;
    const point = Math.min(reachable, this.wanted[space]);
    return point >= this.wantedGapEnd[space] ? point : -1;
  }

  /** How many DRAM cells are to be free, or on their way to be, when nothing waits. */
  dramReserve(): number {
    return this.config.dramReserveBlocks ?? this.portion.dramBlocks >>> 6;
  }

  // Dirty blocks come and go; a flush policy that watches is told.

  /** A node for a block that becomes dirty, listed. */
  takeDirty(block: number, cell: number, sequence: number, sinceNs: number, sinceSequence: number, arrayRecord: number): number {
    const node = this.dirty.take(block, cell, sequence, sinceNs, sinceSequence, arrayRecord);
    this.listDirty(node);
    return node;
  }

  /** The node, out of the list, is in it again. */
  listDirty(node: number): void {
    this.dirty.list(node);
    this.flush.watcher?.onListed(node, this);
  }

  /** The block of a dirty node is written or discarded again. */
  rewriteDirty(node: number, nowNs: number): void {
    this.dirty.setLastWriteNs(node, nowNs);
    if (this.flush.watcher !== null && this.dirty.destageOf(node) < 0) this.flush.watcher.onRewritten(node, this);
  }

  unlistDirty(node: number): void {
    this.flush.watcher?.onUnlisted(node, this);
    this.dirty.unlist(node);
  }

  /** Forgets a node that is in the list. */
  dropDirty(node: number): void {
    this.flush.watcher?.onUnlisted(node, this);
    this.dirty.drop(node);
  }

  /** Its destage, or the copy before it, begins. */
  setDirtyBusy(node: number, destage: number): void {
    this.flush.watcher?.onUnlisted(node, this);
    this.dirty.setBusy(node, destage);
  }

  /** Its destage has ended and it is dirty still. `isReturned`: the version that it was to bring has not reached the array. */
  clearDirtyBusy(node: number, isReturned: boolean): void {
    this.dirty.clearBusy(node);
    if (isReturned) this.flush.watcher?.onReturned(node, this);
    else this.flush.watcher?.onListed(node, this);
  }

  /** Names the flush policy, new or restored. */
  adopt(choice: PolicyChoice, flush: FlushPolicy): void {
    this.flushChoice = choice;
    this.flush = flush;
    if (flush.promises !== undefined) this.heldVersions ??= new HeldVersions();
    this.throttle = flush.throttle ?? null;
    this.flushesToArray = flush.flushesToArray ?? false;
    this.dropsDestaged = flush.dropsDestaged ?? false;
  }

  /** Takes over another flush policy. */
  setFlush(choice: PolicyChoice, flush: FlushPolicy): void {
    this.adopt(choice, flush);
    if (flush.keepsDirty && this.awaitingDurable[0].count > 0) this.destageThrough = this.newestSequence();
    if (flush.watcher === null) return;
    for (let node = this.dirty.first; node >= 0; node = this.dirty.nextOf(node)) flush.watcher.onListed(node, this);
  }

  // What a flush policy sees.

  oldest(): number {
    return this.dirty.first;
  }

  following(node: number): number {
    return this.dirty.nextOf(node);
  }

  block(node: number): number {
    return this.dirty.blockOf(node);
  }

  sinceNs(node: number): number {
    return this.dirty.sinceNsOf(node);
  }

  writtenNs(node: number): number {
    return this.dirty.lastWriteNsOf(node);
  }

  lastRequestNs(): number {
    return this.requestNs;
  }

  inFlight(): number {
    return this.dirty.busyCount;
  }

  sinceSequence(node: number): number {
    return this.dirty.sinceSequenceOf(node);
  }

  newestSequence(): number {
    return this.nextSequence - 1;
  }

  needsPreimage(node: number): boolean {
    return this.log.wantsFromArray(this.dirty.arrayRecordOf(node), this.dirty.blockOf(node));
  }

  newestBookmarkNs(): number {
    return this.bookmarks.newestNs();
  }

  dirtyBlocks(): number {
    return this.dirty.count - this.dirty.lostCount;
  }

  portionBlocks(): number {
    return this.portion.dramBlocks + this.portion.flashBlocks;
  }
}
