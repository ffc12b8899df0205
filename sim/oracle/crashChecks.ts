/**
 * What recovery makes of a crash, against the history: each space is what it was at the point that recovery names, block for block; nothing that was promised
 * is missing; the bookmarks that were answered are there. Afterwards the history goes on from there.
 *
 * A rollback that was under way may be done or never begun: where the state as it was does not fit, the state as it was going to be is tried. Without flash
 * there are no points: each block is what the array holds, and that is at least as new as what was flushed.
 */
import { Space, spaceNames } from '../engine/protocol.ts';
import type { VmId } from '../engine/protocol.ts';
import { isReadable, lostStamp, printStamp, zeroStamp } from './content.ts';
import { arrayContent } from './cutView.ts';
import type { Contents } from './cutView.ts';
import type { EngineReader } from './engineReader.ts';
import { checkImage } from './imageCheck.ts';
import type { ImageVerdict } from './imageCheck.ts';
import type { OracleWorld } from './oracleWorld.ts';
import type { BookmarkModel, VmModel, VmModelState } from './vmModel.ts';

/** Where recovery says that a VM is. */
export interface RecoveredTo {
  /** Disk and memory: every write up to it is there, and none after. */
  readonly points: readonly [number, number];
  readonly sequence: number;
  /** The log was damaged: of its cache nothing is left. */
  readonly isCacheLost?: boolean;
}

/** A rollback or undo that was under way: where the VM may be instead of where it is by the notices. */
export interface PendingTurn {
  readonly vm: number;
  readonly sequence: number;
  /** Number of the request, which may be one of several VMs. */
  readonly control: number;
}

/** A named bookmark that was set. */
export interface SetBookmark {
  readonly vm: number;
  readonly name: string;
  readonly sequence: number;
}

/** What a VM was promised at some instant. */
export interface VmPromises {
  readonly model: VmModelState;
  readonly turns: readonly PendingTurn[];
  readonly unanswered: readonly SetBookmark[];
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

/** What is looked at: a recovered engine, and what flash and array hold. */
export interface CrashWorld {
  readonly engine: EngineReader;
  readonly store: Contents;
  readonly models: readonly VmModel[];
}

/** What is known of the controls at the crash. */
export interface ControlsAtCrash {
  readonly turns: readonly PendingTurn[];
  readonly isAnswered: IsAnswered;
  /** By control that was under way: was it found done? Filled VM by VM, where one can tell. */
  readonly verdicts: Map<number, boolean>;
}

/** To be called when the recovered engine is in its place. What is left of the VM's disk, where its history is kept. */
export function checkRecovery(
  world: OracleWorld,
  vm: number,
  to: RecoveredTo,
  nowNs: number,
  controls: ControlsAtCrash,
  figures: CrashFigures,
): ImageVerdict | null {
  const model = world.models[vm];
  if (!model.hasFlash) {
    for (const text of olderThanFlushed(world, vm)) world.violations.add('I9', text);
    const image = serverImage(world, vm, nowNs);
    recoverFromArray(world, vm);
    return image;
  }
  if (to.isCacheLost === true) {
    if (!world.store.damage.isLogHit) world.violations.add('I11', `the cache of VM ${vm} is called lost, but its log was not damaged`);
    const image = serverImage(world, vm, nowNs);
    recoverFromArray(world, vm);
    model.beginAnew(to.sequence, nowNs);
    return image;
  }
  const { found, isTurned } = findFaults(world, vm, to, controls);
  const turn = controls.turns.find((pending) => pending.vm === vm && (isTurned || pending.sequence < model.current));
  if (isTurned) figures.turnsDone++;
  else if (turn !== undefined) figures.turnsUndone++;
  if (turn !== undefined && (isTurned || (to.sequence > turn.sequence && found.length === 0))) noteTurn(world, controls, turn, isTurned);
  for (const text of found) world.violations.add('I9', `after a crash ${text}`);
  model.spaces.forEach((space, i) => (figures.lostWrites += space.countWritesAfter(to.points[i])));
  const image = serverImage(world, vm, nowNs);
  const bookmarks = listed(world, vm);
  figures.bookmarksFound += bookmarks.length;
  const { oldestSequence } = world.engine.window(vm as VmId, 0);
  const oldest = model.granularity === 'every-write' ? Math.min(Math.max(oldestSequence, model.oldestOnFlash), model.oldest) : model.oldestOnFlash;
  model.recover(to.sequence, to.points, bookmarks, oldest);
  return image;
}

/** All VMs of a group have gone, or none has. */
function noteTurn(world: OracleWorld, { verdicts }: ControlsAtCrash, { control, vm }: PendingTurn, isTurned: boolean): void {
  if ((verdicts.get(control) ?? isTurned) !== isTurned)
    world.violations.add('I10', `after a crash a rollback or undo of several VMs is done for some: of VM ${vm} it is ${isTurned ? '' : 'not '}done`);
  verdicts.set(control, isTurned);
}

/** The same of a recovery that did not really happen: nothing changes. What is wrong, in words, and what is left of the VM's disk. */
export function checkBranch(
  world: CrashWorld,
  vm: number,
  to: RecoveredTo,
  nowNs: number,
  controls: ControlsAtCrash,
): { readonly found: readonly string[]; readonly image: ImageVerdict | null } {
  const model = world.models[vm];
  if (!model.hasFlash) return { found: olderThanFlushed(world, vm), image: serverImage(world, vm, nowNs) };
  if (to.isCacheLost === true) {
    const found = world.store.damage.isLogHit ? [] : [`the cache of VM ${vm} is called lost, but its log was not damaged`];
    return { found, image: serverImage(world, vm, nowNs) };
  }
  const before = controls.turns.some((turn) => turn.vm === vm) ? model.save() : null;
  const { found } = findFaults(world, vm, to, controls);
  const image = serverImage(world, vm, nowNs);
  if (before !== null) model.restore(before);
  return { found, image };
}

function serverImage(world: CrashWorld, vm: number, nowNs: number): ImageVerdict | null {
  const { hasFlash, disk } = world.models[vm];
  if (disk === null) return null;
  const stampOf = (block: number): number => {
    if (!hasFlash) return arrayContent(world.store, vm, block);
    const at = world.engine.locate(vm as VmId, Space.Disk, block);
    return world.store.damage.isHit(vm, block, at) ? lostStamp : world.store.stampAt(vm, block, at);
  };
  return checkImage(disk, stampOf, nowNs);
}

/** What does not fit; where a rollback that was under way was done, the model has gone back, too. */
function findFaults(world: CrashWorld, vm: number, to: RecoveredTo, { turns, isAnswered }: ControlsAtCrash): { found: string[]; isTurned: boolean } {
  const model = world.models[vm];
  const found = faults(world, vm, to, isAnswered);
  const turn = turns.find((pending) => pending.vm === vm && pending.sequence < model.current);
  if (turn === undefined || found.length === 0) return { found, isTurned: false };
  const before = model.save();
  model.rollBack(turn.sequence);
  if (faults(world, vm, to, isAnswered).length === 0) return { found: [], isTurned: true };
  model.restore(before);
  return { found, isTurned: false };
}

/** Was the bookmark of this name at this sequence of the VM answered? */
export type IsAnswered = (vm: number, name: string, sequence: number) => boolean;

function listed(world: CrashWorld, vm: number): BookmarkModel[] {
  const valid = world.engine.bookmarks(vm as VmId).filter((bookmark) => bookmark.state === 'valid');
  return valid.map(({ name, sequence, timeNs }) => ({ name, sequence, timeNs }));
}

/** What does not fit, in words; at most a few of each kind. */
function faults(world: CrashWorld, vm: number, to: RecoveredTo, isAnswered: IsAnswered): string[] {
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

/** Is a write missing that was answered as durable? */
export function lacksAnswered(model: VmModel, to: RecoveredTo): boolean {
  return model.spaces.some((history, space) => model.safe[space] > to.points[space] && history.hasWriteWithin(to.points[space], model.safe[space]));
}

function wrongBlocks(world: CrashWorld, vm: number, space: Space, point: number, what: string): string[] {
  const history = world.models[vm].spaces[space];
  const found: string[] = [];
  for (const block of history.blocks()) {
    const at = world.engine.locate(vm as VmId, space, block);
    const stamp = world.store.stampAt(vm, block, at);
    const expected = history.stampAt(block, point);
    if (world.store.damage.isAsExpected(stamp, expected)) continue;
    found.push(
      `${what} has block ${block} in ${at.place}${at.slot >= 0 ? ` ${at.slot}` : ''}, which holds ${printStamp(stamp)} instead of ${printStamp(expected)}`,
    );
    if (found.length >= wrongMax) break;
  }
  return found;
}

/** Without flash: each block is as the array has it, and that must be as new as what was flushed. */
function olderThanFlushed(world: CrashWorld, vm: number): string[] {
  const model = world.models[vm];
  const history = model.spaces[Space.Disk];
  const found: string[] = [];
  for (const block of history.blocks()) {
    const stamp = world.store.arrayStamp(vm, block);
    if (history.hasVersionSince(block, model.safe[Space.Disk], stamp)) continue;
    found.push(`after a crash the array holds ${printStamp(stamp)} of block ${block} of VM ${vm}, which is older than what was flushed`);
    if (found.length >= wrongMax) break;
  }
  return found;
}

function recoverFromArray(world: OracleWorld, vm: number): void {
  const model = world.models[vm];
  // A discard of zeros makes no version, yet the array may be told of it: only then is a block without a version being written.
  world.store.settleArray(vm);
  // Asked later, too, of blocks that were not written since: damage that comes meanwhile does not change what ought to be there.
  const left = (block: number): number => {
    const stamp = world.store.array.rightStampOf(vm, block);
    return isReadable(stamp) ? stamp : zeroStamp;
  };
  model.spaces[Space.Disk].reset(left);
  model.spaces[Space.Memory].reset(() => zeroStamp);
  model.recover(0, [0, 0], [], 0);
  model.disk?.reset(left);
  if (world.config.flashBlocks === 0) model.newest = 0;
}
