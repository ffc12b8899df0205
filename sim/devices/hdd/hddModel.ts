/**
 * A hard disk drive: one arm that serves one operation at a time in the order of its scheduler, and a buffer before it.
 *
 * Timing. A read whose sectors are in the buffer, or will be since the drive is reading on towards them, is served from there: command overhead, and the
 * transfer over the interface. Any other operation waits for the arm: command overhead, seek or switch, rotation, transfer from or to the platter
 * (`diskMechanism.ts`); a read's transfer over the interface runs along with that from the platter, sector by sector; a write's data comes in while the arm
 * moves. With write segments (`writeSegments` > 0: the drive reports a write when its buffer has it, and would lose it without power) a write that finds a
 * segment is done after overhead and transfer, and goes to the platter as an operation of its own; a write right behind one that still waits joins it.
 * A read that goes on where the arm just finished loses no revolution. Command overheads may depend on what was served before, as measured on real drives.
 * A drive that overlaps commands (`overlapsCommands`: tagged command queueing) has the overhead of a command, and the data of a write, come in one command after the other while the arm is
 * busy with others, so that only what is left of them is waited for; one that does not begins with them when its arm is free.
 * Equal ends keep the order in which they were worked out; an end is rounded up once, to whole ns.
 *
 * Faults: none of its own. Utilisation is that of the arm, reading on not counted.
 *
 * Left out: contention on the interface between buffer hits and operations of the arm, access to a track from its middle ("zero latency"), power states,
 * bad sectors. A discard does what a write of no data would do to the buffer, and takes the overhead only.
 * Sources: Ruemmler and Wilkes, "An Introduction to Disk Drive Modeling" (IEEE Computer, March 1994); J. S. Bucy et al., "The DiskSim Simulation Environment Version 4.0 Reference Manual"
 * (CMU-PDL-08-101), for what a drive's buffer does; IBM, "Ultrastar 146Z10 Hard disk drive specifications" (S07N9742-03), 11.5: the data phase of a command while another one is carried out.
 */
import { assert } from '../../base/assert.ts';
import { CompletionStatus, TransferOp } from '../device.ts';
import type { CompletionList, DeviceCounters, DeviceModel, Transfer } from '../device.ts';
import { StationMeter } from '../stationMeter.ts';
import type { StationMeterState } from '../stationMeter.ts';
import { TimerHeap } from '../timerHeap.ts';
import type { TimerHeapState } from '../timerHeap.ts';
import { DiskCache } from './diskCache.ts';
import type { DiskCacheState } from './diskCache.ts';
import { DiskGeometry } from './diskGeometry.ts';
import { DiskMechanism } from './diskMechanism.ts';
import type { DiskMechanismState } from './diskMechanism.ts';
import type { DiskScheduler } from './diskScheduler.ts';
import { DiskWaiting } from './diskWaiting.ts';
import type { DiskWaitingState } from './diskWaiting.ts';
import { DiskOps, DiskWork } from './diskOps.ts';
import type { DiskOpsState } from './diskOps.ts';
import type { DiskOverheads, HddConfig } from './hddConfig.ts';
import { SeekCurve } from './seekCurve.ts';

export interface HddState {
  readonly meter: StationMeterState;
  readonly timers: TimerHeapState;
  readonly waiting: DiskWaitingState;
  readonly ops: DiskOpsState;
  readonly mechanism: DiskMechanismState;
  readonly cache: DiskCacheState;
  readonly serving: number;
  readonly servingWork: number;
  readonly servingCount: number;
  readonly frontFreeNs: number;
  readonly lastWasWrite: boolean;
  readonly endSector: number;
  readonly endNs: number;
  readonly done: readonly number[];
  readonly doneNs: number;
}

/** Kinds of timers. `Done`: an operation is over. `ArmFree`: the arm is. `Buffered`: a write is in the buffer and may go to the platter. */
const TimerKind = { Done: 0, ArmFree: 1, Buffered: 2 } as const;

export class HddModel implements DeviceModel {
  readonly name: string;
  readonly parallel = 1;
  readonly #sectorBytes: number;
  readonly #capacitySectors: number;
  readonly #overheads: DiskOverheads;
  readonly #interfaceNsPerSector: number;
  readonly #overlapsCommands: boolean;
  readonly #scheduler: DiskScheduler;
  readonly #geometry: DiskGeometry;
  readonly #mechanism: DiskMechanism;
  readonly #cache: DiskCache;
  readonly #meter: StationMeter;
  readonly #timers = new TimerHeap();
  readonly #waiting = new DiskWaiting();
  readonly #ops = new DiskOps();
  /** The operation that the arm serves, or −1; what that is, and its sectors: a read may be over, and its place taken, before the arm is free. */
  #serving = -1;
  #servingWork = 0;
  #servingCount = 0;
  /** When the electronics before the buffer are free. */
  #frontFreeNs = 0;
  #lastWasWrite = false;
  /** Where the arm's last access ended, and when: before the start, when there was none. */
  #endSector = 0;
  #endNs = -1;
  /** When the scheduler was asked last, and what it may ask then: see `DiskScheduler.pick`. */
  #pickNs = 0;
  readonly #positionNs = (index: number): number => {
    const op = this.#waiting.opAt(index);
    const overheadNs = this.#overheadLeftNs(this.#pickNs, op);
    return overheadNs + this.#mechanism.positionNs(this.#pickNs + overheadNs, this.#ops.sector[op], this.#ops.work[op] !== DiskWork.Read);
  };
  /** Tags of what is over and not drained yet. */
  readonly #done: number[] = [];
  /** When the last of it was over. */
  #doneNs = 0;

  constructor(name: string, config: HddConfig, scheduler: DiskScheduler) {
    this.name = name;
    this.#geometry = new DiskGeometry(config.geometry);
    this.#sectorBytes = config.geometry.sectorBytes;
    this.#capacitySectors = config.geometry.capacitySectors;
    this.#mechanism = new DiskMechanism(config, this.#geometry, new SeekCurve(config.seek, this.#geometry.cylinders));
    this.#cache = new DiskCache(config.cache, this.#mechanism, this.#capacitySectors);
    this.#overheads = config.overheads;
    this.#interfaceNsPerSector = (this.#sectorBytes * 1e9) / config.interfaceBytesPerSecond;
    this.#overlapsCommands = config.overlapsCommands;
    this.#scheduler = scheduler;
    this.#meter = new StationMeter(name, 1);
  }

  /** Bytes that the drive offers. */
  get capacityBytes(): number {
    return this.#capacitySectors * this.#sectorBytes;
  }

  submit(nowNs: number, transfer: Transfer): void {
    if (this.#timers.nextNs() <= nowNs) this.wake(nowNs);
    const first = Math.floor(transfer.offsetBytes / this.#sectorBytes);
    const count = Math.max(1, Math.ceil((transfer.offsetBytes + transfer.lengthBytes) / this.#sectorBytes) - first);
    assert(first >= 0 && first + count <= this.#capacitySectors, 'an operation is within the disk');
    this.#meter.arrive(nowNs, transfer.op, transfer.lengthBytes, transfer.cause);
    const op = this.#ops.take();
    this.#ops.tag[op] = transfer.tag;
    this.#ops.arrivedNs[op] = nowNs;
    this.#ops.sector[op] = first;
    this.#ops.count[op] = count;
    this.#ops.segment[op] = -1;
    this.#ops.decodedNs[op] = -1;
    if (transfer.op === TransferOp.Read) {
      this.#ops.work[op] = DiskWork.Read;
      if (this.#readFromBuffer(nowNs, op)) return;
    } else {
      this.#cache.forget(nowNs, first, count);
      if (transfer.op === TransferOp.Discard) {
        this.#finish(this.#atFront(nowNs, this.#overheads.writeHitAfterWriteNs, 0), op);
        return;
      }
      this.#ops.work[op] = DiskWork.Write;
      if (this.#writeToBuffer(nowNs, op)) return;
    }
    this.#wait(nowNs, op);
  }

  wake(nowNs: number): void {
    const timers = this.#timers;
    while (timers.nextNs() <= nowNs) {
      timers.pop();
      const { timeNs, subject } = timers;
      if (timers.kind === TimerKind.Done) this.#complete(timeNs, subject);
      else if (timers.kind === TimerKind.ArmFree) this.#armFree(timeNs);
      else this.#wait(timeNs, subject);
    }
  }

  nextWakeNs(): number {
    return this.#done.length > 0 ? this.#doneNs : this.#timers.nextNs();
  }

  drain(completions: CompletionList): void {
    for (const tag of this.#done) {
      completions.tags[completions.count] = tag;
      completions.statuses[completions.count] = CompletionStatus.Ok;
      completions.count += 1;
    }
    this.#done.length = 0;
  }

  counters(nowNs: number): DeviceCounters {
    return this.#meter.counters(nowNs);
  }

  save(): HddState {
    return {
      meter: this.#meter.save(),
      timers: this.#timers.save(),
      waiting: this.#waiting.save(),
      ops: this.#ops.save(),
      mechanism: this.#mechanism.save(),
      cache: this.#cache.save(),
      serving: this.#serving,
      servingWork: this.#servingWork,
      servingCount: this.#servingCount,
      frontFreeNs: this.#frontFreeNs,
      lastWasWrite: this.#lastWasWrite,
      endSector: this.#endSector,
      endNs: this.#endNs,
      done: [...this.#done],
      doneNs: this.#doneNs,
    };
  }

  restore(state: unknown): void {
    const saved = state as HddState;
    this.#meter.restore(saved.meter);
    this.#timers.restore(saved.timers);
    this.#waiting.restore(saved.waiting);
    this.#ops.restore(saved.ops);
    this.#mechanism.restore(saved.mechanism);
    this.#cache.restore(saved.cache);
    this.#serving = saved.serving;
    this.#servingWork = saved.servingWork;
    this.#servingCount = saved.servingCount;
    this.#frontFreeNs = saved.frontFreeNs;
    this.#lastWasWrite = saved.lastWasWrite;
    this.#endSector = saved.endSector;
    this.#endNs = saved.endNs;
    this.#done.length = 0;
    this.#done.push(...saved.done);
    this.#doneNs = saved.doneNs;
  }

  /** The electronics handle one command after the other: overhead, then transfer. Returns the end. */
  #atFront(nowNs: number, overheadNs: number, sectors: number): number {
    const startNs = this.#frontFreeNs > nowNs ? this.#frontFreeNs : nowNs;
    this.#frontFreeNs = Math.ceil(startNs + overheadNs + sectors * this.#interfaceNsPerSector);
    return this.#frontFreeNs;
  }

  #readFromBuffer(nowNs: number, op: number): boolean {
    const count = this.#ops.count[op];
    const readyNs = this.#cache.readyNs(nowNs, this.#ops.sector[op], count);
    if (readyNs < 0 || (readyNs > nowNs && this.#serving >= 0)) return false;
    const overheadNs = this.#lastWasWrite ? this.#overheads.readHitAfterWriteNs : this.#overheads.readHitAfterReadNs;
    const endNs = this.#atFront(nowNs, overheadNs, count);
    const lastNs = Math.ceil(readyNs + this.#interfaceNsPerSector);
    this.#lastWasWrite = false;
    this.#finish(readyNs > nowNs && lastNs > endNs ? lastNs : endNs, op);
    if (readyNs > nowNs) {
      this.#endSector = this.#ops.sector[op] + count;
      this.#endNs = readyNs;
      this.#occupyArm(nowNs, Math.ceil(readyNs), op, DiskWork.ReadOn);
    }
    return true;
  }

  /** A write that the buffer takes is reported at once; its way to the platter is an operation that nobody waits for. */
  #writeToBuffer(nowNs: number, op: number): boolean {
    const ops = this.#ops;
    const joined = this.#join(ops.sector[op], ops.count[op]);
    const segment = joined ? -1 : this.#cache.takeWrite(ops.sector[op], ops.count[op]);
    if (!joined && segment < 0) return false;
    const overheadNs = this.#lastWasWrite ? this.#overheads.writeHitAfterWriteNs : this.#overheads.writeHitAfterReadNs;
    const endNs = this.#atFront(nowNs, overheadNs, ops.count[op]);
    this.#lastWasWrite = true;
    this.#finish(endNs, op);
    if (joined) return true;
    const destage = ops.take();
    ops.work[destage] = DiskWork.Destage;
    ops.sector[destage] = ops.sector[op];
    ops.count[destage] = ops.count[op];
    ops.segment[destage] = segment;
    ops.decodedNs[destage] = -1;
    ops.arrivedNs[destage] = endNs;
    this.#timers.push(endNs, TimerKind.Buffered, destage);
    return true;
  }

  /** A write right behind one that waits for the arm, or over it, becomes part of that one. */
  #join(sector: number, count: number): boolean {
    const ops = this.#ops;
    for (let index = 0; index < this.#waiting.length; index += 1) {
      const other = this.#waiting.opAt(index);
      if (ops.work[other] !== DiskWork.Destage) continue;
      const end = ops.sector[other] + ops.count[other];
      if (sector >= ops.sector[other] && sector + count <= end) return true;
      if (sector !== end || !this.#cache.hasRoomBehind(ops.segment[other], count)) continue;
      this.#cache.growWrite(ops.segment[other], count);
      ops.count[other] += count;
      return true;
    }
    return false;
  }

  #wait(nowNs: number, op: number): void {
    if (this.#overlapsCommands && this.#ops.work[op] !== DiskWork.Destage) this.#takeIn(nowNs, op);
    this.#waiting.push(op, this.#geometry.cylinderOf(this.#ops.sector[op]), this.#ops.sector[op]);
    if (this.#serving < 0) this.#serveNext(nowNs);
  }

  /** The command comes in, then the data of a write, whatever the arm is doing. */
  #takeIn(nowNs: number, op: number): void {
    const ops = this.#ops;
    ops.decodedNs[op] = this.#atFront(nowNs, this.#overheadNs(op), 0);
    ops.dataNs[op] = ops.work[op] === DiskWork.Write ? this.#atFront(nowNs, 0, ops.count[op]) : ops.decodedNs[op];
  }

  /** What is left of the overhead when the arm takes the operation up at `nowNs`. */
  #overheadLeftNs(nowNs: number, op: number): number {
    const decodedNs = this.#ops.decodedNs[op];
    return decodedNs < 0 ? this.#overheadNs(op) : decodedNs > nowNs ? decodedNs - nowNs : 0;
  }

  /** The arm takes up what the scheduler says. What meanwhile came into the buffer needs no arm. */
  #serveNext(nowNs: number): void {
    this.#pickNs = nowNs;
    while (this.#waiting.length > 0) {
      const op = this.#waiting.take(this.#scheduler.pick(this.#waiting, this.#mechanism.cylinder, this.#endSector, this.#positionNs));
      if (this.#ops.work[op] === DiskWork.Read && this.#readFromBuffer(nowNs, op)) {
        if (this.#serving >= 0) return;
        continue;
      }
      this.#cache.stopReading(nowNs);
      this.#serve(nowNs, op);
      return;
    }
  }

  #serve(nowNs: number, op: number): void {
    const ops = this.#ops;
    const sector = ops.sector[op];
    const count = ops.count[op];
    const isRead = ops.work[op] === DiskWork.Read;
    const goesOn = isRead && nowNs === Math.ceil(this.#endNs) && sector === this.#endSector;
    const startNs = goesOn ? this.#endNs : nowNs + this.#overheadLeftNs(nowNs, op);
    const transferNs = count * this.#interfaceNsPerSector;
    const dataNs = ops.work[op] !== DiskWork.Write ? startNs : ops.decodedNs[op] < 0 ? startNs + transferNs : ops.dataNs[op];
    this.#mechanism.access(startNs, sector, count, !isRead, dataNs);
    const { firstSectorNs, endNs } = this.#mechanism;
    const armFreeNs = Math.ceil(endNs);
    if (isRead) {
      const overInterfaceNs = Math.max(firstSectorNs + transferNs, endNs + this.#interfaceNsPerSector);
      this.#finish(Math.ceil(overInterfaceNs), op);
    }
    if (ops.work[op] !== DiskWork.Destage) this.#lastWasWrite = !isRead;
    this.#endSector = sector + count;
    this.#endNs = endNs;
    this.#occupyArm(nowNs, armFreeNs, op, ops.work[op]);
  }

  #occupyArm(nowNs: number, untilNs: number, op: number, work: number): void {
    this.#serving = op;
    this.#servingWork = work;
    this.#servingCount = this.#ops.count[op];
    this.#meter.occupy(nowNs, 1);
    this.#timers.push(untilNs, TimerKind.ArmFree, op);
  }

  #overheadNs(op: number): number {
    const overheads = this.#overheads;
    if (this.#ops.work[op] === DiskWork.Destage) return 0;
    if (this.#ops.work[op] === DiskWork.Read) return this.#lastWasWrite ? overheads.readMissAfterWriteNs : overheads.readMissAfterReadNs;
    return this.#lastWasWrite ? overheads.writeMissAfterWriteNs : overheads.writeMissAfterReadNs;
  }

  #armFree(nowNs: number): void {
    const op = this.#serving;
    this.#serving = -1;
    this.#meter.occupy(nowNs, -1);
    const work = this.#servingWork;
    if (work === DiskWork.Read) this.#cache.keepRead(nowNs, this.#endSector - this.#servingCount, this.#servingCount);
    else if (work === DiskWork.Write) this.#finish(nowNs, op);
    else if (work === DiskWork.Destage) {
      this.#cache.written(this.#ops.segment[op]);
      this.#ops.give(op);
    }
    this.#serveNext(nowNs);
  }

  /** The operation is over at `endNs`, which may be now. */
  #finish(endNs: number, op: number): void {
    this.#timers.push(endNs, TimerKind.Done, op);
  }

  #complete(nowNs: number, op: number): void {
    this.#meter.leave(nowNs, this.#ops.arrivedNs[op]);
    this.#done.push(this.#ops.tag[op]);
    this.#doneNs = nowNs;
    this.#ops.give(op);
  }
}
