/**
 * What stands behind the controllers of a storage array: caches, RAID, snapshots, the journal, and the load that comes from elsewhere.
 *
 * Timing. A read that the write cache or the read cache holds takes the time of the cache; any other reads from the RAID. With a durable write cache a write
 * is done when the cache has all of it (`cacheTime`; an atomic one of several blocks commits with a second access); while there is no room for it, it waits,
 * first come first served. Rows go to the disks in the background: none while at most `destageLow` of the cache is used, all that are allowed from
 * `destageHigh` on, in proportion between. Without a durable cache a write is done when the disks have it, an atomic one of several blocks after its journal
 * has it too. The first write over a chunk after a snapshot copies the former content away (one read, one write of the RAID): before the write where there is
 * no durable cache, beside it where there is. Load from elsewhere comes as Poisson arrivals, straight to the RAID, evenly over all of it.
 *
 * Left out: locks between operations on the same row, destaging because the disks are idle, reading ahead in the array.
 */
import { assert } from '../../base/assert.ts';
import { exponentialNs, type Distribution } from '../../base/distributions.ts';
import type { IntMapState } from '../../base/intMap.ts';
import { LiveSampler } from '../../base/liveSampler.ts';
import type { RandomState, RandomStream } from '../../base/random.ts';
import type { Stateful } from '../../base/stateful.ts';
import { TransferOp } from '../device.ts';
import { IntFifo } from '../intFifo.ts';
import type { RaidGroup, RaidGroupState } from '../raid/raidGroup.ts';
import type { RowRuns } from '../raid/raidLevel.ts';
import { StationMeter, type StationMeterState } from '../stationMeter.ts';
import type { TimerHeap } from '../timerHeap.ts';
import { ArrayOpFlag, type ArrayOps } from './arrayOps.ts';
import { ArrayTimer } from './arrayTimer.ts';
import { ReadCache, type ReadCacheState } from './readCache.ts';
import { SnapshotChunks } from './snapshotChunks.ts';
import type { WriteCache, WriteCacheState } from './writeCache.ts';

export interface ArrayBackEndConfig {
  /** Bytes that the hosts see; behind them lie the journal and the copies of snapshots. */
  readonly sizeBytes: number;
  readonly cacheTime: Distribution;
  /** Null: none, or one that would lose its content. */
  readonly writeCache: WriteCache | null;
  readonly readCachePages: number;
  readonly pageBytes: number;
  readonly destagesMax: number;
  readonly destageLow: number;
  readonly destageHigh: number;
  /** Infinity: the array takes no snapshots by itself. */
  readonly snapshotIntervalNs: number;
  readonly snapshotChunkBytes: number;
  /** Mean time between two operations from elsewhere; Infinity: none. */
  readonly backgroundMeanNs: number;
  readonly backgroundReadRatio: number;
  readonly backgroundBytes: number;
}

export interface ArrayBackEndState {
  readonly group: RaidGroupState;
  readonly writeCache: WriteCacheState | null;
  readonly readCache: ReadCacheState;
  readonly chunks: IntMapState;
  readonly waiting: Float64Array;
  readonly roomMeter: StationMeterState;
  readonly destaging: number;
  readonly journalHeadBytes: number;
  readonly copyHeadBytes: number;
  readonly streams: readonly RandomState[];
  readonly cacheTime: Distribution;
  readonly background: readonly [number, boolean];
}

/** Of what on the RAID. An owner is the number of an operation or group times 16, plus this. */
const Owner = { Read: 0, Write: 1, Journal: 2, CopyRead: 3, CopyWrite: 4, Destage: 5, Background: 6, AsideRead: 7, AsideWrite: 8 } as const;
const OWNERS = 16;

export class ArrayBackEnd implements Stateful<ArrayBackEndState> {
  readonly group: RaidGroup;
  readonly cacheTime: LiveSampler;
  /** Writes that wait for room in the write cache. */
  readonly roomMeter = new StationMeter('waiting for the write cache', 1);
  readonly #config: ArrayBackEndConfig;
  readonly #ops: ArrayOps;
  readonly #timers: TimerHeap;
  readonly #writeCache: WriteCache | null;
  readonly #readCache: ReadCache;
  readonly #chunks: SnapshotChunks;
  readonly #cacheStream: RandomStream;
  readonly #backgroundStream: RandomStream;
  readonly #waiting = new IntFifo();
  readonly #runs: RowRuns;
  /** The area behind what the hosts see: its first half is the journal, its second the copies. */
  readonly #areaBytes: number;
  readonly #areaHalfBytes: number;
  /** Mean time between two operations from elsewhere, and whether the next one is drawn. */
  #backgroundMeanNs: number;
  #isBackgroundDue = false;
  #destaging = 0;
  #journalHeadBytes = 0;
  #copyHeadBytes = 0;

  constructor(
    config: ArrayBackEndConfig,
    group: RaidGroup,
    ops: ArrayOps,
    timers: TimerHeap,
    streams: { readonly cache: RandomStream; readonly background: RandomStream },
  ) {
    this.group = group;
    this.#config = config;
    this.#ops = ops;
    this.#timers = timers;
    this.#writeCache = config.writeCache;
    this.#readCache = new ReadCache(config.readCachePages, config.pageBytes);
    this.#chunks = new SnapshotChunks(config.snapshotIntervalNs, config.snapshotChunkBytes);
    this.#cacheStream = streams.cache;
    this.cacheTime = new LiveSampler(config.cacheTime, streams.cache);
    this.#backgroundStream = streams.background;
    const pagesPerRow = group.rowBytes / config.pageBytes;
    this.#runs = { count: 0, offsetBytes: new Float64Array(pagesPerRow), lengthBytes: new Float64Array(pagesPerRow) };
    this.#areaBytes = Math.ceil(config.sizeBytes / group.rowBytes) * group.rowBytes;
    this.#areaHalfBytes = Math.floor((group.capacityBytes - this.#areaBytes) / 2);
    assert(this.#areaHalfBytes >= group.rowBytes, 'an array has room for a journal and copies behind its data');
    this.#backgroundMeanNs = config.backgroundMeanNs;
    this.#drawBackground(0, 0);
  }

  /** An operation has passed the controllers. When it is over, the timer `Answer` says so. */
  begin(nowNs: number, op: number): void {
    const ops = this.#ops;
    const offsetBytes = ops.offsetBytes[op];
    const lengthBytes = ops.lengthBytes[op];
    if (ops.op[op] === TransferOp.Read) {
      const cache = this.#writeCache;
      const isHit = (cache !== null && cache.holds(offsetBytes, lengthBytes)) || this.#readCache.holds(offsetBytes, lengthBytes);
      if (isHit) this.#answer(nowNs + this.cacheTime.next(), op);
      else this.group.read(nowNs, offsetBytes, lengthBytes, op * OWNERS + Owner.Read);
      return;
    }
    this.#markCopy(nowNs, op);
    if (ops.op[op] === TransferOp.Discard) {
      this.#copyAside(nowNs, op);
      this.#answer(nowNs + this.cacheTime.next(), op);
      return;
    }
    if (this.#writeCache === null || this.#writeCache.pagesNeeded(offsetBytes, lengthBytes) > this.#writeCache.capacityPages) this.#writeThrough(nowNs, op);
    else if (this.#waiting.length > 0 || !this.#takeIn(nowNs, op, this.#writeCache)) {
      this.roomMeter.arrive(nowNs, TransferOp.Write, lengthBytes, 0);
      this.#ops.arrivedNs[op] = nowNs;
      this.#waiting.push(op);
      this.#destage(nowNs);
    }
  }

  /** Something on the RAID is due. */
  wake(nowNs: number): void {
    const group = this.group;
    group.wake(nowNs);
    for (let index = 0; index < group.doneCount; index += 1) this.#done(nowNs, group.doneOwners[index], group.doneFailed[index] !== 0);
    group.doneCount = 0;
  }

  /** An operation from elsewhere comes, and the next one is drawn. */
  background(nowNs: number): void {
    this.#isBackgroundDue = false;
    if (this.#backgroundMeanNs === Infinity) return;
    const { backgroundBytes, backgroundReadRatio } = this.#config;
    const stream = this.#backgroundStream;
    const isRead = stream.next() < backgroundReadRatio;
    const offsetBytes = stream.nextInt(Math.floor(this.group.capacityBytes / backgroundBytes)) * backgroundBytes;
    if (isRead) this.group.read(nowNs, offsetBytes, backgroundBytes, Owner.Background);
    else this.group.write(nowNs, offsetBytes, backgroundBytes, Owner.Background);
    this.#drawBackground(nowNs, 1);
  }

  /** Load from elsewhere comes at another rate from now on (the next operation, if one is due, comes when it was to). Infinity: none. */
  setBackgroundMeanNs(nowNs: number, meanNs: number): void {
    this.#backgroundMeanNs = meanNs;
    if (!this.#isBackgroundDue) this.#drawBackground(nowNs, 1);
  }

  #drawBackground(nowNs: number, leastNs: number): void {
    if (this.#backgroundMeanNs === Infinity) return;
    this.#timers.push(nowNs + Math.max(leastNs, exponentialNs(this.#backgroundMeanNs, this.#backgroundStream)), ArrayTimer.Background, 0);
    this.#isBackgroundDue = true;
  }

  save(): ArrayBackEndState {
    return {
      group: this.group.save(),
      writeCache: this.#writeCache === null ? null : this.#writeCache.save(),
      readCache: this.#readCache.save(),
      chunks: this.#chunks.save(),
      waiting: this.#waiting.save(),
      roomMeter: this.roomMeter.save(),
      destaging: this.#destaging,
      journalHeadBytes: this.#journalHeadBytes,
      copyHeadBytes: this.#copyHeadBytes,
      streams: [this.#cacheStream.save(), this.#backgroundStream.save()],
      cacheTime: this.cacheTime.save(),
      background: [this.#backgroundMeanNs, this.#isBackgroundDue],
    };
  }

  restore(state: ArrayBackEndState): void {
    this.group.restore(state.group);
    if (this.#writeCache !== null && state.writeCache !== null) this.#writeCache.restore(state.writeCache);
    this.#readCache.restore(state.readCache);
    this.#chunks.restore(state.chunks);
    this.#waiting.restore(state.waiting);
    this.roomMeter.restore(state.roomMeter);
    this.#destaging = state.destaging;
    this.#journalHeadBytes = state.journalHeadBytes;
    this.#copyHeadBytes = state.copyHeadBytes;
    this.#cacheStream.restore(state.streams[0]);
    this.#backgroundStream.restore(state.streams[1]);
    this.cacheTime.restore(state.cacheTime);
    [this.#backgroundMeanNs, this.#isBackgroundDue] = state.background;
  }

  #answer(atNs: number, op: number): void {
    this.#timers.push(atNs, ArrayTimer.Answer, op);
  }

  /** A piece of work on the RAID is over. */
  #done(nowNs: number, owner: number, failed: boolean): void {
    const subject = Math.floor(owner / OWNERS);
    const kind = owner - subject * OWNERS;
    if (kind === Owner.Background) return;
    if (kind === Owner.Destage) {
      this.#destaged(nowNs, subject, failed);
      return;
    }
    const ops = this.#ops;
    if (kind === Owner.AsideWrite || (kind === Owner.AsideRead && failed)) {
      ops.give(subject);
      return;
    }
    if (kind === Owner.AsideRead) {
      this.group.write(nowNs, this.#copyPlace(ops.copyLengthBytes[subject]), ops.copyLengthBytes[subject], subject * OWNERS + Owner.AsideWrite);
      return;
    }
    if (failed) {
      ops.flags[subject] |= ArrayOpFlag.Failed;
      this.#answer(nowNs, subject);
      return;
    }
    if (kind === Owner.CopyRead) {
      this.group.write(nowNs, this.#copyPlace(ops.copyLengthBytes[subject]), ops.copyLengthBytes[subject], subject * OWNERS + Owner.CopyWrite);
      ops.copyLengthBytes[subject] = 0;
    } else if (kind === Owner.Journal || kind === Owner.CopyWrite) this.#writeThrough(nowNs, subject);
    else {
      this.#readCache.takeIn(ops.offsetBytes[subject], ops.lengthBytes[subject]);
      this.#answer(nowNs, subject);
    }
  }

  /** The steps of a write that no durable cache takes: journal, copy, write. */
  #writeThrough(nowNs: number, op: number): void {
    const ops = this.#ops;
    if (ops.has(op, ArrayOpFlag.IsAtomic)) {
      ops.clear(op, ArrayOpFlag.IsAtomic);
      const lengthBytes = Math.min(ops.lengthBytes[op] + this.#config.pageBytes, this.#areaHalfBytes);
      if (this.#journalHeadBytes + lengthBytes > this.#areaHalfBytes) this.#journalHeadBytes = 0;
      this.group.write(nowNs, this.#areaBytes + this.#journalHeadBytes, lengthBytes, op * OWNERS + Owner.Journal);
      this.#journalHeadBytes += lengthBytes;
    } else if (ops.copyLengthBytes[op] > 0) this.group.read(nowNs, ops.copyFromBytes[op], ops.copyLengthBytes[op], op * OWNERS + Owner.CopyRead);
    else this.group.write(nowNs, ops.offsetBytes[op], ops.lengthBytes[op], op * OWNERS + Owner.Write);
  }

  /** Into the write cache, if there is room. */
  #takeIn(nowNs: number, op: number, cache: WriteCache): boolean {
    const ops = this.#ops;
    const needed = cache.pagesNeeded(ops.offsetBytes[op], ops.lengthBytes[op]);
    if (cache.usedPages + needed > cache.capacityPages) return false;
    cache.takeIn(ops.offsetBytes[op], ops.lengthBytes[op]);
    this.#copyAside(nowNs, op);
    const commitNs = ops.has(op, ArrayOpFlag.IsAtomic) ? this.cacheTime.next() : 0;
    this.#answer(nowNs + this.cacheTime.next() + commitNs, op);
    this.#destage(nowNs);
    return true;
  }

  #destaged(nowNs: number, group: number, failed: boolean): void {
    const cache = this.#writeCache;
    assert(cache !== null, 'what was destaged lay in a write cache');
    cache.endDestage(group, failed);
    this.#destaging -= 1;
    while (this.#waiting.length > 0) {
      const op = this.#waiting.first();
      if (!this.#takeIn(nowNs, op, cache)) break;
      this.#waiting.shift();
      this.roomMeter.leave(nowNs, this.#ops.arrivedNs[op]);
    }
    this.#destage(nowNs);
  }

  /** Sends rows on their way, as many as the level of the cache asks for. */
  #destage(nowNs: number): void {
    const cache = this.#writeCache;
    if (cache === null) return;
    const { destagesMax, destageLow, destageHigh } = this.#config;
    const level = cache.usedPages / cache.capacityPages;
    const share = this.#waiting.length > 0 ? 1 : (level - destageLow) / (destageHigh - destageLow);
    const allowed = share >= 1 ? destagesMax : Math.ceil(share * destagesMax);
    while (this.#destaging < allowed) {
      const group = cache.startDestage(this.#runs);
      if (group < 0) return;
      this.#destaging += 1;
      this.group.writeRow(nowNs, cache.rowOf(group), this.#runs, group * OWNERS + Owner.Destage);
    }
  }

  /** Notes the range that has to be copied away before this write. */
  #markCopy(nowNs: number, op: number): void {
    const ops = this.#ops;
    const offsetBytes = ops.offsetBytes[op];
    this.#chunks.mark(nowNs, offsetBytes, ops.lengthBytes[op]);
    let { fromBytes, untilBytes } = this.#chunks;
    if (ops.has(op, ArrayOpFlag.KeepsFormer)) {
      fromBytes = untilBytes === 0 ? offsetBytes : Math.min(fromBytes, offsetBytes);
      untilBytes = Math.max(untilBytes, offsetBytes + ops.lengthBytes[op]);
    }
    ops.copyFromBytes[op] = fromBytes;
    ops.copyLengthBytes[op] = Math.min(untilBytes - fromBytes, this.#areaHalfBytes);
  }

  /** The copy goes on by itself: nobody waits for it. */
  #copyAside(nowNs: number, op: number): void {
    const ops = this.#ops;
    const lengthBytes = ops.copyLengthBytes[op];
    if (lengthBytes === 0) return;
    const aside = ops.take();
    ops.copyLengthBytes[aside] = lengthBytes;
    ops.copyLengthBytes[op] = 0;
    this.group.read(nowNs, ops.copyFromBytes[op], lengthBytes, aside * OWNERS + Owner.AsideRead);
  }

  #copyPlace(lengthBytes: number): number {
    if (this.#copyHeadBytes + lengthBytes > this.#areaHalfBytes) this.#copyHeadBytes = 0;
    const placeBytes = this.#areaBytes + this.#areaHalfBytes + this.#copyHeadBytes;
    this.#copyHeadBytes += lengthBytes;
    return placeBytes;
  }
}
