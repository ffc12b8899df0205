/**
 * A recording of IOs as lanes: each VM's IOs, what waits in the hypervisor and for room in the cache, what the devices do. What is still under way lasts until now; spans that overlap
 * lie in rows of their own, the lowest that is free.
 */
import { packLanes } from '../../../reports/export/packLanes.ts';
import { recordedDevices } from '../../../sim/results/ioRecording.ts';
import type { IoRecording } from '../../../sim/results/ioRecording.ts';
import type { Lane } from './laneMessages.ts';
import { commandName, ioName, waitName } from './spanNames.ts';

/** By columns, in the order in which they were recorded. */
export interface LaneSpans {
  readonly fromNs: readonly number[];
  readonly toNs: readonly number[];
  readonly vm: readonly number[];
  readonly io: readonly number[];
  readonly name: readonly number[];
  readonly bytes: readonly number[];
}

export interface LaidOutLane {
  readonly head: Lane;
  readonly spans: LaneSpans;
  /** By span. */
  readonly rowOf: Int32Array;
}

export interface LaidOutIos {
  readonly recording: IoRecording;
  readonly nowNs: number;
  readonly lanes: readonly LaidOutLane[];
  readonly vmsLeftOut: number;
}

/** More would not be told apart: those with the most IOs have a lane. */
const vmLanesMax = 16;

class SpanList implements LaneSpans {
  readonly fromNs: number[] = [];
  readonly toNs: number[] = [];
  readonly vm: number[] = [];
  readonly io: number[] = [];
  readonly name: number[] = [];
  readonly bytes: number[] = [];

  add(fromNs: number, toNs: number, { vm, io, name, bytes }: { vm: number; io: number; name: number; bytes: number }): void {
    this.fromNs.push(fromNs);
    this.toNs.push(toNs);
    this.vm.push(vm);
    this.io.push(io);
    this.name.push(name);
    this.bytes.push(bytes);
  }
}

/** O(what is recorded × rows). */
export function layOutIos(recording: IoRecording, nowNs: number): LaidOutIos {
  const { vmNames } = recording;
  const vms = busiestVms(recording);
  const ofVm = vmNames.map(() => new SpanList());
  const [hypervisor, room] = [new SpanList(), new SpanList()];
  readIos(recording, nowNs, ofVm, hypervisor, room);
  const lanes = [
    ...vms.map((vm) => laneOf({ title: vmNames[vm]!, kind: 'vm', vm }, ofVm[vm]!)),
    laneOf({ title: 'hypervisor', kind: 'hypervisor', vm: -1 }, hypervisor),
    laneOf({ title: 'waits for room', kind: 'room', vm: -1 }, room),
    ...readCommands(recording, nowNs).map((spans, device) => laneOf({ title: recordedDevices[device]!, kind: 'device', vm: -1 }, spans)),
  ];
  return { recording, nowNs, lanes, vmsLeftOut: vmNames.length - vms.length };
}

function laneOf(head: Omit<Lane, 'rows'>, spans: LaneSpans): LaidOutLane {
  const { count, of } = packLanes(spans.fromNs, spans.toNs);
  return { head: { ...head, rows: Math.max(1, count) }, spans, rowOf: of };
}

function busiestVms({ vmNames, ios }: IoRecording): readonly number[] {
  const counts = vmNames.map((_, vm) => ({ vm, ios: 0 }));
  for (let row = 0; row < ios.count; row += 1) counts[ios.vm[row]!]!.ios += 1;
  return counts
    .sort((one, other) => other.ios - one.ios || one.vm - other.vm)
    .slice(0, vmLanesMax)
    .map(({ vm }) => vm)
    .sort((one, other) => one - other);
}

function readIos({ ios }: IoRecording, nowNs: number, ofVm: readonly SpanList[], hypervisor: SpanList, room: SpanList): void {
  for (let row = 0; row < ios.count; row += 1) {
    const arrivalNs = ios.arrivalNs[row]!;
    const span = { vm: ios.vm[row]!, io: ios.id[row]!, name: ioName(ios.op[row]!, ios.space[row]!), bytes: ios.lengthBytes[row]! };
    const endNs = orNow(ios.answeredNs[row]!, nowNs);
    const submittedNs = orNow(ios.submittedNs[row]!, endNs);
    ofVm[span.vm]!.add(arrivalNs, endNs, span);
    if (submittedNs > arrivalNs) hypervisor.add(arrivalNs, submittedNs, { ...span, name: waitName('in the hypervisor') });
    const roomNs = roomUntilNs(ios, row, nowNs);
    if (roomNs > submittedNs) room.add(submittedNs, roomNs, { ...span, name: waitName('waits for room') });
  }
}

/** Until when an IO waited for room in the cache; NaN: it never did, or came to no such instant. */
export function roomUntilNs(ios: IoRecording['ios'], row: number, nowNs: number): number {
  const admittedNs = ios.admittedNs[row]!;
  // A flush is not admitted; what was answered without being admitted was dropped.
  return Number.isNaN(admittedNs) && ios.op[row]! < 2 && Number.isNaN(ios.answeredNs[row]!) ? nowNs : admittedNs;
}

function readCommands({ commands }: IoRecording, nowNs: number): readonly SpanList[] {
  const lists = recordedDevices.map(() => new SpanList());
  for (let row = 0; row < commands.count; row += 1) {
    const span = { vm: commands.vm[row]!, io: commands.io[row]!, name: commandName(commands.kind[row]!), bytes: commands.bytes[row]! };
    lists[commands.device[row]!]?.add(commands.issuedNs[row]!, orNow(commands.completedNs[row]!, nowNs), span);
  }
  return lists;
}

export function orNow(atNs: number, nowNs: number): number {
  return Number.isNaN(atNs) ? nowNs : atNs;
}
