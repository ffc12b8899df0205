import { sectorBytes, WriteFate } from '../../sim/base/writeFate.ts';
import type { WriteFates } from '../../sim/base/writeFate.ts';
import type { DurableImage } from '../../sim/engine/durableImage.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { headerBytes, logAreaBytes, ringStartBytes, segmentMagic } from '../../sim/engine/logFormat.ts';
import type { EngineConfig } from '../../sim/engine/protocol.ts';
import { formatLog, recoverEngine } from '../../sim/engine/recovery/recoverEngine.ts';
import type { FlashWrite } from '../../sim/engine/recovery/firstWrites.ts';
import type { LogReader } from '../../sim/engine/recovery/readLog.ts';
import { sealChecksums } from '../../sim/engine/segmentWriter.ts';
import { checksumsOf } from '../../sim/oracle/checksums.ts';
import type { ContentStore } from '../../sim/oracle/contentStore.ts';
import { FlashDamages } from './flashDamages.ts';
import type { LogTail, TailLoss } from './logTail.ts';
import { printLog } from './printLog.ts';
import type { RecoveredTo } from '../../sim/oracle/crashChecks.ts';

/** What came of a recovery. */
export interface Recovered {
  readonly engine: CacheEngine;
  readonly to: readonly RecoveredTo[];
  /** By VM: what was damaged of the newest segments of its log. */
  readonly losses: ReadonlyMap<number, TailLoss>;
}

/** Bugs: put into each engine; into the store that keeps flash and array; into what recovery reads of a segment, which then passes for right. */
export interface Planted {
  readonly engine?: (engine: CacheEngine, store: ContentStore) => void;
  readonly store?: (store: ContentStore) => void;
  readonly segment?: (bytes: Uint8Array) => void;
  /** All contents of slots, of the array, have the same checksum. */
  readonly isBlind?: boolean;
  readonly isArrayBlind?: boolean;
}

/** Engines that keep the bytes of their log and can be recovered from them. */
export class CrashableEngines {
  private readonly planted: Planted;
  /** Told what recovery finds in the log. */
  print: ((line: string) => void) | null = null;
  readonly damages = new FlashDamages();
  tail: LogTail | null = null;
  /** Set by the host before the first engine does anything. */
  store: ContentStore | null = null;
  private readonly image: DurableImage = {
    slotChecksum: (slot) => (this.planted.isBlind === true ? 0 : (this.store?.flash.stampOf(slot) ?? 0)),
    arrayChecksum: (vm, block) => (this.planted.isArrayBlind === true ? 0 : (this.store?.array.stampOf(vm, block) ?? 0)),
    snapshotChecksum: (vm, snapshot) =>
      this.planted.isArrayBlind === true ? 0 : this.store === null ? 0 : checksumsOf(this.store).snapshotChecksum(vm, snapshot),
  };

  constructor(planted: Planted = {}) {
    this.planted = planted;
  }

  create(config: EngineConfig): CacheEngine {
    return new CacheEngine(config, true, this.image);
  }

  /** The store's log area begins as that of a new server, whose first engine is this one. `tail`: null where nothing is damaged. */
  format(config: EngineConfig, store: ContentStore, engine: CacheEngine, tail: LogTail | null): void {
    this.store = store;
    store.keepLog(logAreaBytes(config), formatLog(config));
    this.tail = tail;
    if (tail === null) return this.plant(store, engine);
    store.onWritten = (offset, bytes) => {
      tail.written(offset, bytes);
    };
    store.flash.onGone = (slot, former) => {
      tail.slotGone(slot, former);
    };
    this.plant(store, engine);
  }

  private plant(store: ContentStore, engine: CacheEngine): void {
    this.planted.store?.(store);
    this.planted.engine?.(engine, store);
  }

  /** Null when the server crashed again before recovery was over, as `cut` has it. */
  recover(config: EngineConfig, nowNs: number, cut: WriteFates | null): Recovered | null {
    const { store } = this;
    const log = store?.log;
    if (store === null || log === null || log === undefined) throw new Error('there is no log to recover from');
    const reader = this.planted.segment === undefined ? readerOf(log) : spoilingReader(log, this.planted.segment);
    if (this.print !== null) printLog(reader, store.array.settled, this.print);
    const array = { snapshots: config.vms.map((_, vm) => store.snapshotNumbers(vm)), settled: store.array.settled };
    const recovery = recoverEngine(config, reader, array, nowNs, this.image);
    if (recovery === null) throw new Error('recovery finds the log of another server');
    if (recovery.report.damagedSegments.length > 0 && !store.damage.isLogHit)
      throw new Error(`recovery finds segments damaged: ${recovery.report.damagedSegments.join(', ')}`);
    const fault = this.tail?.crashed(log, recovery.report) ?? null;
    if (fault !== null) throw new Error(fault);
    if (cut !== null) {
      cutFirstWrites(store, recovery.firstWrites, cut);
      return null;
    }
    for (const { offset, bytes } of recovery.firstWrites) store.writeLog(offset, bytes);
    const losses = new Map(this.tail?.losses);
    this.damages.recovered(recovery.report, losses.size);
    this.planted.engine?.(recovery.engine, store);
    const to = recovery.report.vms.map(({ disk, memory, sequence, isCacheLost }) => ({ points: [disk, memory] as const, sequence, isCacheLost }));
    return { engine: recovery.engine, to, losses };
  }
}

function readerOf(log: Uint8Array): LogReader {
  return { areaBytes: log.length, read: (offset, lengthBytes) => log.subarray(offset, offset + lengthBytes) };
}

/** Whatever looks like a segment is changed, and has the right checksum afterwards. */
function spoilingReader(log: Uint8Array, spoil: (bytes: Uint8Array) => void): LogReader {
  const read = (offset: number, lengthBytes: number): Uint8Array => {
    const view = new DataView(log.buffer, log.byteOffset + offset, Math.min(headerBytes, log.length - offset));
    const isSegment = offset >= ringStartBytes && view.byteLength === headerBytes && view.getUint32(0, true) === segmentMagic;
    const whole = isSegment ? view.getUint32(16, true) : 0;
    if (whole < headerBytes || offset + whole > log.length) return log.subarray(offset, offset + lengthBytes);
    const bytes = log.slice(offset, offset + whole);
    spoil(bytes);
    sealChecksums(bytes);
    return bytes.subarray(0, lengthBytes);
  };
  return { areaBytes: log.length, read };
}

/** The server crashes while recovery writes: what came before is durable, one write is as fate has it, the rest was never begun. */
function cutFirstWrites(store: ContentStore, writes: readonly FlashWrite[], fates: WriteFates): void {
  const whole = Math.floor(fates.next() * (writes.length + 1));
  for (const { offset, bytes } of writes.slice(0, whole)) store.writeLog(offset, bytes);
  const last = writes[whole];
  if (last === undefined) return;
  fates.begin();
  const fate = fates.fate();
  if (fate === WriteFate.Lost) return;
  for (let at = 0; at < last.bytes.length; at += sectorBytes) {
    if (fate !== WriteFate.Torn || fates.isSectorKept()) store.writeLog(last.offset + at, last.bytes.subarray(at, at + sectorBytes));
  }
  if (fate === WriteFate.Corrupted) store.writeLog(last.offset + Math.floor(fates.next() * last.bytes.length), Uint8Array.of(Math.floor(fates.next() * 256)));
}
