/**
 * What recovery makes of a crash, against the history: each space is what it was at the point that recovery names, block for block; nothing that was promised
 * is missing; the bookmarks that were answered are there. Afterwards the history goes on from there.
 *
 * A rollback that was under way may be done or never begun: where the state as it was does not fit, the state as it was going to be is tried. Without flash
 * there are no points: each block is what the array holds, and that is at least as new as what was flushed.
 */
import { Space, spaceNames } from '../engine/protocol.ts';
import type { VmId } from '../engine/protocol.ts';
import { isReadable, printStamp, zeroStamp } from './content.ts';
import type { OracleWorld } from './oracleWorld.ts';
import type { BookmarkModel } from './vmModel.ts';

/** Where recovery says that a VM is. */
export interface RecoveredTo {
  /** Disk and memory: every write up to it is there, and none after. */
  readonly points: readonly [number, number];
  readonly sequence: number;
}

/** A rollback or undo that was under way: where the VM may be instead of where it is by the notices. */
export interface PendingTurn {
  readonly vm: number;
  readonly sequence: number;
}

export interface CrashFigures {
  crashes: number;
  /** Rollbacks and undos under way at a crash that were found done, and never begun. */
  turnsDone: number;
  turnsUndone: number;
  bookmarksFound: number;
  lostWrites: number;
}

const wrongMax = 3;

/** To be called when the recovered engine is in its place. */
export function checkRecovery(
  world: OracleWorld,
  vm: number,
  to: RecoveredTo,
  turns: readonly PendingTurn[],
  isAnswered: IsAnswered,
  figures: CrashFigures,
): void {
  const model = world.models[vm];
  if (!model.hasFlash) {
    recoverFromArray(world, vm);
    return;
  }
  let found = faults(world, vm, to, isAnswered);
  const turn = turns.find((pending) => pending.vm === vm && pending.sequence < model.current);
  if (turn !== undefined && found.length > 0) {
    const before = model.save();
    model.rollBack(turn.sequence);
    const instead = faults(world, vm, to, isAnswered);
    if (instead.length === 0) {
      found = instead;
      figures.turnsDone++;
    } else {
      model.restore(before);
    }
  } else if (turn !== undefined) {
    figures.turnsUndone++;
  }
  for (const text of found) world.violations.add('I9', `after a crash ${text}`);
  model.spaces.forEach((space, i) => (figures.lostWrites += space.countWritesAfter(to.points[i])));
  const bookmarks = listed(world, vm);
  figures.bookmarksFound += bookmarks.length;
  const { oldestSequence } = world.engine.window(vm as VmId, 0);
  const oldest = model.granularity === 'every-write' ? Math.min(Math.max(oldestSequence, model.oldestOnFlash), model.oldest) : model.oldestOnFlash;
  model.recover(to.sequence, to.points, bookmarks, oldest);
}

/** Was the bookmark of this name at this sequence of the VM answered? */
export type IsAnswered = (vm: number, name: string, sequence: number) => boolean;

function listed(world: OracleWorld, vm: number): BookmarkModel[] {
  const valid = world.engine.bookmarks(vm as VmId).filter((bookmark) => bookmark.state === 'valid');
  return valid.map(({ name, sequence, timeNs }) => ({ name, sequence, timeNs }));
}

/** What does not fit, in words; at most a few of each kind. */
function faults(world: OracleWorld, vm: number, to: RecoveredTo, isAnswered: IsAnswered): string[] {
  const model = world.models[vm];
  const found: string[] = [];
  for (const space of [Space.Disk, Space.Memory]) {
    const point = to.points[space];
    const history = model.spaces[space];
    const what = `the ${spaceNames[space]} of VM ${vm}, recovered to ${point},`;
    if (model.safe[space] > point && history.hasWriteWithin(point, model.safe[space]))
      found.push(`${what} lacks write ${model.safe[space]}, which was answered`);
    found.push(...wrongBlocks(world, vm, space, point, what));
  }
  if (to.sequence > model.current) found.push(`VM ${vm} is at ${to.sequence}, but was never further than ${model.current}`);
  const bookmarks = listed(world, vm);
  for (const { name, sequence } of bookmarks) {
    const isKnown = [...model.bookmarks, ...model.removed].some((bookmark) => bookmark.name === name && bookmark.sequence === sequence);
    if (!isKnown) found.push(`VM ${vm} has a bookmark ${String(name)} at ${sequence}, which was never set`);
  }
  for (const { name, sequence } of model.bookmarks) {
    if (name === null || !isAnswered(vm, name, sequence) || bookmarks.some((bookmark) => bookmark.name === name && bookmark.sequence === sequence)) continue;
    found.push(`VM ${vm} has lost its bookmark ${name} at ${sequence}, which was answered`);
  }
  const { oldestSequence, newestSequence } = world.engine.window(vm as VmId, 0);
  if (newestSequence !== to.sequence) found.push(`the window of VM ${vm} ends at ${newestSequence} instead of ${to.sequence}`);
  if (model.granularity === 'every-write' && oldestSequence > Math.max(model.oldest, 0) && oldestSequence > Math.min(...to.points))
    found.push(`the window of VM ${vm} begins at ${oldestSequence}; before the crash it began at ${model.oldest}`);
  return found;
}

function wrongBlocks(world: OracleWorld, vm: number, space: Space, point: number, what: string): string[] {
  const history = world.models[vm].spaces[space];
  const found: string[] = [];
  for (const block of history.blocks()) {
    const at = world.engine.locate(vm as VmId, space, block);
    const stamp = world.store.stampAt(vm, block, at);
    const expected = history.stampAt(block, point);
    if (stamp === expected) continue;
    found.push(
      `${what} has block ${block} in ${at.place}${at.slot >= 0 ? ` ${at.slot}` : ''}, which holds ${printStamp(stamp)} instead of ${printStamp(expected)}`,
    );
    if (found.length >= wrongMax) break;
  }
  return found;
}

/** Without flash: each block is as the array has it, and that must be as new as what was flushed. */
function recoverFromArray(world: OracleWorld, vm: number): void {
  const model = world.models[vm];
  const history = model.spaces[Space.Disk];
  let reported = 0;
  for (const block of history.blocks()) {
    const stamp = world.store.arrayStamp(vm, block);
    if (history.hasVersionSince(block, model.safe[Space.Disk], stamp) || ++reported > wrongMax) continue;
    world.violations.add('I9', `after a crash the array holds ${printStamp(stamp)} of block ${block} of VM ${vm}, which is older than what was flushed`);
  }
  // A discard of zeros makes no version, yet the array may be told of it: only then is a block without a version being written.
  history.reset((block) => (isReadable(world.store.arrayStamp(vm, block)) ? world.store.arrayStamp(vm, block) : zeroStamp));
  model.recover(0, [0, 0], [], 0);
  if (world.config.flashBlocks === 0) model.newest = 0;
}
