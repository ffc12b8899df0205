/** Damage to what the array holds of a disk block, or has in a snapshot of it. */
import { CommandKind } from '../engine/protocol.ts';
import type { VmId } from '../engine/protocol.ts';
import { isArrayCommand } from './commandInFlight.ts';
import type { ContentStore } from './contentStore.ts';
import type { EngineReader } from './engineReader.ts';

/** Only where the engine would notice: what the server never wrote it has to trust. With a number the snapshot. False where there is nothing to be damaged just now. */
export function damageArray(store: ContentStore, engine: EngineReader, vm: number, block: number, snapshot = -1): boolean {
  if (isInUse(store, vm, block, snapshot) || !engine.isArrayChecked(vm as VmId, block, snapshot)) return false;
  return snapshot < 0 ? store.damage.strikeArray(vm, block) : store.damage.strikeSnapshot(vm, snapshot);
}

/** Is a command under way that reads or writes the block on the array, or the snapshot? */
function isInUse(store: ContentStore, vm: number, block: number, snapshot: number): boolean {
  for (const flight of store.flights()) {
    if (flight.vm !== vm || !isArrayCommand(flight.kind)) continue;
    if (flight.kind === CommandKind.CommitArray ? flight.blocks.includes(block) : block >= flight.block && block < flight.block + flight.blockCount)
      return true;
    if (snapshot >= 0 && flight.snapshot === snapshot) return true;
  }
  return false;
}
