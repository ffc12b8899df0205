/**
 * Claim 1 of US 10,055,146 B1, limit by limit, on the engine itself. Two VMs, `a` and `b`; the host here carries out commands at once and keeps a note of each.
 * The README names the limits; the walkthroughs show the same step by step.
 */
import { describe, expect, it } from 'vitest';
import { CacheEngine } from '../sim/engine/engine.ts';
import { CommandKind, Op, Space } from '../sim/engine/protocol.ts';
import type { ControlOutcome, EngineCommand, EngineOutbox, RequestTag, VmCacheConfig, VmId } from '../sim/engine/protocol.ts';
import { buildSimulation } from '../sim/scenario/build.ts';
import { loadInputs } from '../sim/scenario/loadInputs.ts';
import { parseScenario } from '../sim/scenario/parse.ts';

const a = 0 as VmId;
const b = 1 as VmId;
const blockBytes = 4096;
const intervalNs = 500_000_000;

const vmConfig: Omit<VmCacheConfig, 'name'> = {
  diskBlocks: 64,
  memoryBlocks: 8,
  portion: { dramBlocks: 16, flashBlocks: 48, logRecords: 100 },
  durability: 'dram',
  granularity: 'every-write',
  intervalNs: 0,
  retention: { timeNs: Infinity, records: Infinity, flashBlocks: Infinity },
  preimage: 'copy-before-destage',
  eviction: { policy: 'lru', params: {} },
  flush: { policy: 'periodic', params: { interval: intervalNs } },
  admitReadMisses: true,
  promoteFlashHits: false,
};

/** A host whose devices take no time, and that notes every command. */
class Server {
  readonly engine = new CacheEngine({
    blockBytes,
    dramBlocks: 32,
    flashBlocks: 96,
    vms: [
      { ...vmConfig, name: 'a' },
      { ...vmConfig, name: 'b' },
    ],
    ioBlocksMax: 4,
    array: { snapshots: false, atomicWrites: false },
    destagesInFlightMax: 8,
    logTailRecords: 100,
    walkNsPerRecord: 0,
  });
  nowNs = 0;
  commands: EngineCommand[] = [];
  answered: number[] = [];
  outcomes: ControlOutcome[] = [];
  private tag = 0;
  private readonly outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };

  /** Returns the commands that it led to. */
  io(vm: VmId, space: Space, op: Op, block: number): EngineCommand[] {
    this.commands = [];
    this.tag += 1;
    const request = { vm, space, op, offsetBytes: block * blockBytes, lengthBytes: blockBytes, forceUnitAccess: false, buffer: this.tag, view: -1 };
    this.engine.submit(this.nowNs, { ...request, tag: this.tag as RequestTag });
    this.settle();
    return this.commands;
  }

  rollback(vm: VmId, sequence: number): ControlOutcome {
    this.engine.control(this.nowNs, { id: 1, kind: 'rollback', vms: [vm], target: { by: 'sequence', sequence: sequence }, waiting: 'keep' });
    this.settle();
    return this.outcomes[this.outcomes.length - 1]!;
  }

  /** Time passes; the engine is woken when it asked to be. Returns the commands of that time. */
  pass(durationNs: number): EngineCommand[] {
    this.commands = [];
    const toNs = this.nowNs + durationNs;
    while (this.engine.nextWakeNs() <= toNs) {
      this.nowNs = Math.max(this.nowNs, this.engine.nextWakeNs());
      this.engine.wake(this.nowNs);
      this.settle();
    }
    this.nowNs = toNs;
    return this.commands;
  }

  where(vm: VmId, space: Space, block: number): string {
    const { place, slot } = this.engine.locate(vm, space, block);
    return slot < 0 ? place : `${place} ${slot}`;
  }

  private settle(): void {
    const { outbox } = this;
    for (;;) {
      this.engine.drain(outbox);
      const drained = outbox.commands.items.slice(0, outbox.commands.count).map((command) => ({ ...command }));
      this.answered.push(...outbox.acknowledgements.items.slice(0, outbox.acknowledgements.count).map(({ tag }) => Number(tag)));
      this.outcomes.push(...outbox.outcomes.items.slice(0, outbox.outcomes.count));
      for (const list of [outbox.notices, outbox.commands, outbox.acknowledgements, outbox.outcomes]) list.count = 0;
      if (drained.length === 0) return;
      this.commands.push(...drained);
      for (const { tag } of drained) this.engine.complete(this.nowNs, { tag, status: 0 });
    }
  }
}

function ofKind(commands: readonly EngineCommand[], kind: CommandKind): EngineCommand[] {
  return commands.filter((command) => command.kind === kind);
}

/** A server on which `a` has written block 3 of `space` once; `first` are the commands of that. */
function written(space: Space = Space.Disk): { server: Server; first: EngineCommand[] } {
  const server = new Server();
  return { server, first: server.io(a, space, Op.Write, 3) };
}

describe('claim 1', () => {
  it('C1: an application on a server comprises a VM, which runs in a hypervisor', async () => {
    const scenario = parseScenario('duration: 20ms\nvms: 2', 'claim.yaml', []);
    const simulation = buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('no trace here'))), { oracle: 'full' });
    while (!simulation.finished) simulation.run(100_000);
    const { result } = simulation.finish();
    expect(result.vms.map(({ reads, writes }) => reads > 0 && writes > 0)).toEqual([true, true]);
    expect(result.oracle.violations).toBe(0);
  });

  it('C2: the server cache has a log', () => {
    const { server } = written();
    server.io(a, Space.Disk, Op.Write, 3);
    expect(server.engine.counters(a, 0).logRecords).toBeGreaterThan(0);
  });

  it('C3: the cache stores memory information of the application', () => {
    const { server } = written(Space.Memory);
    expect(server.where(a, Space.Memory, 3)).toMatch(/^dram \d+$/);
    expect(server.io(a, Space.Memory, Op.Read, 3).map(({ kind }) => kind)).toEqual([CommandKind.ReadDram]);
  });

  it('C4: a current IO that updates data stored on the server cache is received there', () => {
    const { server } = written();
    server.io(a, Space.Disk, Op.Write, 3);
    expect(server.answered).toEqual([1, 2]);
  });

  it('C5: it is written to the portion segregated to the application; different VMs to different areas', () => {
    const server = new Server();
    for (const vm of [a, b]) {
      for (let round = 0; round < 3; round++) {
        for (let block = 0; block < 10; block++) {
          for (const command of server.io(vm, Space.Disk, Op.Write, block)) {
            if (command.kind === CommandKind.WriteDram || command.kind === CommandKind.CopyDramToFlash)
              expect(server.engine.slotOwner('dram', command.slot)).toBe(vm);
            if (command.kind === CommandKind.CopyDramToFlash) expect(server.engine.slotOwner('flash', command.toSlot)).toBe(vm);
          }
        }
      }
    }
  });

  it('C6: it does not overwrite the previous data to which it is directed', () => {
    const { server, first } = written();
    const [before] = ofKind(first, CommandKind.WriteDram);
    const [after] = ofKind(server.io(a, Space.Disk, Op.Write, 3), CommandKind.WriteDram);
    expect(after!.slot).not.toBe(before!.slot);
  });

  it('C7: the location index is updated to where it was written', () => {
    const { server } = written();
    const [write] = ofKind(server.io(a, Space.Disk, Op.Write, 3), CommandKind.WriteDram);
    expect(server.where(a, Space.Disk, 3)).toBe(`dram ${write!.slot}`);
  });

  it('C8 and C13: the location of the previous data is recorded in the log, and it is that in the flash', () => {
    const { server } = written();
    const [copy] = ofKind(server.io(a, Space.Disk, Op.Write, 3), CommandKind.CopyDramToFlash);
    expect(server.rollback(a, 1)).toMatchObject({ ok: true, blocksRestored: 1 });
    expect(server.engine.rollbackTrace().map(({ after }) => after)).toEqual([`flash ${copy!.toSlot}`]);
    expect(server.where(a, Space.Disk, 3)).toBe(`flash ${copy!.toSlot}`);
  });

  it('C9: portions of the content are transferred to the storage system periodically', () => {
    const { server } = written();
    expect(ofKind(server.pass(intervalNs / 2), CommandKind.WriteArray)).toEqual([]);
    expect(ofKind(server.pass(intervalNs), CommandKind.WriteArray).map(({ block }) => block)).toEqual([3]);
    server.io(a, Space.Disk, Op.Write, 5);
    expect(ofKind(server.pass(intervalNs), CommandKind.WriteArray).map(({ block }) => block)).toEqual([5]);
  });

  it('C10: the storage system stores what is written to the disk image, the cache what is written to memory', () => {
    const { server } = written();
    server.io(a, Space.Memory, Op.Write, 3);
    const toArray = server.pass(3 * intervalNs).filter(({ kind }) => kind === CommandKind.WriteArray || kind === CommandKind.DiscardArray);
    expect(toArray.map(({ space }) => space)).toEqual([Space.Disk]);
    expect(server.where(a, Space.Memory, 3)).toMatch(/^(dram|flash) \d+$/);
  });

  it('C11: the server cache has DRAM and flash', () => {
    const { server } = written();
    expect([server.engine.slotCounts(a, 'dram').total, server.engine.slotCounts(a, 'flash').total]).toEqual([16, 48]);
  });

  it('C12: the previous data is written to the flash, the current IO to the DRAM', () => {
    const { server, first } = written();
    const [before] = ofKind(first, CommandKind.WriteDram);
    const second = server.io(a, Space.Disk, Op.Write, 3);
    expect(ofKind(second, CommandKind.WriteDram)).toHaveLength(1);
    expect(ofKind(second, CommandKind.CopyDramToFlash).map(({ slot }) => slot)).toEqual([before!.slot]);
  });
});
