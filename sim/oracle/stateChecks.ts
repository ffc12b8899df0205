/**
 * Looks at the whole state of a VM: where the engine says that each block is, and whether the right content is there; the window, the bookmarks, and
 * whether what the durable points promise is on flash or array.
 *
 * To be called when the commands of the last drain have been given to the content store. Costs O(blocks ever written).
 */
import { Space, spaceNames } from '../engine/protocol.ts';
import type { VmId } from '../engine/protocol.ts';
import { printStamp, zeroStamp } from './content.ts';
import type { OracleWorld } from './oracleWorld.ts';
import type { VmModel } from './vmModel.ts';

/** So many wrong blocks are reported of one look at one space. */
const wrongBlocksMax = 3;

/** Both spaces, block for block, against the model. `invariant` and `when` go into the messages. Returns how many blocks are wrong. */
export function checkContents(world: OracleWorld, vm: number, invariant: string, when: string): number {
  let wrong = 0;
  for (const space of [Space.Disk, Space.Memory]) {
    let reported = 0;
    const history = world.models[vm].spaces[space];
    for (const block of history.blocks()) {
      const at = world.engine.locate(vm as VmId, space, block);
      const { place, slot } = at;
      const stamp = world.store.stampAt(vm, block, at);
      const expected = history.stamp(block);
      if (world.store.damage.isAsExpected(stamp, expected)) continue;
      wrong++;
      if (++reported > wrongBlocksMax) continue;
      world.violations.add(
        invariant,
        `${when}: ${spaceNames[space]} block ${block} of VM ${vm} is ${place}${slot >= 0 ? ` ${slot}` : ''}, which holds ${printStamp(stamp)} instead of ` +
          `${printStamp(expected)} (version ${history.sequence(block)})`,
      );
    }
  }
  return wrong;
}

/** The array against the model, for the blocks whose version is not newer than `sequence`. `invariant` and `when` go into the messages. */
export function checkArray(world: OracleWorld, vm: number, invariant: string, when: string, sequence: number): void {
  const history = world.models[vm].spaces[Space.Disk];
  let reported = 0;
  for (const block of history.blocks()) {
    if (history.sequence(block) > sequence) continue;
    const stamp = world.store.array.rightStampOf(vm, block);
    if (stamp === history.stamp(block) || ++reported > wrongBlocksMax) continue;
    world.violations.add(
      invariant,
      `${when} the array holds ${printStamp(stamp)} of block ${block} of VM ${vm} instead of ${printStamp(history.stamp(block))}`,
    );
  }
}

/** So large a disk is not looked at after every commit. */
const arrayPointBlocksMax = 1024;

/** Is the array what the disk was at `sequence`, block for block? As far as that is still known. */
export function checkArrayPoint(world: OracleWorld, vm: number, sequence: number): void {
  const model = world.models[vm];
  const history = model.spaces[Space.Disk];
  if (history.blockCount > arrayPointBlocksMax || sequence > model.current || !isKnownStill(model, sequence)) return;
  let reported = 0;
  for (const block of history.blocks()) {
    const stamp = world.store.array.rightStampOf(vm, block);
    const expected = history.stampAt(block, sequence);
    if (stamp === expected || ++reported > wrongBlocksMax) continue;
    world.violations.add(
      'I7',
      `the array of VM ${vm} was committed at ${sequence}, but holds ${printStamp(stamp)} of block ${block} instead of ${printStamp(expected)}`,
    );
  }
}

function isKnownStill({ oldest, oldestOnFlash, durable, current, granularity }: VmModel, sequence: number): boolean {
  return granularity === 'every-write' && sequence >= Math.min(oldest, oldestOnFlash, durable[Space.Disk], current);
}

/** Window and bookmarks as the engine reports them, against what its notices said. */
export function checkWindow(world: OracleWorld, vm: number, nowNs: number): void {
  const model = world.models[vm];
  const { violations } = world;
  const window = world.engine.window(vm as VmId, nowNs);
  if (window.newestSequence !== model.current) violations.add('I6', `the window of VM ${vm} ends at ${window.newestSequence} instead of ${model.current}`);
  if (window.oldestSequence < model.oldest)
    violations.add('I6', `the window of VM ${vm} begins at ${window.oldestSequence}, but ${model.oldest} was said to be the oldest point`);
  const listed = world.engine.bookmarks(vm as VmId).filter((bookmark) => bookmark.state === 'valid');
  for (const { name, sequence } of listed) {
    const isSet = model.bookmarks.some((bookmark) => bookmark.name === name && bookmark.sequence === sequence);
    if (!isSet) violations.add('I6', `bookmark ${String(name)} at ${sequence} of VM ${vm} is listed as valid, but is not set`);
  }
  for (const bookmark of model.bookmarks) {
    if (bookmark.sequence < model.oldest)
      violations.add('I6', `bookmark ${String(bookmark.name)} at ${bookmark.sequence} of VM ${vm} outlives the window, which begins at ${model.oldest}`);
    const isListed = listed.some(({ name, sequence }) => bookmark.name === name && bookmark.sequence === sequence);
    // By the passing of time a bookmark may expire before the engine has said so.
    if (!isListed && bookmark.sequence >= window.oldestSequence) {
      violations.add('I6', `bookmark ${String(bookmark.name)} at ${bookmark.sequence} of VM ${vm} is set, but not listed as valid`);
    }
  }
}

/** Is every version that the durable points promise on flash or array, written to the end? O(blocks + flash slots). */
export function checkDurable(world: OracleWorld, vm: number): void {
  const model = world.models[vm];
  const { store, violations } = world;
  if (!model.hasFlash) return;
  const onFlash = new Set<number>();
  for (let slot = 0; slot < store.flash.slotCount; slot++) onFlash.add(store.flash.completed(slot, vm));
  for (const space of [Space.Disk, Space.Memory]) {
    let reported = 0;
    const durable = model.durable[space];
    for (const block of model.spaces[space].blocks()) {
      const stamp = model.spaces[space].stampAt(block, durable);
      if (stamp === zeroStamp || onFlash.has(stamp) || store.damage.has(stamp)) continue;
      if (space === Space.Disk && (store.array.rightStampOf(vm, block) === stamp || store.array.hasSnapshotOf(vm, block, stamp))) continue;
      if (++reported > wrongBlocksMax) continue;
      violations.add(
        'I9',
        `${spaceNames[space]} block ${block} of VM ${vm} at durable point ${durable}, ${printStamp(stamp)}, is neither on flash nor on the array`,
      );
    }
  }
}
