/**
 * What a recovery writes before its engine is used: of each VM whose cache was lost a checkpoint of nothing, which ends what the log said of it before; then the
 * marker, which says to where each VM was recovered, and which segments are missing; last a superblock. Each is durable before the next.
 */
import { alsoSettled } from '../../base/settled.ts';
import type { Settled } from '../../base/settled.ts';
import { entryBytes, EntryKind, ringStartBytes, segmentBytes } from '../logFormat.ts';
import { portionEntry } from '../portionEntry.ts';
import { SegmentWriter } from '../segmentWriter.ts';
import type { SegmentHeader } from '../segmentWriter.ts';
import type { LogStart } from './install.ts';
import type { FoundLog } from './readLog.ts';
import type { RecoveredVm } from './recoveredVm.ts';

export interface FlashWrite {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Where a VM is. */
export interface MarkedPoint {
  readonly disk: number;
  readonly memory: number;
  readonly sequence: number;
  readonly nextSequence: number;
}

export class FirstWrites {
  readonly writes: FlashWrite[] = [];
  headBytes: number;
  nextNumber: number;
  private readonly log: FoundLog;
  private readonly areaBytes: number;
  private settled: Settled;

  constructor(log: FoundLog, areaBytes: number) {
    this.log = log;
    this.areaBytes = areaBytes;
    this.headBytes = log.headBytes;
    this.nextNumber = log.nextNumber;
    this.settled = log.settled;
  }

  /** The VM begins anew where it is, with its portion and nothing else. */
  base(id: number, vm: RecoveredVm): LogStart {
    const ranges = vm.ranges ?? [];
    const writer = new SegmentWriter(segmentBytes(entryBytes[EntryKind.Base] + entryBytes[EntryKind.Portion] + 4 * ranges.length));
    writer.entry(EntryKind.Base, 0, true);
    writer.u32(4, 1);
    for (const place of [8, 16, 24, 40]) writer.f64(place, vm.sequence);
    writer.f64(32, vm.lastWriteNs);
    writer.f64(48, vm.windowStartNs);
    if (vm.portion !== null) {
      portionEntry(writer, vm.portion, ranges);
    }
    return this.add(writer, { vm: id, lease: vm.nextSequence });
  }

  marker(points: readonly MarkedPoint[]): LogStart {
    // Where a VM begins anew the marker says so, even if nothing is missing any more.
    const missing = this.log.missing.length === 0 && this.writes.length > 0 ? [[0, 0] as const] : this.log.missing;
    const perVm = entryBytes[EntryKind.Vm] + entryBytes[EntryKind.Recovered];
    const writer = new SegmentWriter(segmentBytes(missing.length * entryBytes[EntryKind.Missing] + points.length * perVm));
    for (const [from, to] of missing) {
      writer.entry(EntryKind.Missing);
      writer.f64(8, from);
      writer.f64(16, to);
    }
    points.forEach(({ disk, memory, sequence, nextSequence }, id) => {
      writer.vm(id);
      writer.entry(EntryKind.Recovered);
      writer.f64(8, sequence);
      writer.f64(16, nextSequence);
      writer.f64(24, disk);
      writer.f64(32, memory);
    });
    return this.add(writer, { vm: 0, lease: 0, hasOthers: points.length > 1 });
  }

  /** Until the marker is there, nothing may call segments durable that were on their way; but those of the recovery itself, which come one after the other. */
  private add(writer: SegmentWriter, header: Pick<SegmentHeader, 'vm' | 'lease' | 'hasOthers'>): LogStart {
    const number = this.nextNumber++;
    writer.seal({ ...header, number, settled: this.settled, tail: this.log.tailNumber });
    this.settled = alsoSettled(this.settled, number);
    const offset = this.headBytes + writer.bytes.length > this.areaBytes ? ringStartBytes : this.headBytes;
    this.headBytes = offset + writer.bytes.length;
    this.writes.push({ offset, bytes: writer.bytes });
    return { number, offset };
  }
}
