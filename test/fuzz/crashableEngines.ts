import { sectorBytes, WriteFate } from '../../sim/base/writeFate.ts';
import type { WriteFates } from '../../sim/base/writeFate.ts';
import type { DurableImage } from '../../sim/engine/durableImage.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { logAreaBytes } from '../../sim/engine/logFormat.ts';
import type { EngineConfig } from '../../sim/engine/protocol.ts';
import { formatLog, recoverEngine } from '../../sim/engine/recovery/recoverEngine.ts';
import type { FlashWrite } from '../../sim/engine/recovery/recoverEngine.ts';
import type { ContentStore } from '../../sim/oracle/contentStore.ts';
import { printLog } from './printLog.ts';
import type { RecoveredTo } from '../../sim/oracle/crashChecks.ts';

/** What came of a recovery. */
export interface Recovered {
  readonly engine: CacheEngine;
  readonly to: readonly RecoveredTo[];
}

/** Engines that keep the bytes of their log and can be recovered from them. `plant` puts a bug into each. */
export class CrashableEngines {
  private readonly plant: (engine: CacheEngine) => void;
  /** Told what recovery finds in the log. */
  print: ((line: string) => void) | null = null;
  /** Set by the host before the first engine does anything. */
  store: ContentStore | null = null;
  private readonly image: DurableImage = {
    slotChecksum: (slot) => this.store?.flash.stampOf(slot) ?? 0,
    arrayChecksum: (vm, block) => this.store?.arrayStamp(vm, block) ?? 0,
  };

  constructor(plant: (engine: CacheEngine) => void = () => undefined) {
    this.plant = plant;
  }

  create(config: EngineConfig): CacheEngine {
    const engine = new CacheEngine(config, true, this.image);
    this.plant(engine);
    return engine;
  }

  /** The store's log area begins as that of a new server. */
  format(config: EngineConfig, store: ContentStore): void {
    this.store = store;
    store.keepLog(logAreaBytes(config), formatLog(config));
  }

  /** Null when the server crashed again before recovery was over, as `cut` has it. */
  recover(config: EngineConfig, nowNs: number, cut: WriteFates | null): Recovered | null {
    const { store } = this;
    const log = store?.log;
    if (store === null || log === null || log === undefined) throw new Error('there is no log to recover from');
    const reader = { areaBytes: log.length, read: (offset: number, lengthBytes: number) => log.subarray(offset, offset + lengthBytes) };
    if (this.print !== null) printLog(reader, this.print);
    const snapshots = config.vms.map((_, vm) => store.snapshotNumbers(vm));
    const recovery = recoverEngine(config, reader, snapshots, nowNs, this.image);
    if (recovery === null) throw new Error('recovery finds no superblock');
    if (recovery.report.damagedSegments.length > 0) throw new Error(`recovery finds segments damaged: ${recovery.report.damagedSegments.join(', ')}`);
    if (cut !== null) {
      cutFirstWrites(log, recovery.firstWrites, cut);
      return null;
    }
    for (const { offset, bytes } of recovery.firstWrites) log.set(bytes, offset);
    this.plant(recovery.engine);
    return { engine: recovery.engine, to: recovery.report.vms.map(({ disk, memory, sequence }) => ({ points: [disk, memory], sequence })) };
  }
}

/** The server crashes while recovery writes: what came before is durable, one write is as fate has it, the rest was never begun. */
function cutFirstWrites(log: Uint8Array, writes: readonly FlashWrite[], fates: WriteFates): void {
  const whole = Math.floor(fates.next() * (writes.length + 1));
  for (const { offset, bytes } of writes.slice(0, whole)) log.set(bytes, offset);
  const last = writes[whole];
  if (last === undefined) return;
  fates.begin();
  const fate = fates.fate();
  if (fate === WriteFate.Lost) return;
  for (let at = 0; at < last.bytes.length; at += sectorBytes) {
    if (fate !== WriteFate.Torn || fates.isSectorKept()) log.set(last.bytes.subarray(at, at + sectorBytes), last.offset + at);
  }
  if (fate === WriteFate.Corrupted) log[last.offset + Math.floor(fates.next() * last.bytes.length)] = Math.floor(fates.next() * 256);
}
