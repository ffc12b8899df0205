/** What the log on flash says of bookmarks and in checkpoints, read from its bytes; and that a checkpoint alone says as much as the whole log. */
import { beforeAll, describe, expect, it } from 'vitest';
import { noneSettled } from '../../sim/base/settled.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { entryBytes, EntryKind, headerBytes, logAreaBytes } from '../../sim/engine/logFormat.ts';
import { Op, Space } from '../../sim/engine/protocol.ts';
import type { EngineConfig, IoRequest, RequestTag, VmId } from '../../sim/engine/protocol.ts';
import { checkpointsOf } from '../../sim/engine/recovery/lostVms.ts';
import { readLog } from '../../sim/engine/recovery/readLog.ts';
import type { FoundLog } from '../../sim/engine/recovery/readLog.ts';
import { formatLog } from '../../sim/engine/recovery/recoverEngine.ts';
import type { RecoveredVm } from '../../sim/engine/recovery/recoveredVm.ts';
import { Replay } from '../../sim/engine/recovery/replay.ts';
import { TimelessDriver } from '../bench/timelessDriver.ts';
import { entryLength } from '../fuzz/printLog.ts';

const vm = 0 as VmId;
const blockBytes = 4096;
const diskBlocks = 64;
const config: EngineConfig = {
  blockBytes,
  dramBlocks: 16,
  flashBlocks: 512,
  // So large that its tail stays where it is.
  logAreaBytes: 8 * 1024 * 1024,
  ioBlocksMax: 4,
  array: { snapshots: false, atomicWrites: false },
  destagesInFlightMax: 4,
  logTailRecords: 64,
  walkNsPerRecord: 50,
  vms: [
    {
      name: 'a',
      diskBlocks,
      memoryBlocks: 0,
      portion: { dramBlocks: 16, flashBlocks: 512, logRecords: 1000 },
      durability: 'flash',
      granularity: 'every-write',
      intervalNs: 1e9,
      retention: { timeNs: Infinity, records: 200, flashBlocks: Infinity },
      logFull: 'shrink',
      preimage: 'copy-before-destage',
      eviction: { policy: 'lru', params: {} },
      tiering: 'inclusive',
      flush: { policy: 'write-through', params: {} },
      admitReadMisses: true,
      promoteFlashHits: false,
    },
  ],
};
/** All contents are the same. */
const contentChecksum = 5000;
const image = { slotChecksum: () => contentChecksum, arrayChecksum: () => contentChecksum, snapshotChecksum: () => contentChecksum };

class Server {
  readonly log = new Uint8Array(logAreaBytes(config));
  readonly engine = new CacheEngine(config, false, image);
  readonly driver: TimelessDriver;
  private tags = 0;
  private controls = 0;

  constructor() {
    const first = formatLog(config);
    this.log.set(first.bytes, first.offset);
    this.driver = new TimelessDriver(this.engine, this.log);
  }

  write(block: number): void {
    this.driver.nowNs += 1000;
    this.driver.submit(this.request(Op.Write, block * blockBytes, blockBytes));
  }

  bookmark(kind: 'bookmark' | 'unbookmark', name: string): void {
    this.driver.nowNs += 1000;
    this.driver.control({ id: ++this.controls, kind, vms: [vm], name });
  }

  private request(op: Op, offsetBytes: number, lengthBytes: number): IoRequest {
    return { tag: ++this.tags as RequestTag, vm, space: Space.Disk, op, offsetBytes, lengthBytes, forceUnitAccess: false, buffer: 0, view: -1 };
  }

  found(): FoundLog {
    const { log } = this;
    return readLog({ areaBytes: log.length, read: (offset, lengthBytes) => log.subarray(offset, offset + lengthBytes) }, noneSettled);
  }
}

/** Kinds of the entries of all segments, in order. */
function kindsOf({ segments }: FoundLog): EntryKind[] {
  return segments.flatMap(({ bytes }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const kinds: EntryKind[] = [];
    for (let at = headerBytes; at + 8 <= bytes.length;) {
      const kind = (view.getUint32(at, true) & 255) as EntryKind;
      if (kind === EntryKind.End) break;
      kinds.push(kind);
      at += entryLength(view, at, kind);
    }
    return kinds;
  });
}

function replayed(log: FoundLog, bases: readonly number[]): RecoveredVm {
  const replay = new Replay(1, bases, new Set());
  replay.all(log.segments);
  return replay.vms[0] as RecoveredVm;
}

/** By block: where its current version is, and which. */
function currentOf(recovered: RecoveredVm): Map<number, string> {
  const { current } = recovered.spaces[0];
  const found = new Map<number, string>();
  for (let row = 0; row < current.count; row++) found.set(current.block[row] as number, `${String(current.place[row])} ${String(current.sequence[row])}`);
  return found;
}

describe('bookmarks in the log', () => {
  it('are there with name, number, sequence and time when they were answered, and gone when that was', () => {
    const server = new Server();
    server.write(1);
    server.bookmark('bookmark', 'one');
    server.write(2);
    server.bookmark('bookmark', 'zwei, mit Umlaut: ü');
    const before = replayed(server.found(), [0]);
    expect(before.bookmarks).toEqual([
      { name: 'one', sequence: 1, timeNs: 2000, stateNs: 1000, number: 1 },
      { name: 'zwei, mit Umlaut: ü', sequence: 2, timeNs: 4000, stateNs: 3000, number: 2 },
    ]);
    expect(before.nextBookmark).toBe(3);
    server.bookmark('unbookmark', 'one');
    server.bookmark('bookmark', 'three');
    const log = server.found();
    expect(replayed(log, [0]).bookmarks.map(({ name, number }) => `${String(name)} ${String(number)}`)).toEqual(['zwei, mit Umlaut: ü 2', 'three 3']);
    expect(kindsOf(log).filter((kind) => kind === EntryKind.Bookmark)).toHaveLength(3);
    expect(kindsOf(log).filter((kind) => kind === EntryKind.BookmarkGone)).toHaveLength(1);
  });
});

describe('a checkpoint in the log', () => {
  let log: FoundLog;
  let engine: CacheEngine;
  const bookmarks: { readonly name: string; readonly sequence: number }[] = [];

  beforeAll(() => {
    const server = new Server();
    for (let i = 0; checkpointsOf(server.found(), 1)[0] === 0; i++) {
      server.write((i * 7) % diskBlocks);
      if (i % 50 !== 0) continue;
      server.bookmark('bookmark', `after ${String(i)}`);
      bookmarks.push({ name: `after ${String(i)}`, sequence: i + 1 });
    }
    for (let i = 0; i < 20; i++) server.write((i * 3) % diskBlocks);
    log = server.found();
    ({ engine } = server);
  });

  it('begins with where the VM is: durable points, window, portion; and has records, index, bookmarks and checksums of the array', () => {
    const [base = 0] = checkpointsOf(log, 1);
    const first = log.segments.find(({ number }) => number === base);
    expect(first?.isCheckpoint).toBe(true);
    const own = { ...log, segments: log.segments.filter(({ number, isCheckpoint }) => isCheckpoint && number >= base) };
    const kinds = kindsOf(own);
    expect(kinds.slice(0, 2)).toEqual([EntryKind.Base, EntryKind.Portion]);
    expect(kinds.filter((kind) => kind === EntryKind.Index)).toHaveLength(diskBlocks);
    expect(kinds.filter((kind) => kind === EntryKind.Record).length).toBeGreaterThan(150);
    expect(kinds.filter((kind) => kind === EntryKind.ArrayBlocks)).toHaveLength(2);

    const alone = replayed(own, [base]);
    const view = new DataView(first?.bytes.buffer as ArrayBuffer, (first?.bytes.byteOffset ?? 0) + headerBytes, entryBytes[EntryKind.Base]);
    expect(view.getUint32(4, true)).toBe(own.segments.length);
    expect([alone.sequence, alone.spaces[0].durablePoint]).toEqual([view.getFloat64(8, true), view.getFloat64(16, true)]);
    expect(alone.windowStart).toBe(alone.sequence - 200);
    expect(alone.portion).toEqual(config.vms[0]?.portion);
    expect(alone.ranges).toEqual([0, 512]);
    const kept = bookmarks.filter(({ sequence }) => sequence >= alone.windowStart && sequence <= alone.sequence);
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.length).toBeLessThan(bookmarks.length);
    expect(alone.bookmarks.map(({ name, sequence }) => ({ name, sequence }))).toEqual(kept);
    expect([...alone.arrayChecksums].sort(([one], [other]) => one - other)).toEqual(Array.from({ length: diskBlocks }, (_, block) => [block, contentChecksum]));
  });

  it('says, with what comes after it, as much as the whole log', () => {
    const fromCheckpoint = replayed(log, checkpointsOf(log, 1));
    const whole = replayed(log, [0]);
    expect(log.segments[0]?.number).toBe(1);
    expect(currentOf(fromCheckpoint)).toEqual(currentOf(whole));
    expect(fromCheckpoint.sequence).toBe(whole.sequence);
    expect(fromCheckpoint.bookmarks.filter(({ sequence }) => sequence >= fromCheckpoint.windowStart)).toEqual(
      whole.bookmarks.filter(({ sequence }) => sequence >= whole.windowStart),
    );
    // What was destaged is told at leisure: the checkpoint may know more.
    for (const [block, checksum] of whole.arrayChecksums) expect(fromCheckpoint.arrayChecksums.get(block)).toBe(checksum);
    expect(fromCheckpoint.sequence).toBe(engine.window(vm, 0).newestSequence);
  });
});
