/**
 * What must hold of the whole state between two calls (I1–I3, and the bookkeeping that the fast paths keep up as they go). For tests, the end of every run,
 * and whoever asks; O(portions + logs).
 */
import { assert } from '../base/assert.ts';
import { DRAM, FLASH, Flag, Role } from './cells.ts';
import type { Tier } from './cells.ts';
import type { EngineCore } from './core.ts';
import { indexToNode } from './locationIndex.ts';
import { RecordFlag } from './undoLog.ts';
import type { VmCache } from './vmCache.ts';

export function verifyInvariants(core: EngineCore): void {
  verifyCounts(core);
  const references = new Int32Array(core.cells.cellCount);
  for (const vm of core.vms) {
    verifyIndex(core, vm, references);
    verifyLog(core, vm, references);
    verifyVolatile(core, vm);
  }
  verifyCells(core, references);
}

/** I3: the roles add up to the portions, and the free slots are those with role free. */
function verifyCounts(core: EngineCore): void {
  const { cells } = core;
  const counted = new Int32Array(cells.counts.length);
  const unbacked = new Int32Array(cells.unbacked.length);
  for (let cell = 0; cell < cells.cellCount; cell++) {
    const tier = cells.isDram(cell) ? DRAM : FLASH;
    counted[(cells.vmOf(cell) * 2 + tier) * 6 + cells.roleOf(cell)]++;
    if (tier === DRAM && cells.roleOf(cell) === Role.Dirty && cells.twinOf(cell) < 0) unbacked[cells.vmOf(cell)]++;
  }
  assert(
    counted.every((count, i) => count === cells.counts[i]),
    'I3: slots by state are counted right',
  );
  assert(
    unbacked.every((count, i) => count === cells.unbacked[i]),
    'versions without a backup are counted right',
  );
  for (const vm of core.vms) {
    verifyPortion(core, vm, DRAM, vm.portion.dramBlocks, vm.resizing?.dramGiven.length ?? 0);
    verifyPortion(core, vm, FLASH, vm.portion.flashBlocks, vm.resizing?.flashGiven.length ?? 0);
  }
}

function verifyPortion(core: EngineCore, vm: VmCache, tier: Tier, size: number, given: number): void {
  let total = 0;
  for (let role = 0; role < 6; role++) total += core.cells.count(vm.id, tier, role as Role);
  assert(total === size, 'I3: the slots of a portion add up');
  assert(core.free(tier).freeCounts[vm.id] + given === core.cells.count(vm.id, tier, Role.Free), 'I3: free slots are those that nobody holds');
}

/** Every current version is where the index says, and nothing else is current. */
function verifyIndex(core: EngineCore, vm: VmCache, references: Int32Array): void {
  const { cells } = core;
  let dirtyCells = 0;
  for (const space of [0, 1] as const) {
    vm.index[space].forEach((block, value) => {
      if (value < 0) {
        if (value <= indexToNode(0))
          assert(vm.dirty.cellOf(indexToNode(value)) < 0 && vm.dirty.blockOf(indexToNode(value)) === block, 'a node without a cell is its block');
        return;
      }
      assert(cells.vmOf(value) === vm.id, 'I1: the index of a VM names slots of its portion');
      assert(cells.blockOf(value) === block && cells.spaceOf(value) === space, 'the index names the slot that holds the block');
      assert(cells.roleOf(value) === Role.Clean || cells.roleOf(value) === Role.Dirty, 'what the index names is current');
      references[value]++;
      const twin = cells.twinOf(value);
      if (twin >= 0) {
        assert(cells.isDram(value) && !cells.isDram(twin), 'the index names DRAM first');
        references[twin]++;
      }
      if (space === 0 && cells.roleOf(value) === Role.Dirty) {
        const node = cells.auxOf(value);
        assert(node >= 0 && vm.dirty.isInUse(node) && vm.dirty.cellOf(node) === value && vm.dirty.blockOf(node) === block, 'a dirty block has its node');
        dirtyCells++;
      }
    });
  }
  let nodes = 0;
  let cellless = 0;
  vm.dirty.forEach((node) => {
    nodes++;
    if (vm.dirty.cellOf(node) < 0) cellless++;
  });
  assert(nodes === vm.dirty.count && nodes - cellless === dirtyCells, 'dirty blocks are counted right');
}

/** Every record that lives refers to a version of its own. */
function verifyLog(core: EngineCore, vm: VmCache, references: Int32Array): void {
  const { cells } = core;
  const { log } = vm;
  assert(
    log.tail <= log.expired && log.expired <= log.head && log.tail <= log.settled && log.settled <= log.head && log.head <= log.end,
    'the log is in order',
  );
  let [kept, live, dead, settledFlash, expiredFlash, before] = [0, 0, 0, 0, 0, -1];
  for (let position = log.tail; position < log.end; position++) {
    const at = log.at(position);
    const flags = log.flagsOf(at);
    assert(log.sequenceOf(at) >= before, 'the log is in sequence order');
    before = log.sequenceOf(at);
    if ((flags & RecordFlag.Dead) !== 0) {
      dead++;
      continue;
    }
    const place = log.placeOf(at);
    if (place >= 0) {
      assert(cells.vmOf(place) === vm.id, 'I1: the log of a VM names slots of its portion');
      assert(cells.blockOf(place) === log.blockOf(at), 'I2: a record names a slot that holds its block');
      assert(cells.roleOf(place) === (position < log.head ? Role.Previous : Role.Redo), 'what the log names is previous, what the redo names is redo');
      references[place]++;
      if (cells.twinOf(place) >= 0) references[cells.twinOf(place)]++;
    }
    if ((flags & RecordFlag.Kept) === 0) continue;
    kept++;
    if (position >= log.expired && position < log.head) live++;
    if (place >= cells.dramCells && position < log.settled) settledFlash++;
    if (place >= cells.dramCells && position < log.expired) expiredFlash++;
  }
  assert(kept === log.keptCount && dead === log.deadCount && live === vm.liveKept, 'records are counted right');
  assert(settledFlash === vm.settledFlash && expiredFlash === vm.expiredFlash, 'flash of records is counted right');
}

function verifyVolatile(core: EngineCore, vm: VmCache): void {
  const { cells } = core;
  for (const list of vm.volatile) {
    let count = 0;
    let key = 0;
    list.forEach((cell, next) => {
      assert((cells.flagsOf(cell) & Flag.Volatile) !== 0 && cells.vmOf(cell) === vm.id, 'volatile versions are marked');
      assert(next >= key, 'volatile versions are in order');
      key = next;
      count++;
    });
    assert(count === list.count, 'volatile versions are counted right');
  }
}

/** I2, I3: whatever holds a version is referred to exactly once; what is free or in flight, not at all. */
function verifyCells(core: EngineCore, references: Int32Array): void {
  const { cells } = core;
  for (let cell = 0; cell < cells.cellCount; cell++) {
    const role = cells.roleOf(cell);
    const isHeld = role !== Role.Free && role !== Role.InFlight;
    assert(references[cell] === (isHeld ? 1 : 0), 'I2: a slot is referred to once if it holds a version, else not at all');
    if (role === Role.Free) assert(cells.pinsOf(cell) === 0 && cells.flagsOf(cell) === 0 && cells.twinOf(cell) < 0, 'a free slot is used by nobody');
    const twin = cells.twinOf(cell);
    if (twin < 0) continue;
    assert(cells.twinOf(twin) === cell && cells.roleOf(twin) === role && cells.sequenceOf(twin) === cells.sequenceOf(cell), 'two places of one version agree');
    assert(cells.vmOf(twin) === cells.vmOf(cell) && cells.blockOf(twin) === cells.blockOf(cell), 'I1: both places of a version are in one portion');
  }
}
