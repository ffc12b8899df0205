/**
 * Damage at rest. To flash: single bits the other way round, and runs of 4 KiB that hold something else, anywhere in slots, log and superblocks. To the array: blocks that
 * the server has written, and snapshots. Counts what was hit, and what recovery said of it.
 */
import { ringStartBytes, segmentMagic, superblockBytes, unitBytes } from '../../sim/engine/logFormat.ts';
import type { EngineConfig } from '../../sim/engine/protocol.ts';
import type { RecoveryReport } from '../../sim/engine/recovery/recoverEngine.ts';
import { damageArray } from '../../sim/oracle/damageArray.ts';
import type { EngineReader } from '../../sim/oracle/engineReader.ts';
import type { ContentStore } from '../../sim/oracle/contentStore.ts';
import { item } from '../support/item.ts';
import type { StepRandom } from './stepRandom.ts';

const runBytes = 4096;
/** Where the bytes of the superblocks are that say something. */
const superblockPlaces = [0, 2 * superblockBytes - unitBytes];
const usedBytes = 64;
/** So many blocks are looked at for one that the server has written. */
const arrayTries = 16;
/** So many of the newest segments are remembered. */
const rememberedMax = 512;

export class FlashDamages {
  bits = 0;
  runs = 0;
  /** What they hit: slots in use, bytes of the log's ring, of its superblocks. */
  slots = 0;
  logHits = 0;
  superblockHits = 0;
  /** Blocks and snapshots of the array. */
  arrayBlocks = 0;
  arraySnapshots = 0;
  /** Requests that were answered as lost. */
  answeredAsLost = 0;
  /** By recoveries: segments that were named as damaged, VMs whose cache was lost, superblocks; and damage to the newest segments, which can't be seen. */
  damagedSegments = 0;
  cachesLost = 0;
  damagedSuperblocks = 0;
  tailHits = 0;
  /** Recoveries that found nothing of the log. */
  unreadable = 0;
  /** Numbers of the units of the log that are damaged. */
  private readonly units = new Set<number>();
  /** The newest segments that are durable, by number: first and last unit. */
  private readonly segments = new Map<number, readonly [number, number]>();

  /** The run ends: what there is can't be judged any more. */
  get isOver(): boolean {
    return this.tailHits + this.unreadable > 0;
  }

  /** One bit, or one run. */
  strike(store: ContentStore, random: StepRandom): void {
    const isRun = random.chance(0.3);
    const isHit = random.chance(0.6) ? this.strikeSlots(store, random, isRun) : this.strikeLog(store, random, isRun);
    if (!isHit) return;
    if (isRun) this.runs++;
    else this.bits++;
  }

  /** A block of the array that the server has written, or a snapshot. */
  strikeArray(store: ContentStore, engine: EngineReader, { vms }: EngineConfig, random: StepRandom): void {
    const vm = random.nextInt(vms.length);
    if (random.chance(0.5)) {
      for (const snapshot of store.array.snapshotNumbers(vm)) {
        if (!damageArray(store, engine, vm, store.array.snapshot(vm, snapshot)?.block ?? 0, snapshot)) continue;
        this.arraySnapshots++;
        return;
      }
    }
    for (let tries = 0; tries < arrayTries; tries++) {
      if (!damageArray(store, engine, vm, random.nextInt(item(vms, vm).diskBlocks))) continue;
      this.arrayBlocks++;
      return;
    }
  }

  private strikeSlots(store: ContentStore, random: StepRandom, isRun: boolean): boolean {
    const first = random.nextInt(store.flash.slotCount);
    let hit = store.damage.strike(first) ? 1 : 0;
    // A run need not begin where a slot does.
    if (isRun && random.chance(0.9) && first + 1 < store.flash.slotCount && store.damage.strike(first + 1)) hit++;
    this.slots += hit;
    return hit > 0;
  }

  private strikeLog(store: ContentStore, random: StepRandom, isRun: boolean): boolean {
    const { log, logWrittenBytes } = store;
    if (log === null) return false;
    const isSuperblock = random.chance(0.1);
    const from = isSuperblock
      ? random.pick(superblockPlaces) + random.nextInt(usedBytes)
      : ringStartBytes + random.nextInt(Math.max(1, logWrittenBytes - ringStartBytes));
    const to = Math.min(log.length, from + (isRun ? runBytes : 1));
    if (isRun) for (let at = from; at < to; at++) log[at] = random.nextInt(256);
    else log[from] = (log[from] ?? 0) ^ (1 << random.nextInt(8));
    for (let unit = Math.floor(from / unitBytes); unit * unitBytes < to; unit++) this.units.add(unit);
    store.damage.isLogHit = true;
    if (isSuperblock) this.superblockHits++;
    else this.logHits++;
    return true;
  }

  /** What was damaged there is written over. */
  written(offset: number, bytes: Uint8Array): void {
    const first = Math.floor(offset / unitBytes);
    const end = first + Math.floor(bytes.length / unitBytes);
    for (let unit = first; unit < end; unit++) this.units.delete(unit);
    if (bytes.length < unitBytes) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (view.getUint32(0, true) !== segmentMagic) return;
    const number = view.getFloat64(8, true);
    this.segments.set(number, [first, end - 1]);
    this.segments.delete(number - rememberedMax);
  }

  /** Is one of the segments damaged that are durable, but that no later one calls so? */
  isTailHit(settledBelow: number): boolean {
    for (const [number, [first, last]] of this.segments) {
      if (number < settledBelow) continue;
      for (let unit = first; unit <= last; unit++) if (this.units.has(unit)) return true;
    }
    return false;
  }

  recovered({ damagedSegments, damagedSuperblocks, vms }: RecoveryReport, isTailHit: boolean): void {
    this.damagedSegments += damagedSegments.length;
    this.damagedSuperblocks += damagedSuperblocks;
    this.cachesLost += vms.filter(({ isCacheLost }) => isCacheLost).length;
    if (isTailHit) this.tailHits++;
  }
}
