/**
 * The newest segments of the log, each with what was promised before it became durable: for damage to segments after which nothing was written that tells of them. Recovery takes such a
 * one for an append that was on its way when power failed. What it comes to then must be right for a crash at that very instant, just before the segment was
 * durable; only slots that were written over since may have lost what they held.
 */
import { isSettled } from '../../sim/base/settled.ts';
import { checkpointBit, EntryKind, headerBytes, othersBit, segmentMagic } from '../../sim/engine/logFormat.ts';
import type { RecoveryReport } from '../../sim/engine/recovery/recoverEngine.ts';
import { segmentChecksum } from '../../sim/engine/segmentWriter.ts';
import type { VmPromises } from '../../sim/oracle/crashChecks.ts';
import { item } from '../support/item.ts';
import { entryLength } from './printLog.ts';

interface DurableSegment {
  readonly number: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Of the VMs that it says something of. */
  readonly promises: ReadonlyMap<number, VmPromises>;
  /** Slots that were written over from then on: the rest of `gone` from this entry on. */
  readonly goneFrom: number;
}

/** What the log has lost of a VM without knowing it. */
export interface TailLoss {
  readonly promises: VmPromises;
  /** Slots that were written over, or given to others, since: what they held before. */
  readonly gone: ReadonlyMap<number, number>;
}

/** So many are remembered. */
const segmentsMax = 128;

export class LogTail {
  /** By VM: what the crash that is being recovered from has lost of it. */
  readonly losses = new Map<number, TailLoss>();
  private readonly promisesOf: (vm: number) => VmPromises;
  private segments: DurableSegment[] = [];
  private isPaused = false;
  private gone: { readonly slot: number; readonly former: number }[] = [];

  constructor(promisesOf: (vm: number) => VmPromises) {
    this.promisesOf = promisesOf;
  }

  /** Something is durable in the log, of which the engine has not heard yet. */
  written(offset: number, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.isPaused || bytes.length < headerBytes || view.getUint32(0, true) !== segmentMagic || view.getUint32(16, true) !== bytes.length) return;
    // What a crash has spoilt on its way never was durable.
    if (view.getUint32(60, true) !== segmentChecksum(bytes)) return;
    const promises = new Map(vmsOf(view).map((vm) => [vm, this.losses.get(vm)?.promises ?? this.promisesOf(vm)]));
    this.segments.push({ number: view.getFloat64(8, true), offset, bytes: bytes.slice(), promises, goneFrom: this.gone.length });
    if (this.segments.length > segmentsMax) this.segments.shift();
  }

  /** What happens while it is paused will never have been. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
  }

  /** The slot is written over, or goes to another VM. */
  slotGone(slot: number, former: number): void {
    if (!this.isPaused) this.gone.push({ slot, former });
  }

  /** The server has crashed, and recovery has read the log: what it can't know of is noted, and the tail begins anew. What is wrong with the report, or null. */
  crashed(log: Uint8Array, { settled, doubtfulSegments }: RecoveryReport): string | null {
    const lost = this.segments.filter(({ number, offset, bytes }) => !isSettled(settled, number) && !isSame(log, offset, bytes));
    for (const { promises, goneFrom } of lost) {
      for (const [vm, promised] of promises) if (!this.losses.has(vm)) this.losses.set(vm, { promises: promised, gone: this.goneSince(goneFrom) });
    }
    const isForgotten = this.segments.length === segmentsMax && settled.below < item(this.segments, 0).number;
    const unnamed = lost.find(({ number, offset, bytes }) => isSame(log, offset, bytes.subarray(0, headerBytes)) && !doubtfulSegments.includes(number));
    this.segments = [];
    this.gone = [];
    if (isForgotten) return 'more segments are in doubt than are remembered';
    return unnamed === undefined ? null : `segment ${String(unnamed.number)} is damaged behind its header, and recovery does not say that it is in doubt`;
  }

  /** The server is up again. */
  recovered(): void {
    this.losses.clear();
  }

  private goneSince(from: number): Map<number, number> {
    const first = new Map<number, number>();
    for (const { slot, former } of this.gone.slice(from)) if (!first.has(slot)) first.set(slot, former);
    return first;
  }
}

function isSame(log: Uint8Array, offset: number, bytes: Uint8Array): boolean {
  return bytes.every((byte, i) => log[offset + i] === byte);
}

/** Of which VMs the segment says something. */
function vmsOf(view: DataView): number[] {
  const head = view.getUint32(20, true);
  const vms = new Set([head % checkpointBit]);
  for (let at = headerBytes; head >= othersBit && at + 8 <= view.byteLength;) {
    const kind = (view.getUint32(at, true) & 255) as EntryKind;
    if (kind === EntryKind.End) break;
    if (kind === EntryKind.Vm) vms.add(view.getUint32(at + 4, true));
    at += entryLength(view, at, kind);
  }
  return [...vms];
}
