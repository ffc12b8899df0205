import type { ContentStore } from './contentStore.ts';

/** What an engine asks for that compares what it reads with what was written. */
export interface Checksums {
  slotChecksum(slot: number): number;
  arrayChecksum(vm: number, block: number): number;
  snapshotChecksum(vm: number, snapshot: number): number;
}

/** Of what flash and array hold. */
export function checksumsOf({ flash, array }: ContentStore): Checksums {
  return {
    slotChecksum: (slot) => flash.stampOf(slot),
    arrayChecksum: (vm, block) => array.stampOf(vm, block),
    snapshotChecksum: (vm, snapshot) => array.snapshotStamp(vm, snapshot, array.snapshot(vm, snapshot)?.block ?? -1),
  };
}
