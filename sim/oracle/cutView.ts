/**
 * What flash and array would hold after a power cut, while the run goes on as if there had been none: for looking at what recovery makes of it. Only the log's
 * bytes are changed for that time, and put back (`during`).
 */
import { eitherSettled } from '../base/settled.ts';
import type { Settled } from '../base/settled.ts';
import { isReadable, lostStamp, zeroStamp } from './content.ts';
import type { DamagedContents } from './damagedContents.ts';
import { checksumsOf } from './checksums.ts';
import type { Checksums } from './checksums.ts';
import type { ContentStore } from './contentStore.ts';
import type { LocatedVersion } from './engineReader.ts';
import type { PowerCut } from './powerCut.ts';

/** Where the contents of an engine's places are looked up. */
export interface Contents {
  stampAt(vm: number, block: number, at: LocatedVersion): number;
  arrayStamp(vm: number, block: number): number;
  readonly damage: DamagedContents;
}

export class CutView implements Contents {
  private readonly store: ContentStore;
  private readonly cut: PowerCut;
  private readonly covered: { readonly offset: number; readonly bytes: Uint8Array }[] = [];

  constructor(store: ContentStore, cut: PowerCut) {
    this.store = store;
    this.cut = cut;
  }

  /** As of the store. */
  checksums(): Checksums {
    return {
      ...checksumsOf(this.store),
      slotChecksum: (slot) => this.cut.slots.get(slot) ?? this.store.flash.stampOf(slot),
      arrayChecksum: (vm, block) => this.arrayStamp(vm, block),
    };
  }

  arrayStamp(vm: number, block: number): number {
    return this.cut.disks[vm].get(block) ?? this.store.arrayStamp(vm, block);
  }

  /** What the array would know of the log. */
  get settled(): Settled {
    return eitherSettled(this.store.array.settled, this.cut.settled);
  }

  snapshotNumbers(vm: number): ReadonlySet<number> {
    const numbers = new Set(this.store.snapshotNumbers(vm));
    for (const snapshot of this.cut.lostSnapshots[vm]) numbers.delete(snapshot);
    return numbers;
  }

  stampAt(vm: number, block: number, at: LocatedVersion): number {
    if (at.place === 'flash') return this.cut.slots.get(at.slot) ?? this.store.flash.rightStampOf(at.slot);
    if (at.place === 'lost') return lostStamp;
    if (at.place === 'array') return this.cut.disks[vm].get(block) ?? this.store.array.rightStampOf(vm, block);
    if (at.place === 'snapshot') return this.store.array.rightSnapshotStamp(vm, at.slot, block);
    return zeroStamp;
  }

  get damage(): DamagedContents {
    return this.store.damage;
  }

  /** Runs `body` with the log as the cut leaves it. */
  during<T>(body: () => T): T {
    try {
      for (const { offset, bytes } of this.cut.log) this.writeLog(offset, bytes);
      return body();
    } finally {
      for (let covered = this.covered.pop(); covered !== undefined; covered = this.covered.pop()) this.store.log?.set(covered.bytes, covered.offset);
    }
  }

  /** Until the end of `during`. */
  writeLog(offset: number, bytes: Uint8Array): void {
    const { log } = this.store;
    if (log === null) return;
    this.covered.push({ offset, bytes: log.slice(offset, offset + bytes.length) });
    this.store.writeLog(offset, bytes);
  }
}

/** What a server without flash finds on the array of a block: a torn one is taken to be zeros. */
export function arrayContent(contents: Contents, vm: number, block: number): number {
  const stamp = contents.arrayStamp(vm, block);
  return isReadable(stamp) ? stamp : zeroStamp;
}
