/**
 * Recovery after a crash of the server: from the log on flash and the array's snapshots to an engine that goes on, and a report of what was recovered to.
 *
 * It only reads. Before the engine is used, the host writes `firstWrites` in order, each durably (`firstWrites.ts`). A crash before or between them leads to the
 * same state again. What it does where the log is damaged: `lostVms.ts`.
 */
import { noneSettled } from '../../base/settled.ts';
import type { Settled } from '../../base/settled.ts';
import { CacheEngine } from '../engine.ts';
import type { DurableImage } from '../durableImage.ts';
import { ringStartBytes } from '../logFormat.ts';
import type { EngineConfig } from '../protocol.ts';
import type { LogStart, Snapshots } from './install.ts';
import { superblockOffset, writeSuperblock } from '../superblock.ts';
import type { Superblock } from '../superblock.ts';
import { FirstWrites } from './firstWrites.ts';
import type { FlashWrite } from './firstWrites.ts';
import { beginAnew, checkpointsOf, lostVms } from './lostVms.ts';
import { readLog } from './readLog.ts';
import type { FoundLog, LogReader } from './readLog.ts';
import { Replay } from './replay.ts';
import type { RecoveredVm } from './recoveredVm.ts';

export interface RecoveredPoint {
  /** Durable points of disk and memory: all writes of the space up to it are there, and none after. */
  readonly disk: number;
  readonly memory: number;
  /** Where the VM is now, and the number of its next write. */
  readonly sequence: number;
  readonly nextSequence: number;
  /** Its log is damaged: nothing of its cache is left. Its disk is what the array holds, its memory is zeros, its window begins now. */
  readonly isCacheLost: boolean;
}

export interface RecoveryReport {
  readonly vms: readonly RecoveredPoint[];
  /** Numbers of segments that were durable and can't be read; superblocks likewise. */
  readonly damagedSegments: readonly number[];
  readonly damagedSuperblocks: number;
  /** Numbers of segments that are there in part, none of them `settled`: on their way when power failed, or damaged since. */
  readonly doubtfulSegments: readonly number[];
  /** Damage to these segments is found; to those after them, of which nothing on flash or array says that they were durable, it looks as if they had been on their way. */
  readonly settled: Settled;
  readonly segments: number;
  readonly entries: number;
  readonly bytesRead: number;
}

/** What recovery finds out from the array. */
export interface FoundArray {
  /** By VM: numbers of the snapshots that it keeps. */
  readonly snapshots: readonly Snapshots[];
  /** What came with the command that has changed it last: segments of the log that were durable then. */
  readonly settled: Settled;
}

export interface Recovery {
  readonly engine: CacheEngine;
  readonly report: RecoveryReport;
  readonly firstWrites: readonly FlashWrite[];
}

/** What the log area of a new server holds. */
export function formatLog(config: EngineConfig): FlashWrite {
  return { offset: superblockOffset(1), bytes: writeSuperblock(superblockOf(config, 1, ringStartBytes, 1, noneSettled)) };
}

function superblockOf(config: EngineConfig, number: number, tailBytes: number, tailNumber: number, settled: Settled): Superblock {
  return { number, blockBytes: config.blockBytes, vmCount: config.vms.length, flashSlots: config.flashBlocks, tailBytes, tailNumber, settled };
}

/**
 * Null when the log is of another server. Where nothing of it can be read, or the portions that it says do not go together, all caches are lost. A server without flash has no
 * log: there everything is what the array holds, and the numbers of writes begin anew.
 */
export function recoverEngine(
  config: EngineConfig,
  reader: LogReader,
  array: FoundArray,
  nowNs: number,
  image: DurableImage | null = null,
  isObserved = true,
): Recovery | null {
  if (config.flashBlocks === 0) return recoverWithoutFlash(config, image, isObserved);
  const log = readLog(reader, array.settled);
  if (!isOurs(config, log)) return null;
  const { replay, lost } = replayLog(config, log, nowNs);
  const first = new FirstWrites(log, reader.areaBytes);
  const logStarts = replay.vms.map((vm, id) => (lost.has(id) ? first.base(id, vm) : logStartOf(vm, log)));
  const marker = first.marker(replay.vms.map((vm, id) => pointOf(vm, lost.has(id))));
  const starts = logStarts.map((start) => start ?? marker);
  const tail = starts.reduce((oldest, start) => (start.number < oldest.number ? start : oldest), marker);
  const number = (log.superblock?.number ?? 0) + 1;
  const superblock = superblockOf(config, number, tail.offset, tail.number, { ...noneSettled, below: first.nextNumber });
  const engine = new CacheEngine(config, isObserved, image, {
    nowNs,
    vms: replay.vms,
    snapshots: array.snapshots,
    nextSnapshot: replay.nextSnapshot,
    headBytes: first.headBytes,
    nextNumber: first.nextNumber,
    superblock,
    logStarts: starts,
  });
  return {
    engine,
    firstWrites: [...first.writes, { offset: superblockOffset(number), bytes: writeSuperblock(superblock) }],
    report: {
      vms: replay.vms.map((vm, id) => pointOf(vm, lost.has(id))),
      damagedSegments: log.damaged.map((segment) => segment.number),
      damagedSuperblocks: log.damagedSuperblocks,
      doubtfulSegments: log.doubtful,
      settled: log.settled,
      segments: log.segments.length,
      entries: replay.entries,
      bytesRead: log.segments.reduce((sum, { bytes }) => sum + bytes.length, 0),
    },
  };
}

/** What the log says of the VMs, and which of them are lost. */
function replayLog(config: EngineConfig, log: FoundLog, nowNs: number): { readonly replay: Replay; readonly lost: ReadonlySet<number> } {
  const bases = checkpointsOf(log, config.vms.length);
  const lost = lostVms(config, log, bases);
  const replay = new Replay(config.vms.length, bases, lost);
  replay.all(log.segments);
  if (beginAnew(config, log, replay.vms, lost, nowNs)) return { replay, lost };
  const everybody = new Set(config.vms.keys());
  const nothing = new Replay(config.vms.length, bases, everybody);
  beginAnew(config, log, nothing.vms, everybody, nowNs);
  return { replay: nothing, lost: everybody };
}

function recoverWithoutFlash(config: EngineConfig, image: DurableImage | null, isObserved: boolean): Recovery {
  const vms = config.vms.map(() => ({ disk: 0, memory: 0, sequence: 0, nextSequence: 1, isCacheLost: false }));
  const report = { vms, damagedSegments: [], damagedSuperblocks: 0, doubtfulSegments: [], settled: noneSettled, segments: 0, entries: 0, bytesRead: 0 };
  return { engine: new CacheEngine(config, isObserved, image), report, firstWrites: [] };
}

/** The oldest segment that the VM needs: that of its checkpoint, or the first that says something of it; null: none does. */
function logStartOf(vm: RecoveredVm, log: FoundLog): LogStart | null {
  const number = Math.max(vm.base, vm.firstSegment);
  const segment = log.segments.find((found) => found.number === number);
  return segment === undefined ? null : { number, offset: segment.offset };
}

function isOurs(config: EngineConfig, { superblock, segments }: FoundLog): boolean {
  if (superblock === null) return segments.every(({ vm }) => vm < config.vms.length);
  return superblock.blockBytes === config.blockBytes && superblock.vmCount === config.vms.length && superblock.flashSlots === config.flashBlocks;
}

function pointOf(vm: RecoveredVm, isCacheLost: boolean): RecoveredPoint {
  const [disk, memory] = vm.spaces.map((space) => space.point);
  return { disk, memory, sequence: vm.sequence, nextSequence: vm.nextSequence, isCacheLost };
}
