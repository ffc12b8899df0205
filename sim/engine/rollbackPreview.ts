/** What a rollback would do, without doing it: which records it would walk, and where the versions are that it would bring back. Changes nothing. */
import type { EngineCore } from './core.ts';
import type { RefusalReason, RollbackTarget } from './protocol.ts';
import { PLACE_ARRAY, PLACE_NONE, RecordFlag } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';
import { resolveTarget } from './window.ts';

export interface RollbackPreview {
  /** Null: it would be done. */
  readonly refused: RefusalReason | null;
  /** Where the VM would stand. */
  readonly sequence: number;
  readonly recordsWalked: number;
  /** Blocks with another version than now. */
  readonly blocksRestored: number;
  /** Of these, by where the version is that would be current again; `none`: they would read as zeros. */
  readonly blocksByPlace: { readonly dram: number; readonly flash: number; readonly array: number; readonly snapshot: number; readonly none: number };
  /** Time for walking, without reads of the log, and without waiting for what is under way. */
  readonly walkNs: number;
}

const nothing = { dram: 0, flash: 0, array: 0, snapshot: 0, none: 0 };

/** O(records walked). */
export function previewRollback(core: EngineCore, vm: VmCache, target: RollbackTarget): RollbackPreview {
  const resolved = resolveTarget(vm, target);
  if (typeof resolved !== 'number') return { refused: resolved, sequence: vm.sequence, recordsWalked: 0, blocksRestored: 0, blocksByPlace: nothing, walkNs: 0 };
  const { log } = vm;
  const met = [new Set<number>(), new Set<number>()] as const;
  const blocksByPlace = { ...nothing };
  let recordsWalked = 0;
  // The record nearest the target wins: it is met first in this direction.
  for (let position = log.firstAfter(resolved); position < log.head; position++) {
    const at = log.at(position);
    const flags = log.flagsOf(at);
    if ((flags & (RecordFlag.Kept | RecordFlag.Dead)) !== RecordFlag.Kept) continue;
    recordsWalked++;
    const ofSpace = met[flags & RecordFlag.Memory];
    const before = ofSpace.size;
    ofSpace.add(log.blockOf(at));
    if (ofSpace.size > before) blocksByPlace[placeName(core, log.placeOf(at))]++;
  }
  const walkNs = recordsWalked * core.config.walkNsPerRecord;
  return { refused: null, sequence: resolved, recordsWalked, blocksRestored: met[0].size + met[1].size, blocksByPlace, walkNs };
}

function placeName(core: EngineCore, place: number): keyof RollbackPreview['blocksByPlace'] {
  if (place >= 0) return core.cells.isDram(place) ? 'dram' : 'flash';
  if (place === PLACE_ARRAY) return 'array';
  return place === PLACE_NONE ? 'none' : 'snapshot';
}
