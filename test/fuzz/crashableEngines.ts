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
import { printLog } from './printLog.ts';
import type { RecoveredTo } from '../../sim/oracle/crashChecks.ts';

/** What came of a recovery. */
export interface Recovered {
  readonly engine: CacheEngine;
  readonly to: readonly RecoveredTo[];
  /** The newest segments of the log were damaged: that can't be told from power that failed before them, so what is there need not be what was promised. */
  readonly isTailHit: boolean;
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

  /** The store's log area begins as that of a new server, whose first engine is this one. */
  format(config: EngineConfig, store: ContentStore, engine: CacheEngine): void {
    this.store = store;
    store.keepLog(logAreaBytes(config), formatLog(config));
    store.onWritten = (offset, bytes) => {
      this.damages.written(offset, bytes);
    };
    this.planted.store?.(store);
    this.planted.engine?.(engine, store);
  }

  /** Null when the server crashed again before recovery was over, as `cut` has it. */
  recover(config: EngineConfig, nowNs: number, cut: WriteFates | null): Recovered | null {
    const { store } = this;
    const log = store?.log;
    if (store === null || log === null || log === undefined) throw new Error('there is no log to recover from');
    const reader = this.planted.segment === undefined ? readerOf(log) : spoilingReader(log, this.planted.segment);
    if (this.print !== null) printLog(reader, this.print);
    const snapshots = config.vms.map((_, vm) => store.snapshotNumbers(vm));
    const recovery = recoverEngine(config, reader, snapshots, nowNs, this.image);
    if (recovery === null && store.damage.isLogHit) {
      this.damages.unreadable++;
      return { engine: this.create(config), to: [], isTailHit: true };
    }
    if (recovery === null) throw new Error('recovery finds no log');
    if (recovery.report.damagedSegments.length > 0 && !store.damage.isLogHit)
      throw new Error(`recovery finds segments damaged: ${recovery.report.damagedSegments.join(', ')}`);
    if (cut !== null) {
      cutFirstWrites(store, recovery.firstWrites, cut);
      return null;
    }
    const isTailHit = this.damages.isTailHit(recovery.report.settledBelow);
    for (const { offset, bytes } of recovery.firstWrites) store.writeLog(offset, bytes);
    this.damages.recovered(recovery.report, isTailHit);
    this.planted.engine?.(recovery.engine, store);
    const to = recovery.report.vms.map(({ disk, memory, sequence, isCacheLost }) => ({ points: [disk, memory] as const, sequence, isCacheLost }));
    return { engine: recovery.engine, to, isTailHit };
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
