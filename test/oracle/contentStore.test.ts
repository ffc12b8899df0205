import { noneSettled } from '../../sim/base/settled.ts';
import { describe, expect, it } from 'vitest';
import { CommandKind, Op, Space } from '../../sim/engine/protocol.ts';
import type { EngineCommand, EngineConfig, IoRequest, RequestTag, VmId } from '../../sim/engine/protocol.ts';
import { initialStamp, partialWriteStamp, writeStamp } from '../../sim/oracle/content.ts';
import { ContentStore } from '../../sim/oracle/contentStore.ts';
import { ViolationLog } from '../../sim/oracle/violationLog.ts';
import { drawPlan } from '../fuzz/fuzzPlan.ts';
import { NaiveEngine } from './naiveEngine.ts';

const blockBytes = 4096;
const vm = 0 as VmId;

/** A store of one VM with 16 slots in each tier, and shorthand for what goes through it. */
class Bench {
  readonly log = new ViolationLog();
  readonly store: ContentStore;
  private tag = 0;

  constructor() {
    const { config } = drawPlan(1);
    const portion = { dramBlocks: 16, flashBlocks: 16, logRecords: 10 };
    const vms = config.vms.slice(0, 1).map((first) => ({ ...first, portion }));
    const small: EngineConfig = { ...config, blockBytes, vms, dramBlocks: 16, flashBlocks: 16 };
    this.store = new ContentStore(small, new NaiveEngine(small), this.log);
  }

  open(op: Op, offsetBytes: number, lengthBytes: number, buffer: number, write: number): void {
    const request: IoRequest = { tag: 1 as RequestTag, vm, space: Space.Disk, op, offsetBytes, lengthBytes, forceUnitAccess: false, buffer, view: -1 };
    this.store.buffers.open(request, write);
  }

  drain(fields: Partial<EngineCommand>): number {
    const tag = this.tag++;
    const unused = {
      slot: -1,
      toSlot: -1,
      block: -1,
      blockCount: 1,
      buffer: -1,
      bufferBlock: 0,
      isFill: false,
      snapshot: -1,
      transaction: -1,
      settled: noneSettled,
      throughTransaction: -1,
      lengthBytes: 0,
      logOffset: -1,
      bytes: null,
      cause: 0,
      isPrevious: false,
    };
    this.store.drained({ kind: 0, tag, vm, space: Space.Disk, ...unused, ...fields });
    return tag;
  }

  run(fields: Partial<EngineCommand>): void {
    this.store.completed(this.drain(fields), true);
  }
}

describe('content store', () => {
  it('takes data from buffer to DRAM, flash and array, and back', () => {
    const bench = new Bench();
    bench.open(Op.Write, 0, 2 * blockBytes, 0, 7);
    bench.run({ kind: CommandKind.WriteDram, slot: 3, blockCount: 2, buffer: 0 });
    bench.run({ kind: CommandKind.CopyDramToFlash, slot: 4, toSlot: 9 });
    bench.run({ kind: CommandKind.WriteArray, slot: 3, block: 5, snapshot: 1 });
    bench.open(Op.Read, 0, 4 * blockBytes, 1, 0);
    bench.run({ kind: CommandKind.ReadFlash, slot: 9, buffer: 1, bufferBlock: 0 });
    bench.run({ kind: CommandKind.ReadArray, block: 5, blockCount: 2, buffer: 1, bufferBlock: 1 });
    bench.run({ kind: CommandKind.ReadSnapshot, block: 5, snapshot: 1, buffer: 1, bufferBlock: 3 });
    const read = [0, 1, 2, 3].map((index) => bench.store.buffers.guestStamp(1, index));
    expect(read).toEqual([writeStamp(7, 1), writeStamp(7, 0), initialStamp(0, 6), initialStamp(0, 5)]);
    expect(bench.log.texts).toEqual([]);
  });

  it('makes a block that is written in part of what is filled in around it', () => {
    const bench = new Bench();
    bench.open(Op.Write, 1024, blockBytes, 0, 1);
    expect(bench.store.buffers.guestStamp(0, 1)).toBe(partialWriteStamp(0, 1, 0, 1024));
    bench.run({ kind: CommandKind.ReadArray, block: 0, buffer: 0, isFill: true });
    bench.run({ kind: CommandKind.ReadArray, block: 1, buffer: 0, bufferBlock: 1, isFill: true });
    bench.run({ kind: CommandKind.FillZeros, buffer: 0, bufferBlock: 1, isFill: true });
    expect(bench.store.buffers.guestStamp(0, 0)).toBe(partialWriteStamp(initialStamp(0, 0), 1, 1024, blockBytes));
    expect(bench.store.buffers.guestStamp(0, 1)).toBe(partialWriteStamp(0, 1, 0, 1024));
    expect(bench.log.texts).toEqual([]);
  });

  it.each<[string, RegExp, (bench: Bench) => void]>([
    [
      'a read of what is being written',
      /I2 .*read while it holds poison/,
      (bench) => {
        bench.open(Op.Write, 0, blockBytes, 0, 1);
        bench.drain({ kind: CommandKind.WriteDram, slot: 2, buffer: 0 });
        bench.drain({ kind: CommandKind.CopyDramToFlash, slot: 2, toSlot: 2 });
      },
    ],
    [
      'a write over what is being read',
      /I2 .*written while a command reads it/,
      (bench) => {
        bench.open(Op.Write, 0, blockBytes, 0, 1);
        bench.run({ kind: CommandKind.WriteDram, slot: 2, buffer: 0 });
        bench.drain({ kind: CommandKind.WriteArray, slot: 2, block: 1 });
        bench.drain({ kind: CommandKind.WriteDram, slot: 2, buffer: 0 });
      },
    ],
    [
      'two destages of a block at once',
      /I2 .*two commands at once/,
      (bench) => {
        bench.drain({ kind: CommandKind.DiscardArray, block: 1 });
        bench.drain({ kind: CommandKind.DiscardArray, block: 1 });
      },
    ],
    [
      'an array block that changes while it is read',
      /I2 .*changed on the array/,
      (bench) => {
        bench.open(Op.Read, 0, blockBytes, 0, 0);
        const read = bench.drain({ kind: CommandKind.ReadArray, block: 1, buffer: 0 });
        bench.run({ kind: CommandKind.DiscardArray, block: 1 });
        bench.store.completed(read, true);
      },
    ],
    [
      'an array block that is read after a write to it failed',
      /I4 .*unknown/,
      (bench) => {
        bench.store.completed(bench.drain({ kind: CommandKind.DiscardArray, block: 1 }), false);
        bench.open(Op.Read, 0, blockBytes, 0, 0);
        bench.drain({ kind: CommandKind.ReadArray, block: 1, buffer: 0 });
      },
    ],
    [
      'what a failed read left, written out',
      /I4 .*writes out/,
      (bench) => {
        bench.open(Op.Read, 0, blockBytes, 0, 0);
        bench.store.completed(bench.drain({ kind: CommandKind.ReadArray, block: 1, buffer: 0 }), false);
        bench.drain({ kind: CommandKind.WriteDram, slot: 2, buffer: 0 });
      },
    ],
    [
      'a buffer filled after the answer',
      /protocol .*after its request was answered/,
      (bench) => {
        bench.open(Op.Read, 0, blockBytes, 0, 0);
        const read = bench.drain({ kind: CommandKind.ReadArray, block: 1, buffer: 0 });
        bench.store.buffers.close(0);
        bench.store.completed(read, true);
      },
    ],
    [
      'a snapshot that was released',
      /I2 .*snapshot 4/,
      (bench) => {
        bench.run({ kind: CommandKind.DiscardArray, block: 1, snapshot: 4 });
        bench.run({ kind: CommandKind.ReleaseSnapshot, snapshot: 4 });
        bench.open(Op.Read, 0, blockBytes, 0, 0);
        bench.drain({ kind: CommandKind.ReadSnapshot, block: 1, snapshot: 4, buffer: 0 });
      },
    ],
    [
      'a slot of nobody',
      /I1 .*does not exist/,
      (bench) => {
        bench.open(Op.Write, 0, blockBytes, 0, 1);
        bench.drain({ kind: CommandKind.WriteDram, slot: 16, buffer: 0 });
      },
    ],
  ])('finds %s', (_name, expected, play) => {
    const bench = new Bench();
    play(bench);
    expect(bench.log.texts.join('\n')).toMatch(expected);
  });
});
