/**
 * Faults of the kind that crash safety is lost by, planted one at a time: each must be caught within 1,000 crashes of the campaign (`npm run fuzz -- --crashes
 * --instants N`). The engine's own checks are switched off: what is shown is that it is seen from outside.
 */
import { describe, expect, it } from 'vitest';
import { Command, Purpose } from '../../sim/engine/command.ts';
import type { EngineCore } from '../../sim/engine/core.ts';
import type { CacheEngine } from '../../sim/engine/engine.ts';
import { entryBytes, EntryKind, headerBytes, roundUp } from '../../sim/engine/logFormat.ts';
import { MetadataKind } from '../../sim/engine/metadataQueue.ts';
import { NoticeKind } from '../../sim/engine/protocol.ts';
import type { EngineOutbox } from '../../sim/engine/protocol.ts';
import { segmentChecksum } from '../../sim/engine/segmentWriter.ts';
import type { VmCache } from '../../sim/engine/vmCache.ts';
import { newCounts, runCampaign } from '../fuzz/crashCampaign.ts';
import { CrashableEngines } from '../fuzz/crashableEngines.ts';
import type { Planted } from '../fuzz/crashableEngines.ts';
import type { FuzzPlan } from '../fuzz/fuzzPlan.ts';
import { item } from '../support/item.ts';

const instantsMax = 1000;

function coreOf(engine: CacheEngine): EngineCore {
  engine.verifyInvariants = () => undefined;
  return (engine as unknown as { readonly core: EngineCore }).core;
}

/** As soon as an append is sent, what it is to make durable counts as durable: answers go out before it is there. */
function answerBeforeAppend(core: EngineCore, vm: VmCache): void {
  let appends = vm.appends;
  Object.defineProperty(vm, 'appends', {
    enumerable: true,
    get: () => appends,
    set: (value: number) => {
      const isSent = value > appends;
      appends = value;
      if (!isSent) return;
      for (const space of [0, 1] as const) {
        if (vm.logged[space] <= vm.durablePoint[space]) continue;
        vm.durablePoint[space] = vm.logged[space];
        core.notice(NoticeKind.DurablePoint, vm, space, -1, vm.logged[space], -1, null);
      }
    },
  });
}

/** A slot that is given up is free at once, although the log on flash names it still. */
function freeAtOnce(core: EngineCore, vm: VmCache): void {
  const push = vm.metadata.push.bind(vm.metadata);
  const pin = core.pin.bind(core);
  const unpin = core.unpin.bind(core);
  const early = new Set<number>();
  let retiring = -1;
  vm.metadata.push = (kind, space, block, place, sequence) => {
    const isGivenUp = kind === MetadataKind.Dropped || kind === MetadataKind.RecordGone || kind === MetadataKind.RecordExpired;
    retiring = isGivenUp && place >= 0 ? place : -1;
    push(kind, space, block, place, sequence);
  };
  core.pin = (cell) => {
    if (cell === retiring) early.add(cell);
    else pin(cell);
    retiring = -1;
  };
  core.unpin = (cell) => {
    if (!early.delete(cell)) unpin(cell);
  };
}

/** A checkpoint does not wait for the appends that are under way. */
function checkpointAtOnce(vm: VmCache): void {
  const real = [vm.appending[0], vm.appending[1]];
  for (const space of [0, 1]) {
    const get = (): boolean => item(real, space) && !vm.isCheckpointDue;
    Object.defineProperty(vm.appending, space, { enumerable: true, get, set: (value: boolean) => (real[space] = value) });
  }
  for (const name of ['isLoggingMetadata', 'isLoggingPreimages'] as const) {
    let isLogging = vm[name];
    Object.defineProperty(vm, name, { enumerable: true, get: () => isLogging && !vm.isCheckpointDue, set: (value: boolean) => (isLogging = value) });
  }
}

/** The record of a group's rollback reaches the log VM by VM: that of the first at once. */
function tearTurns(engine: CacheEngine, log: Uint8Array): void {
  const drain = engine.drain.bind(engine);
  engine.drain = (outbox: EngineOutbox) => {
    drain(outbox);
    for (let i = 0; i < outbox.commands.count; i++) {
      const command = item(outbox.commands.items, i);
      if (!(command instanceof Command) || command.purpose !== Purpose.RollbackLogWrite || command.bytes === null) continue;
      const first = command.bytes.slice();
      cutAfterFirstVm(first);
      log.set(first, command.logOffset);
    }
  };
}

function cutAfterFirstVm(bytes: Uint8Array): void {
  let vms = 0;
  forEachEntry(bytes, (view, at, kind) => {
    if (kind === EntryKind.Vm) vms++;
    if (vms > 1) view.setUint32(at, EntryKind.End, true);
  });
  new DataView(bytes.buffer).setUint32(60, segmentChecksum(bytes), true);
}

/** What was given up, and left out, is taken to be there still. */
function ignoreTrimming(bytes: Uint8Array): void {
  forEachEntry(bytes, (view, at, kind) => {
    if (kind !== EntryKind.Dropped && kind !== EntryKind.RecordGone && kind !== EntryKind.Window) return;
    // An entry of the same length that says nothing.
    view.setUint32(at, EntryKind.Lost, true);
    view.setFloat64(at + 8, 0, true);
    view.setFloat64(at + 16, 0, true);
  });
}

function forEachEntry(bytes: Uint8Array, visit: (view: DataView, at: number, kind: EntryKind) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = headerBytes; at + 8 <= bytes.length;) {
    const kind = (view.getUint32(at, true) & 255) as EntryKind;
    if (kind === EntryKind.End || kind > EntryKind.Lost) return;
    const hasName = kind === EntryKind.Bookmark || kind === EntryKind.BookmarkGone;
    const more = kind === EntryKind.Portion ? 8 * view.getUint32(at + 4, true) : hasName ? roundUp(Math.max(0, view.getInt32(at + 4, true)), 8) : 0;
    visit(view, at, kind);
    at += item(entryBytes, kind) + more;
  }
}

interface PlantedFault {
  readonly fault: string;
  readonly planted: Planted;
  /** Of the plans of the campaign. */
  readonly bias?: Partial<FuzzPlan>;
}

const faults: readonly PlantedFault[] = [
  { fault: 'no barrier before the acknowledgement', planted: { store: ({ unflushed }) => (unflushed.barrier = () => -1) } },
  {
    fault: 'the log record is written after the acknowledgement',
    planted: {
      engine: (engine) => {
        const core = coreOf(engine);
        for (const vm of core.vms) answerBeforeAppend(core, vm);
      },
    },
  },
  { fault: 'a checksum is not checked', planted: { segment: () => undefined } },
  {
    fault: 'a slot is reused before its durable time',
    planted: {
      engine: (engine) => {
        const core = coreOf(engine);
        for (const vm of core.vms) freeAtOnce(core, vm);
      },
    },
  },
  {
    fault: 'a rollback record is not atomic',
    bias: { groupRatio: 1, crashAt: { 'rollback-record': 0.9 } },
    planted: {
      engine: (engine, store) => {
        if (store.log !== null) tearTurns(engine, store.log);
      },
    },
  },
  {
    fault: 'a checkpoint is taken out of order',
    planted: {
      engine: (engine) => {
        for (const vm of coreOf(engine).vms) checkpointAtOnce(vm);
      },
    },
  },
  { fault: 'recovery ignores trimming', planted: { segment: ignoreTrimming } },
];

describe('planted faults of crash safety', () => {
  it.each(faults)('$fault', ({ planted, bias = {} }) => {
    const counts = newCounts();
    let failure: string | null = null;
    for (let seed = 1; failure === null && counts.instants < instantsMax; seed++)
      failure = runCampaign(seed, counts, new CrashableEngines(planted), {}, bias).failure;
    expect(failure, `${String(counts.instants)} crashes`).not.toBeNull();
    expect(counts.instants).toBeLessThanOrEqual(instantsMax);
  });
});
