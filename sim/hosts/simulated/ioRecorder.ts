/**
 * Records single IOs and the device commands of a run, for swimlanes and traces: `IoRecording` says what is kept.
 *
 * It only looks: nothing in the run depends on it, and the digest is the same with and without. Memory is bounded: rings of `iosMax` requests and four times as many commands (about 400 bytes per
 * request in all), which keep the last ones; with `fromNs` the first that come at or after that instant are kept, and recording ends when the rings are full. `recording()` may be asked at any time.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import { CommandKind, NoticeKind } from '../../engine/protocol.ts';
import type { EngineCommand, IoRequest, Notice, OutboxList } from '../../engine/protocol.ts';
import type { CommandSpans, IoRecording, IoSpans } from '../../results/ioRecording.ts';
import { DeviceNumber } from './commandRouter.ts';
import { SpanRing } from './spanRing.ts';
import type { SpanRingState } from './spanRing.ts';

export interface IoRecorderOptions {
  readonly iosMax: number;
  /** Keep the first from this instant on; null: keep the last. */
  readonly fromNs: number | null;
}

export interface IoRecorderState {
  readonly ios: SpanRingState;
  readonly commands: SpanRingState;
}

export const recordedIosMax = 1_000_000;
const COMMANDS_PER_IO = 4;
/** Columns of the rings, in the order of their numbers. */
const Io = { Vm: 0, Op: 1, Space: 2, OffsetBytes: 3, LengthBytes: 4, ArrivalNs: 5, SubmittedNs: 6, AdmittedNs: 7, AnsweredNs: 8, Status: 9 } as const;
const Command = { Kind: 0, Vm: 1, Device: 2, Block: 3, Bytes: 4, Cause: 5, Io: 6, IssuedNs: 7, CompletedNs: 8 } as const;

const deviceOfKind: readonly number[] = Object.entries(CommandKind).map(([name]) => {
  if (/ReleaseSnapshot|FillZeros/.test(name)) return DeviceNumber.None;
  if (/Array|Snapshot/.test(name)) return DeviceNumber.Array;
  return /^(Read|Write)Dram$/.test(name) ? DeviceNumber.Dram : DeviceNumber.Flash;
});

export class IoRecorder implements Stateful<IoRecorderState> {
  readonly #vmNames: readonly string[];
  readonly #blockBytes: number;
  readonly #fromNs: number;
  readonly #ios: SpanRing;
  readonly #commands: SpanRing;

  constructor(options: IoRecorderOptions, vmNames: readonly string[], blockBytes: number) {
    assert(options.iosMax >= 1 && options.iosMax <= recordedIosMax, 'a recording has a bound');
    this.#vmNames = vmNames;
    this.#blockBytes = blockBytes;
    this.#fromNs = options.fromNs ?? 0;
    this.#ios = new SpanRing(Object.keys(Io).length, options.iosMax, options.fromNs !== null);
    this.#commands = new SpanRing(Object.keys(Command).length, options.iosMax * COMMANDS_PER_IO, options.fromNs !== null);
  }

  /** A request has come to the hypervisor. `arrivalNs` is when it was meant to come. */
  arrive(nowNs: number, tag: number, arrivalNs: number, { vm, op, space, offsetBytes, lengthBytes }: Readonly<IoRequest>): void {
    if (nowNs < this.#fromNs) return;
    const row = this.#ios.begin(tag);
    if (row < 0) return;
    const { cells } = this.#ios;
    cells[row + Io.Vm] = vm;
    cells[row + Io.Op] = op;
    cells[row + Io.Space] = space;
    cells[row + Io.OffsetBytes] = offsetBytes;
    cells[row + Io.LengthBytes] = lengthBytes;
    cells[row + Io.ArrivalNs] = arrivalNs;
    cells[row + Io.SubmittedNs] = NaN;
    cells[row + Io.AdmittedNs] = NaN;
    cells[row + Io.AnsweredNs] = NaN;
    cells[row + Io.Status] = 0;
  }

  /** It leaves the hypervisor for the cache. */
  submit(nowNs: number, tag: number): void {
    this.#ios.set(tag, Io.SubmittedNs, nowNs);
  }

  notices(nowNs: number, { count, items }: OutboxList<Notice>): void {
    for (let index = 0; index < count; index += 1) {
      const { kind, tag } = items[index];
      if (kind === NoticeKind.ReadAdmitted || kind === NoticeKind.WriteAdmitted || kind === NoticeKind.DiscardAdmitted)
        this.#ios.set(tag, Io.AdmittedNs, nowNs);
    }
  }

  answer(nowNs: number, tag: number, status: number): void {
    this.#ios.set(tag, Io.Status, status);
    this.#ios.end(tag, Io.AnsweredNs, nowNs);
  }

  commands(nowNs: number, { count, items }: OutboxList<EngineCommand>): void {
    if (nowNs < this.#fromNs) return;
    for (let index = 0; index < count; index += 1) {
      const command = items[index];
      const row = this.#commands.begin(command.tag);
      if (row < 0) continue;
      const isLog = command.kind === CommandKind.AppendLog || command.kind === CommandKind.ReadLog;
      const { cells } = this.#commands;
      cells[row + Command.Kind] = command.kind;
      cells[row + Command.Vm] = command.vm;
      cells[row + Command.Device] = deviceOfKind[command.kind];
      cells[row + Command.Block] = isLog ? -1 : command.block;
      cells[row + Command.Bytes] = isLog ? command.lengthBytes : command.blockCount * this.#blockBytes;
      cells[row + Command.Cause] = command.cause;
      cells[row + Command.Io] = command.buffer >= 0 ? this.#ios.idOf(command.buffer) : -1;
      cells[row + Command.IssuedNs] = nowNs;
      cells[row + Command.CompletedNs] = NaN;
    }
  }

  complete(nowNs: number, tag: number): void {
    this.#commands.end(tag, Command.CompletedNs, nowNs);
  }

  /** A copy of what is kept. O(what is kept). */
  recording(): IoRecording {
    return {
      vmNames: this.#vmNames,
      ios: this.#ioSpans(),
      commands: this.#commandSpans(),
      iosLeftOut: this.#ios.leftOut,
      commandsLeftOut: this.#commands.leftOut,
    };
  }

  save(): IoRecorderState {
    return { ios: this.#ios.save(), commands: this.#commands.save() };
  }

  restore(state: IoRecorderState): void {
    this.#ios.restore(state.ios);
    this.#commands.restore(state.commands);
  }

  #ioSpans(): IoSpans {
    const ring = this.#ios;
    return {
      count: ring.count,
      id: ring.ids(),
      vm: Int32Array.from(ring.column(Io.Vm)),
      op: Uint8Array.from(ring.column(Io.Op)),
      space: Uint8Array.from(ring.column(Io.Space)),
      offsetBytes: ring.column(Io.OffsetBytes),
      lengthBytes: ring.column(Io.LengthBytes),
      arrivalNs: ring.column(Io.ArrivalNs),
      submittedNs: ring.column(Io.SubmittedNs),
      admittedNs: ring.column(Io.AdmittedNs),
      answeredNs: ring.column(Io.AnsweredNs),
      status: Uint8Array.from(ring.column(Io.Status)),
    };
  }

  #commandSpans(): CommandSpans {
    const ring = this.#commands;
    return {
      count: ring.count,
      id: ring.ids(),
      kind: Uint8Array.from(ring.column(Command.Kind)),
      vm: Int32Array.from(ring.column(Command.Vm)),
      device: Int8Array.from(ring.column(Command.Device)),
      block: ring.column(Command.Block),
      bytes: ring.column(Command.Bytes),
      cause: Uint8Array.from(ring.column(Command.Cause)),
      io: ring.column(Command.Io),
      issuedNs: ring.column(Command.IssuedNs),
      completedNs: ring.column(Command.CompletedNs),
    };
  }
}
