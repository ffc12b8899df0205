/**
 * Damage at rest. To flash: single bits the other way round, and runs of 4 KiB that hold something else, anywhere in slots, log and superblocks. To the array: blocks that
 * the server has written, and snapshots. Counts what was hit, and what recovery said of it.
 */
import { ringStartBytes, superblockBytes, unitBytes } from '../../sim/engine/logFormat.ts';
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
const usedBytes = 68;
/** So many blocks are looked at for one that the server has written. */
const arrayTries = 16;

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
  /** By recoveries: segments that were named as damaged, VMs whose cache was lost, superblocks; and damage to the newest segments, which nothing told of. */
  damagedSegments = 0;
  cachesLost = 0;
  damagedSuperblocks = 0;
  tailHits = 0;
  /** VMs that came back at an earlier point for that; of those, where something that had been answered was gone. */
  tailLosses = 0;
  answeredLost = 0;
  /** Recoveries that found nothing of the log. */
  unreadable = 0;
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
    store.damage.isLogHit = true;
    if (isSuperblock) this.superblockHits++;
    else this.logHits++;
    return true;
  }

  recovered({ damagedSegments, damagedSuperblocks, vms }: RecoveryReport, tailLosses: number): void {
    this.damagedSegments += damagedSegments.length;
    this.damagedSuperblocks += damagedSuperblocks;
    this.cachesLost += vms.filter(({ isCacheLost }) => isCacheLost).length;
    if (damagedSuperblocks === 2 && damagedSegments.length === 1) this.unreadable++;
    if (tailLosses > 0) this.tailHits++;
    this.tailLosses += tailLosses;
  }
}
