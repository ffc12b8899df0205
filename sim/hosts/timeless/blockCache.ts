/**
 * One VM's disk cached by the engine, on devices that complete at once: a block is accessed, and all that follows from it has happened before the next one.
 *
 * Guarantees: reads and writes go through the engine's own location index, slots, eviction, admission and write path; a read that needs no device's answer
 * goes its short way (`CacheEngine.touch`), everything else is submitted, and its commands are completed one after another until none is left. A write is on
 * the array before the next access (flush policy write-through), so that there is nothing dirty that could not be evicted.
 *
 * `dramBlocks` blocks of DRAM and, with `flashBlocks`, an exclusive second tier; no log is kept. Time stands still.
 */
import { assert } from '../../base/assert.ts';
import { CacheEngine } from '../../engine/engine.ts';
import type { DeviceCompletion, EngineConfig, EngineOutbox, IoRequest, PolicyChoice, RequestTag, VmId } from '../../engine/protocol.ts';
import { Op } from '../../engine/protocol.ts';
import { Touched } from '../../engine/touch.ts';

export interface BlockCacheConfig {
  readonly dramBlocks: number;
  /** A second, exclusive tier; none without it. */
  readonly flashBlocks?: number;
  readonly eviction: PolicyChoice;
  /** Which misses are kept; without it all. */
  readonly admission?: PolicyChoice;
  /** Blocks that may be accessed: 0 … diskBlocks − 1. */
  readonly diskBlocks: number;
  /** For policies that need the future; see EngineConfig. */
  readonly nextUse?: () => number;
}

const vm = 0 as VmId;
const blockBytes = 4096;

export class BlockCache {
  readonly engine: CacheEngine;
  misses = 0;
  flashHits = 0;
  private readonly outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };
  private readonly completion: DeviceCompletion = { tag: 0, status: 0 };
  private readonly request: IoRequest = {
    tag: 0 as RequestTag,
    vm,
    space: 0,
    op: Op.Read,
    offsetBytes: 0,
    lengthBytes: blockBytes,
    forceUnitAccess: false,
    buffer: 0,
    view: -1,
  };

  constructor(config: BlockCacheConfig) {
    this.engine = new CacheEngine(engineConfigOf(config), false);
  }

  /** Reads one block. Says whether the cache had it. */
  read(block: number): boolean {
    const found = this.engine.touch(0, vm, 0, block);
    if (found === Touched.NotAtOnce) return this.submit(Op.Read, block);
    if (found !== Touched.Array) return true;
    this.misses++;
    return false;
  }

  /** Writes one block, whole. Says whether the cache had it. */
  write(block: number): boolean {
    return this.submit(Op.Write, block);
  }

  /** Discards one block, which is no access: until it is written it reads as zeros, without a miss. */
  discard(block: number): void {
    this.submitRequest(Op.Discard, block);
  }

  /** Blocks `blocks[from … to − 1]`, each read, written or discarded as `ops` says: what a loop over the verbs above does. */
  accessAll(blocks: Int32Array, ops: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (ops[i] === Op.Read) this.read(blocks[i]!);
      else if (ops[i] === Op.Write) this.write(blocks[i]!);
      else this.discard(blocks[i]!);
    }
  }

  /** One block the long way, with its commands, whether it could be done in short or not. Says whether the cache had it. */
  submit(op: typeof Op.Read | typeof Op.Write, block: number): boolean {
    const { place } = this.engine.locate(vm, 0, block);
    const isHit = place !== 'array' && (op === Op.Read || place !== 'none');
    if (!isHit) this.misses++;
    else if (place === 'flash') this.flashHits++;
    this.submitRequest(op, block);
    return isHit;
  }

  private submitRequest(op: Op, block: number): void {
    this.request.op = op;
    this.request.offsetBytes = block * blockBytes;
    this.engine.submit(0, this.request);
    this.settle();
  }

  /** Completes all commands, and those that follow from them. */
  private settle(): void {
    const { engine, outbox, completion } = this;
    const { commands } = outbox;
    for (;;) {
      engine.drain(outbox);
      if (commands.count === 0) break;
      const count = commands.count;
      for (let i = 0; i < count; i++) {
        completion.tag = commands.items[i]!.tag;
        engine.complete(0, completion);
      }
      commands.count = 0;
    }
    assert(outbox.acknowledgements.count === 1, 'a request is answered before the next one');
    outbox.acknowledgements.count = 0;
  }
}

function engineConfigOf(config: BlockCacheConfig): EngineConfig {
  const { eviction, admission, diskBlocks, nextUse } = config;
  const flashBlocks = config.flashBlocks ?? 0;
  // With a second tier a slot more, which is free between two accesses: what leaves DRAM is still there while it is copied to flash.
  const reserve = flashBlocks > 0 ? 1 : 0;
  const dramBlocks = config.dramBlocks + reserve;
  return {
    blockBytes,
    dramBlocks,
    flashBlocks,
    vms: [
      {
        name: 'trace',
        diskBlocks,
        memoryBlocks: 0,
        portion: { dramBlocks, flashBlocks, logRecords: 2 },
        durability: 'array',
        granularity: 'every-write',
        intervalNs: Infinity,
        retention: { timeNs: Infinity, records: 0, flashBlocks: Infinity },
        preimage: 'none',
        eviction,
        flush: { policy: 'write-through', params: {} },
        admitReadMisses: true,
        ...(admission === undefined ? {} : { admission }),
        promoteFlashHits: true,
        tiering: 'exclusive',
        dramReserveBlocks: reserve,
      },
    ],
    ioBlocksMax: 1,
    array: { snapshots: false, atomicWrites: true },
    destagesInFlightMax: 1,
    logTailRecords: 1,
    walkNsPerRecord: 0,
    ...(nextUse === undefined ? {} : { nextUse }),
  };
}
