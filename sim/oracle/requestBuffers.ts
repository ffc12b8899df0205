/**
 * The contents of buffers: those of guests' requests, and the engine's own transfer buffers of one block each.
 *
 * A buffer opens, filled with zeros, when its request is handed to the engine, and closes with the acknowledgement. A write's buffer holds the stamps that
 * the write gives to the blocks; a block that it covers in part takes its stamp from what is filled in around the write. Touching a buffer that is not
 * open is a violation of the rules between engine and host, and so is writing out what a failed read left in it.
 */
import type { Stateful } from '../base/stateful.ts';
import { Op } from '../engine/protocol.ts';
import type { IoRequest } from '../engine/protocol.ts';
import { isReadable, partialWriteStamp, poisonStamp, printStamp, writeStamp, zeroStamp } from './content.ts';
import type { ViolationLog } from './violationLog.ts';

interface GuestBuffer {
  isOpen: boolean;
  /** Counts the requests that used it, so that a late fill is told from a right one. */
  generation: number;
  /** Number of the write whose data is in it, or 0: a read's. */
  write: number;
  blockCount: number;
  /** What a write covers of its first block begins at this byte of it, of its last block ends before that byte of it. */
  headBytes: number;
  tailBytes: number;
  readonly stamps: number[];
}

export interface RequestBuffersState {
  readonly guest: readonly (GuestBuffer | null)[];
  readonly transfer: readonly number[];
}

export class RequestBuffers implements Stateful<RequestBuffersState> {
  private readonly blockBytes: number;
  private readonly violations: ViolationLog;
  private readonly guest: (GuestBuffer | undefined)[] = [];
  private readonly transfer: number[] = [];

  constructor(blockBytes: number, violations: ViolationLog) {
    this.blockBytes = blockBytes;
    this.violations = violations;
  }

  /** A read or write goes to the engine; `write` is the number of a write, 0 for a read. */
  open(request: IoRequest, write: number): void {
    const buffer = this.guest[request.buffer] ?? this.create(request.buffer);
    if (buffer.isOpen) this.violations.add('protocol', `buffer ${request.buffer} belongs to two requests in flight`);
    const firstBlock = Math.floor(request.offsetBytes / this.blockBytes);
    const endBytes = request.offsetBytes + request.lengthBytes;
    const lastBlock = Math.ceil(endBytes / this.blockBytes) - 1;
    buffer.isOpen = true;
    buffer.generation++;
    buffer.write = request.op === Op.Write ? write : 0;
    buffer.blockCount = lastBlock - firstBlock + 1;
    buffer.headBytes = request.offsetBytes - firstBlock * this.blockBytes;
    buffer.tailBytes = endBytes - lastBlock * this.blockBytes;
    for (let i = 0; i < buffer.blockCount; i++) buffer.stamps[i] = buffer.write === 0 ? zeroStamp : this.written(buffer, i, zeroStamp);
  }

  close(number: number): void {
    const buffer = this.guest[number];
    if (buffer !== undefined) buffer.isOpen = false;
  }

  /** What block `index` of an open guest's buffer holds. */
  guestStamp(number: number, index: number): number {
    const buffer = this.guest[number];
    return buffer?.stamps[index] ?? poisonStamp;
  }

  /** Tells the present use of a guest's buffer from later ones; 0 for a transfer buffer. */
  generation(number: number): number {
    return number < 0 ? 0 : (this.guest[number]?.generation ?? 0);
  }

  /** A command is drained that reads the block: what it takes along. */
  take(number: number, index: number): number {
    const stamp = number < 0 ? (this.transfer[-2 - number] ?? poisonStamp) : this.openStamp(number, index);
    if (!isReadable(stamp)) this.violations.add('I4', `a command writes out block ${index} of buffer ${number}, which holds ${printStamp(stamp)}`);
    return stamp;
  }

  /** A command has filled the block (`stamp` poison: or failed to). `generation` is what `generation()` said when it was drained. */
  fill(number: number, index: number, stamp: number, generation: number, isFill: boolean): void {
    if (number < 0) {
      this.transfer[-2 - number] = stamp;
      return;
    }
    const buffer = this.guest[number];
    if (buffer === undefined || !buffer.isOpen || buffer.generation !== generation || index >= buffer.blockCount) {
      this.violations.add('protocol', `block ${index} of buffer ${number} is filled after its request was answered`);
      return;
    }
    if (buffer.write === 0) buffer.stamps[index] = stamp;
    else if (!isFill) this.violations.add('I4', `the data of a write in buffer ${number} is overwritten by a read`);
    else buffer.stamps[index] = isReadable(stamp) ? this.written(buffer, index, stamp) : this.isPartial(buffer, index) ? poisonStamp : buffer.stamps[index];
  }

  /** Power is cut: all requests are gone. */
  cut(): void {
    for (const buffer of this.guest) if (buffer !== undefined) buffer.isOpen = false;
    this.transfer.length = 0;
  }

  save(): RequestBuffersState {
    const guest = Array.from(this.guest, (buffer) => (buffer === undefined ? null : { ...buffer, stamps: [...buffer.stamps] }));
    return { guest, transfer: Array.from(this.transfer, (stamp) => stamp ?? poisonStamp) };
  }

  restore(state: RequestBuffersState): void {
    this.guest.length = 0;
    state.guest.forEach((buffer, number) => {
      if (buffer !== null) this.guest[number] = { ...buffer, stamps: [...buffer.stamps] };
    });
    this.transfer.length = 0;
    this.transfer.push(...state.transfer);
  }

  private create(number: number): GuestBuffer {
    const buffer = { isOpen: false, generation: 0, write: 0, blockCount: 0, headBytes: 0, tailBytes: 0, stamps: [] };
    this.guest[number] = buffer;
    return buffer;
  }

  private openStamp(number: number, index: number): number {
    const buffer = this.guest[number];
    if (buffer !== undefined && buffer.isOpen && index < buffer.blockCount) return buffer.stamps[index] ?? poisonStamp;
    this.violations.add('protocol', `a command writes out block ${index} of buffer ${number}, which has no request in flight`);
    return zeroStamp;
  }

  private isPartial(buffer: GuestBuffer, index: number): boolean {
    return (index === 0 && buffer.headBytes > 0) || (index === buffer.blockCount - 1 && buffer.tailBytes < this.blockBytes);
  }

  /** What a write makes of a block that held `old`. */
  private written(buffer: GuestBuffer, index: number, old: number): number {
    if (!this.isPartial(buffer, index)) return writeStamp(buffer.write, index);
    const fromBytes = index === 0 ? buffer.headBytes : 0;
    const toBytes = index === buffer.blockCount - 1 ? buffer.tailBytes : this.blockBytes;
    return partialWriteStamp(old, buffer.write, fromBytes, toBytes);
  }
}
