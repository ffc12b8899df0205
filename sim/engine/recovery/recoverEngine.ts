/**
 * Recovery after a crash of the server: from the log on flash and the array's snapshots to an engine that goes on, and a report of what was recovered to.
 *
 * It only reads. Before the engine is used, the host writes `firstWrites` in order, each durably: a segment that says to where it was recovered, and a
 * superblock that lets segments be missing that were on their way. A crash before or between them leads to the same state again.
 */
import { CacheEngine } from '../engine.ts';
import type { DurableImage } from '../durableImage.ts';
import { entryBytes, EntryKind, ringStartBytes, segmentBytes } from '../logFormat.ts';
import type { EngineConfig } from '../protocol.ts';
import { SegmentWriter } from '../segmentWriter.ts';
import type { LogStart, Snapshots } from './install.ts';
import { superblockOffset, writeSuperblock } from '../superblock.ts';
import type { Superblock } from '../superblock.ts';
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
}

export interface RecoveryReport {
  readonly vms: readonly RecoveredPoint[];
  /** Segments that were durable and can't be read; superblocks likewise. */
  readonly damagedSegments: readonly number[];
  readonly damagedSuperblocks: number;
  readonly segments: number;
  readonly entries: number;
  readonly bytesRead: number;
}

export interface FlashWrite {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Recovery {
  readonly engine: CacheEngine;
  readonly report: RecoveryReport;
  readonly firstWrites: readonly FlashWrite[];
}

/** What the log area of a new server holds. */
export function formatLog(config: EngineConfig): FlashWrite {
  return { offset: superblockOffset(1), bytes: writeSuperblock(superblockOf(config, 1, ringStartBytes, 1, 1)) };
}

function superblockOf(config: EngineConfig, number: number, tailBytes: number, tailNumber: number, gapsBelow: number): Superblock {
  return { number, blockBytes: config.blockBytes, vmCount: config.vms.length, flashSlots: config.flashBlocks, tailBytes, tailNumber, gapsBelow };
}

/**
 * Null when the log area has no superblock that can be read, or one of another server. `snapshots` by VM. A server without flash has no log: there everything
 * is what the array holds, and the numbers of writes begin anew.
 */
export function recoverEngine(
  config: EngineConfig,
  reader: LogReader,
  snapshots: readonly Snapshots[],
  nowNs: number,
  image: DurableImage | null = null,
  isObserved = true,
): Recovery | null {
  if (config.flashBlocks === 0) return recoverWithoutFlash(config, image, isObserved);
  const log = readLog(reader);
  if (log === null || !isOurs(config, log.superblock)) return null;
  const replay = new Replay(config.vms.length);
  replay.all(log.segments);
  const { number } = log.superblock;
  const marker = recoveredSegment(log, replay.vms, reader.areaBytes);
  const logStarts = replay.vms.map((vm) => logStartOf(vm, log, marker.offset));
  const tail = logStarts.reduce((oldest, start) => (start.number < oldest.number ? start : oldest), { number: log.nextNumber, offset: marker.offset });
  const superblock = superblockOf(config, number + 1, tail.offset, tail.number, log.nextNumber);
  const engine = new CacheEngine(config, isObserved, image, {
    nowNs,
    vms: replay.vms,
    snapshots,
    nextSnapshot: replay.nextSnapshot,
    headBytes: marker.offset + marker.bytes.length,
    nextNumber: log.nextNumber + 1,
    superblock,
    logStarts,
  });
  return {
    engine,
    firstWrites: [marker, { offset: superblockOffset(number + 1), bytes: writeSuperblock(superblock) }],
    report: {
      vms: replay.vms.map(pointOf),
      damagedSegments: log.damaged,
      damagedSuperblocks: log.damagedSuperblocks,
      segments: log.segments.length,
      entries: replay.entries,
      bytesRead: log.segments.reduce((sum, { bytes }) => sum + bytes.length, 0),
    },
  };
}

function recoverWithoutFlash(config: EngineConfig, image: DurableImage | null, isObserved: boolean): Recovery {
  const vms = config.vms.map(() => ({ disk: 0, memory: 0, sequence: 0, nextSequence: 1 }));
  const report = { vms, damagedSegments: [], damagedSuperblocks: 0, segments: 0, entries: 0, bytesRead: 0 };
  return { engine: new CacheEngine(config, isObserved, image), report, firstWrites: [] };
}

/** The oldest segment that the VM needs: that of its checkpoint, or the first that says something of it, or the marker at `markerBytes`. */
function logStartOf(vm: RecoveredVm, log: FoundLog, markerBytes: number): LogStart {
  const number = Math.max(vm.base, vm.firstSegment);
  const segment = log.segments.find((found) => found.number === number);
  return segment === undefined ? { number: log.nextNumber, offset: markerBytes } : { number, offset: segment.offset };
}

function isOurs(config: EngineConfig, superblock: Superblock): boolean {
  return superblock.blockBytes === config.blockBytes && superblock.vmCount === config.vms.length && superblock.flashSlots === config.flashBlocks;
}

function pointOf(vm: RecoveredVm): RecoveredPoint {
  const [disk, memory] = vm.spaces.map((space) => space.point);
  return { disk, memory, sequence: vm.sequence, nextSequence: vm.nextSequence };
}

/** Says to where each VM was recovered. */
function recoveredSegment(log: FoundLog, vms: readonly RecoveredVm[], areaBytes: number): FlashWrite {
  const writer = new SegmentWriter(segmentBytes(vms.length * (entryBytes[EntryKind.Vm] + entryBytes[EntryKind.Recovered])));
  vms.forEach((vm, id) => {
    const { disk, memory, sequence, nextSequence } = pointOf(vm);
    writer.vm(id);
    writer.entry(EntryKind.Recovered);
    writer.f64(8, sequence);
    writer.f64(16, nextSequence);
    writer.f64(24, disk);
    writer.f64(32, memory);
  });
  // Segments that were on their way may be missing; until the superblock says so, nothing may call them durable.
  writer.seal(log.nextNumber, 0, log.settledBelow, 0);
  return { offset: log.headBytes + writer.bytes.length > areaBytes ? ringStartBytes : log.headBytes, bytes: writer.bytes };
}
