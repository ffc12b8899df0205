/**
 * What a damaged log costs. Of a VM of which a segment is missing that it needs, nothing can be told for certain: which slots are current, what the array was given since.
 * Its cache is lost as a whole: the disk is what the array holds, its memory is zeros, its window begins now; the report says so. Other VMs lose nothing.
 *
 * A segment is needed from the VM's latest checkpoint on. Whose a damaged segment is says its header; where that is damaged too, it may be anybody's. A checkpoint
 * repeats what the log says anyway: one that is damaged costs nothing where the one before, or the log from its beginning on, is still there.
 */
import { entryBytes, EntryKind, firstLease, headerBytes, onArrayBit } from '../logFormat.ts';
import { portionFault } from '../portions.ts';
import type { EngineConfig } from '../protocol.ts';
import type { FoundLog, FoundSegment } from './readLog.ts';
import type { RecoveredVm } from './recoveredVm.ts';

/** By VM: the first segment of its latest complete checkpoint; 0: there is none. */
export function checkpointsOf({ segments }: FoundLog, vmCount: number): number[] {
  const bases = new Array<number>(vmCount).fill(0);
  const numbers = new Set(segments.map(({ number }) => number));
  for (const segment of segments) {
    const count = checkpointLength(segment);
    let isComplete = count > 0;
    for (let i = 0; i < count; i++) isComplete &&= numbers.has(segment.number + i);
    if (isComplete) bases[segment.vm] = segment.number;
  }
  return bases;
}

/** Segments of the checkpoint that begins here; 0: none does. */
function checkpointLength({ bytes }: FoundSegment): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length >= headerBytes + entryBytes[EntryKind.Base] && (view.getUint32(headerBytes, true) & 255) === EntryKind.Base
    ? view.getUint32(headerBytes + 4, true)
    : 0;
}

/** VMs of which something is missing, or was by a recovery that did not come to its end, or after which nothing was logged. Without flash there is nothing to be lost. */
export function lostVms(config: EngineConfig, log: FoundLog, bases: readonly number[]): ReadonlySet<number> {
  const { damaged, tailNumber, segments } = log;
  const lost = new Set<number>();
  for (const [vm, base] of bases.entries()) {
    if (config.vms[vm].portion.flashBlocks === 0) continue;
    const isLost = damaged.some((segment) => {
      if (segment.number < base || (segment.vm !== vm && !segment.hasOthers)) return false;
      return !segment.isCheckpoint || (base === 0 && tailNumber > 1);
    });
    const isLostStill = base > 0 && segments.every((segment) => segment.number < base || isOfRecovery(segment));
    if (isLost || isLostStill) lost.add(vm);
  }
  return lost;
}

/** Does it say that a VM begins anew, or where all were recovered to while segments were missing? */
function isOfRecovery({ bytes }: FoundSegment): boolean {
  const word = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(headerBytes, true);
  return word === (EntryKind.Base | onArrayBit) || (word & 255) === EntryKind.Missing;
}

/** Numbers below this can have been given, whatever the segments said that are missing: each lets a VM go on by one lease, a recovery by a few. */
function numbersGiven({ nextNumber }: FoundLog): number {
  return 4 * firstLease * nextNumber;
}

/** Where the log is damaged: the VMs that are lost go on as new ones, with numbers that were never given. False when there is no portion left for one of them. */
export function beginAnew(config: EngineConfig, log: FoundLog, vms: readonly RecoveredVm[], lost: ReadonlySet<number>, nowNs: number): boolean {
  if (log.damaged.length === 0 && lost.size === 0) return true;
  for (const [id, vm] of vms.entries()) {
    if (lost.has(id) || config.vms[id].portion.flashBlocks === 0) vm.nextSequence = Math.max(vm.nextSequence, numbersGiven(log));
  }
  for (const id of lost) {
    const vm = vms[id];
    vm.sequence = vm.nextSequence;
    vm.nextSequence = vm.sequence + 1;
    vm.windowStart = vm.sequence;
    vm.windowStartNs = nowNs;
    vm.lastWriteNs = nowNs;
    for (const space of vm.spaces) space.durablePoint = vm.sequence;
  }
  return lost.size === 0 || vms.every(({ ranges }) => ranges === null) || divideAnew(config, vms, lost);
}

/** A resize may have been in what is missing: the VMs that are lost keep of their slots what no other has, and get others for the rest. */
function divideAnew(config: EngineConfig, vms: readonly RecoveredVm[], lost: ReadonlySet<number>): boolean {
  const owner = new Int32Array(config.flashBlocks).fill(-1);
  let dramLeft = config.dramBlocks;
  const inOrder = [...vms.keys()].sort((a, b) => Number(lost.has(a)) - Number(lost.has(b)));
  for (const id of inOrder) {
    const vm = vms[id];
    const wanted = vm.portion ?? config.vms[id].portion;
    const slots = slotsOf(vm.ranges ?? firstRange(config, id)).filter((slot) => owner[slot] < 0);
    for (let slot = 0; slot < owner.length && slots.length < wanted.flashBlocks; slot++) if (owner[slot] < 0 && !slots.includes(slot)) slots.push(slot);
    for (const slot of slots) owner[slot] = id;
    const dramBlocks = Math.min(wanted.dramBlocks, dramLeft);
    dramLeft -= dramBlocks;
    if (!lost.has(id)) continue;
    vm.portion = { dramBlocks, flashBlocks: slots.length, logRecords: wanted.logRecords };
    vm.ranges = rangesOf(slots);
    const { memoryBlocks, durability } = config.vms[id];
    if (portionFault(vm.portion, { memoryBlocks, ioBlocksMax: config.ioBlocksMax, durability }) !== null) return false;
  }
  return true;
}

/** The slots that a VM has at first. */
function firstRange(config: EngineConfig, id: number): number[] {
  const from = config.vms.slice(0, id).reduce((sum, { portion }) => sum + portion.flashBlocks, 0);
  return [from, from + config.vms[id].portion.flashBlocks];
}

function slotsOf(ranges: readonly number[]): number[] {
  const slots: number[] = [];
  for (let i = 0; i < ranges.length; i += 2) for (let slot = ranges[i]; slot < ranges[i + 1]; slot++) slots.push(slot);
  return slots;
}

function rangesOf(slots: readonly number[]): number[] {
  const ranges: number[] = [];
  for (const slot of [...slots].sort((a, b) => a - b)) {
    if (ranges[ranges.length - 1] === slot) ranges[ranges.length - 1] = slot + 1;
    else ranges.push(slot, slot + 1);
  }
  return ranges;
}
