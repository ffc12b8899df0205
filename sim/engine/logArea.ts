/**
 * Where in the log area the next segment goes, which segments are under way, and how far back the live log reaches. The bytes are in `logFormat.ts`.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';
import { ringStartBytes } from './logFormat.ts';
import { settledOf, settledReach } from '../base/settled.ts';
import type { Settled } from '../base/settled.ts';

interface LogAreaState {
  readonly numbers: readonly number[];
  readonly isSuperblockPending: boolean;
  readonly pending: number[];
  readonly early: number[];
}

/** A part of the log that lies further back than this part of the ring is to be said again. */
const farBackRatio = 5 / 8;
/** The superblock is written when the tail has moved by this part of the ring. */
const tailStepRatio = 1 / 16;

export class LogArea implements Stateful<LogAreaState> {
  readonly areaBytes: number;
  nextNumber = 1;
  /** Number of the segment that the live log begins with, by the superblock on flash. */
  tailNumber = 1;
  isSuperblockPending = false;
  /** Appends that are durable, but that nothing written now could tell of: tags of their commands. */
  early: number[] = [];
  private readonly ringBytes: number;
  private headBytes = ringStartBytes;
  /** Where the live log begins, by the superblock on flash. */
  private tailBytes = ringStartBytes;
  private usedBytes = 0;
  private superblock = 1;
  /** Numbers of the segments under way, ascending. */
  private pending: number[] = [];

  constructor(areaBytes: number) {
    this.areaBytes = areaBytes;
    this.ringBytes = areaBytes - ringStartBytes;
  }

  /** A place for a segment of so many bytes, from the beginning of the area. Its number is `nextNumber`, which goes up. */
  take(lengthBytes: number): number {
    if (this.headBytes + lengthBytes > this.areaBytes) {
      this.usedBytes += this.areaBytes - this.headBytes;
      this.headBytes = ringStartBytes;
    }
    const offset = this.headBytes;
    this.headBytes += lengthBytes;
    this.usedBytes += lengthBytes;
    assert(this.usedBytes <= this.ringBytes, 'the live log fits into its ring');
    this.pending.push(this.nextNumber++);
    return offset;
  }

  /** The segment is durable. */
  done(number: number): void {
    this.pending.splice(this.pending.indexOf(number), 1);
  }

  /** Which segments are durable. O(segments under way). */
  settled(): Settled {
    return settledOf(this.pending, this.nextNumber);
  }

  /** Can what is written from now on tell that this segment is durable? */
  canBeTold(number: number): boolean {
    return number <= this.pending[0] + settledReach;
  }

  /** Does what begins there (−1: nothing) lie so far back that it is to be said again? */
  isFarBack(startBytes: number): boolean {
    return startBytes >= 0 && this.distance(startBytes, this.headBytes) > this.ringBytes * farBackRatio;
  }

  /** Has the tail moved enough for a new superblock? */
  isWorthMoving(tailBytes: number): boolean {
    return this.distance(this.tailBytes, tailBytes) >= this.ringBytes * tailStepRatio;
  }

  /** Number of the superblock that is written now. */
  nextSuperblock(): number {
    this.isSuperblockPending = true;
    return ++this.superblock;
  }

  /** The superblock that names this tail is durable. */
  tailMoved(tailBytes: number, tailNumber: number): void {
    this.isSuperblockPending = false;
    this.tailNumber = tailNumber;
    this.tailBytes = tailBytes;
    this.usedBytes = this.distance(tailBytes, this.headBytes);
  }

  /** Goes on behind what recovery found. */
  continueAt(found: {
    readonly headBytes: number;
    readonly nextNumber: number;
    readonly tailBytes: number;
    readonly tailNumber: number;
    readonly superblock: number;
  }): void {
    this.headBytes = found.headBytes;
    this.nextNumber = found.nextNumber;
    this.tailBytes = found.tailBytes;
    this.tailNumber = found.tailNumber;
    this.superblock = found.superblock;
    this.usedBytes = this.distance(found.tailBytes, found.headBytes);
  }

  private distance(fromBytes: number, toBytes: number): number {
    return toBytes >= fromBytes ? toBytes - fromBytes : toBytes - fromBytes + this.ringBytes;
  }

  save(): LogAreaState {
    const numbers = [this.nextNumber, this.tailNumber, this.headBytes, this.tailBytes, this.usedBytes, this.superblock];
    return { numbers, isSuperblockPending: this.isSuperblockPending, pending: [...this.pending], early: [...this.early] };
  }

  restore(state: LogAreaState): void {
    [this.nextNumber, this.tailNumber, this.headBytes, this.tailBytes, this.usedBytes, this.superblock] = state.numbers as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    this.isSuperblockPending = state.isSuperblockPending;
    this.pending = [...state.pending];
    this.early = [...state.early];
  }
}
