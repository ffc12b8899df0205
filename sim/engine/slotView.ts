/**
 * The slots and the history of blocks for those who look on: counts, where a block is, a picture of all slots, what is in some of them, and the records of a block. Looking changes nothing.
 *
 * The picture goes by VM and tier, in the order of the slots' numbers, so many neighbours to a bin: its size is bounded whatever the size of the cache.
 */
import { DRAM, FLASH, Flag, Role } from './cells.ts';
import type { Tier } from './cells.ts';
import type { EngineCore } from './core.ts';
import { HeldPhase } from './heldVersions.ts';
import { INDEX_ABSENT, INDEX_NONE, indexToNode } from './locationIndex.ts';
import type { SlotCounts, Space, VmId } from './protocol.ts';
import { isLostPlace, LOST_SNAPSHOT, PLACE_ARRAY, PLACE_NONE, RecordFlag, snapshotOfPlace } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

/** Where the current version of a block is. */
export interface BlockLocation {
  readonly place: 'dram' | 'flash' | 'array' | 'snapshot' | 'none' | 'lost';
  /** Slot within the tier, or the snapshot's number; −1 for array, none and lost: damaged flash had the only copy. */
  readonly slot: number;
  readonly isDirty: boolean;
}

/** By their numbers, which are those of the roles of cells. */
export const slotStates = ['free', 'in flight', 'current, clean', 'current, dirty', 'previous', 'redo'] as const;

/** The slots of one VM in one tier. */
export interface SlotStrip {
  readonly tier: 'dram' | 'flash';
  /** −1: the reserve, of slots that no VM has. */
  readonly vm: number;
  readonly slots: number;
  /** Neighbours in one bin; the last may have fewer. */
  readonly slotsPerBin: number;
  /** By bin, the most frequent state in it: an index into `slotStates`. What is in use goes before what is free where both are as many. */
  readonly states: Uint8Array;
  /** By bin, that state's share of it: 1 … 255. */
  readonly shares: Uint8Array;
}

export interface SlotListing {
  readonly slot: number;
  /** Index into `slotStates`. */
  readonly state: number;
  readonly space: Space;
  /** −1: none. */
  readonly block: number;
  /** Of the write; 0 where it is not known (filled from the array). */
  readonly sequence: number;
}

/** A version that was superseded and can be brought back, or that a rollback took away. */
export interface BlockVersion {
  /** When and by which write it was superseded. */
  readonly timeNs: number;
  readonly sequence: number;
  readonly place: BlockLocation['place'];
  readonly slot: number;
  readonly isRedo: boolean;
}

export interface BlockHistory {
  readonly current: BlockLocation;
  /** Of the write that made it; 0 where it is not known. */
  readonly currentSequence: number;
  /** Newest first. */
  readonly versions: readonly BlockVersion[];
  /** Older ones that are left out. */
  readonly leftOut: number;
}

const roleCount = 6;

export function slotCounts(core: EngineCore, vm: VmId, tier: 'dram' | 'flash'): SlotCounts {
  const { cells } = core;
  const number = tier === 'dram' ? DRAM : FLASH;
  const { resizing, portion } = core.vms[vm];
  // Free as soon as the log on flash has been told.
  const retired = tier === 'flash' ? core.vms[vm].retired : 0;
  const given = resizing === null ? 0 : (tier === 'dram' ? resizing.dramGiven : resizing.flashGiven).length;
  const held = heldOnly(core, core.vms[vm], number);
  return {
    free: cells.count(vm, number, Role.Free) + retired - given,
    inFlight: cells.count(vm, number, Role.InFlight) - retired + given - held,
    currentClean: cells.count(vm, number, Role.Clean),
    currentDirty: cells.count(vm, number, Role.Dirty),
    previous: cells.count(vm, number, Role.Previous) + held,
    redo: cells.count(vm, number, Role.Redo),
    total: tier === 'dram' ? portion.dramBlocks : portion.flashBlocks,
  };
}

/** Superseded versions that only the promise of their policy keeps: no record names them, no command is on them. */
function heldOnly({ cells }: EngineCore, { heldVersions }: VmCache, tier: Tier): number {
  if (heldVersions === null) return 0;
  const holds = new Map<number, number>();
  for (const { cell, phase } of heldVersions.queue) {
    const isOfTier = cell >= 0 && phase === HeldPhase.Waiting && cells.isDram(cell) === (tier === DRAM);
    if (isOfTier && cells.roleOf(cell) === Role.InFlight) holds.set(cell, (holds.get(cell) ?? 0) + 1);
  }
  let count = 0;
  for (const [cell, pins] of holds) if (cells.pinsOf(cell) === pins) count++;
  return count;
}

/** Where it has a place in both tiers, the one in DRAM. A place whose data is still on its way is not named. */
export function locateBlock({ cells, vms }: EngineCore, vm: VmId, space: Space, block: number): BlockLocation {
  const value = vms[vm].index[space].get(block);
  if (value >= 0) {
    if ((cells.flagsOf(value) & Flag.Filling) !== 0) return { place: 'array', slot: -1, isDirty: false };
    return { place: cells.isDram(value) ? 'dram' : 'flash', slot: cells.slot(value), isDirty: cells.roleOf(value) === Role.Dirty };
  }
  if (value === INDEX_ABSENT) return { place: space === 0 ? 'array' : 'none', slot: -1, isDirty: false };
  if (value === INDEX_NONE) return { place: 'none', slot: -1, isDirty: false };
  const snapshot = vms[vm].dirty.snapshotOf(indexToNode(value));
  if (snapshot === LOST_SNAPSHOT) return { place: 'lost', slot: -1, isDirty: true };
  return snapshot >= 0 ? { place: 'snapshot', slot: snapshot, isDirty: true } : { place: 'none', slot: -1, isDirty: true };
}

/** All slots, at most about `binsMax` bins together. O(slots). */
export function slotStrips(core: EngineCore, binsMax: number): SlotStrip[] {
  const { cells, vms } = core;
  const slotsPerBin = Math.max(1, Math.ceil(cells.cellCount / binsMax));
  const owners = vms.length + 1;
  const sizes = new Int32Array(owners * 2);
  for (let cell = 0; cell < cells.cellCount; cell++) sizes[cells.vmOf(cell) * 2 + (cells.isDram(cell) ? DRAM : FLASH)]++;
  const strips: SlotStrip[] = [];
  const counting: BinCounter[] = [];
  for (let owner = 0; owner < owners; owner++) {
    for (const tier of [DRAM, FLASH]) {
      const slots = sizes[owner * 2 + tier];
      const bins = Math.ceil(slots / slotsPerBin);
      const strip = { slots, slotsPerBin, states: new Uint8Array(bins), shares: new Uint8Array(bins) };
      counting.push(new BinCounter(strip));
      if (slots > 0) strips.push({ tier: tier === DRAM ? 'dram' : 'flash', vm: owner === vms.length ? -1 : owner, ...strip });
    }
  }
  for (let cell = 0; cell < cells.cellCount; cell++) counting[cells.vmOf(cell) * 2 + (cells.isDram(cell) ? DRAM : FLASH)].add(cells.roleOf(cell));
  for (const counter of counting) counter.end();
  return strips;
}

/** Fills the bins of a strip, one slot after the other. */
class BinCounter {
  readonly #strip: Pick<SlotStrip, 'slotsPerBin' | 'states' | 'shares'>;
  readonly #counts = new Int32Array(roleCount);
  #inBin = 0;
  #bin = 0;

  constructor(strip: Pick<SlotStrip, 'slotsPerBin' | 'states' | 'shares'>) {
    this.#strip = strip;
  }

  add(role: number): void {
    this.#counts[role]++;
    this.#inBin++;
    if (this.#inBin === this.#strip.slotsPerBin) this.end();
  }

  end(): void {
    if (this.#inBin === 0) return;
    let most = 0;
    for (let role = 1; role < roleCount; role++) if (this.#counts[role] > 0 && this.#counts[role] >= this.#counts[most]) most = role;
    this.#strip.states[this.#bin] = most;
    this.#strip.shares[this.#bin] = Math.max(1, Math.round((255 * this.#counts[most]) / this.#inBin));
    this.#bin++;
    this.#inBin = 0;
    this.#counts.fill(0);
  }
}

/** What is in `count` slots of a VM's strip, from its `from`-th on. O(slots). */
export function listSlots(
  { cells, vms }: EngineCore,
  place: { readonly vm: number; readonly tier: 'dram' | 'flash' },
  from: number,
  count: number,
): SlotListing[] {
  const owner = place.vm < 0 ? vms.length : place.vm;
  const start = place.tier === 'dram' ? 0 : cells.dramCells;
  const end = place.tier === 'dram' ? cells.dramCells : cells.cellCount;
  const found: SlotListing[] = [];
  let seen = 0;
  for (let cell = start; cell < end && found.length < count; cell++) {
    if (cells.vmOf(cell) !== owner) continue;
    if (seen++ < from) continue;
    const state = cells.roleOf(cell);
    const isEmpty = state === Role.Free || state === Role.InFlight;
    found.push({
      slot: cells.slot(cell),
      state,
      space: cells.spaceOf(cell) as Space,
      block: isEmpty ? -1 : cells.blockOf(cell),
      sequence: isEmpty ? 0 : cells.sequenceOf(cell),
    });
  }
  return found;
}

/** The records of a block that are in the log, at most `versionsMax`. O(records of the VM). */
export function blockHistory(core: EngineCore, vm: VmId, space: Space, block: number, versionsMax: number): BlockHistory {
  const { cells } = core;
  const { index, log } = core.vms[vm];
  const isMemory = space === 0 ? 0 : RecordFlag.Memory;
  const versions: BlockVersion[] = [];
  let leftOut = 0;
  for (let position = log.end - 1; position >= log.tail; position--) {
    const at = log.at(position);
    const flags = log.flagsOf(at);
    if (log.blockOf(at) !== block || (flags & RecordFlag.Memory) !== isMemory || (flags & (RecordFlag.Dead | RecordFlag.Kept)) !== RecordFlag.Kept) continue;
    if (versions.length === versionsMax) leftOut++;
    else versions.push({ timeNs: log.timeNsOf(at), sequence: log.sequenceOf(at), ...placeOf(core, log.placeOf(at)), isRedo: position >= log.head });
  }
  const value = index[space].get(block);
  return { current: locateBlock(core, vm, space, block), currentSequence: value >= 0 ? cells.sequenceOf(value) : 0, versions, leftOut };
}

function placeOf({ cells }: EngineCore, place: number): Pick<BlockVersion, 'place' | 'slot'> {
  if (place >= 0) return { place: cells.isDram(place) ? 'dram' : 'flash', slot: cells.slot(place) };
  if (place === PLACE_ARRAY) return { place: 'array', slot: -1 };
  if (isLostPlace(place)) return { place: 'lost', slot: -1 };
  return place === PLACE_NONE ? { place: 'none', slot: -1 } : { place: 'snapshot', slot: snapshotOfPlace(place) };
}
