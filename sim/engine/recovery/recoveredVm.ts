/**
 * One VM as the log on flash tells it: per space the current version of each block that the log named, and the records of the undo log; bookmarks, window,
 * numbers, portion. Filled by `replay.ts`, made into an engine's state by `install.ts`.
 */
import { unknownChecksum } from '../arrayChecksums.ts';
import type { Portion } from '../protocol.ts';
import { LocationIndex, INDEX_ABSENT } from '../locationIndex.ts';

export interface RecoveredBookmark {
  readonly name: string | null;
  readonly sequence: number;
  readonly timeNs: number;
  readonly stateNs: number;
  readonly number: number;
}

/** Columns that grow. Places are as on flash: a slot, −1 the array, −2 none, −3 − n a snapshot. */
export class RecoveredRows {
  count = 0;
  block = new Int32Array(64);
  place = new Int32Array(64);
  checksum = new Uint32Array(64);
  /** Index: the version's. Record: that of the write that superseded it. */
  sequence = new Float64Array(64);
  /** Record: the superseded version's own sequence, 0 where it is not known. */
  made = new Float64Array(64);
  timeNs = new Float64Array(64);
  isOnArray = new Uint8Array(64);

  add(): number {
    const row = this.count++;
    if (row === this.block.length) this.grow();
    return row;
  }

  private grow(): void {
    const length = this.block.length * 2;
    this.block = moved(this.block, new Int32Array(length));
    this.place = moved(this.place, new Int32Array(length));
    this.checksum = moved(this.checksum, new Uint32Array(length));
    this.sequence = moved(this.sequence, new Float64Array(length));
    this.made = moved(this.made, new Float64Array(length));
    this.timeNs = moved(this.timeNs, new Float64Array(length));
    this.isOnArray = moved(this.isOnArray, new Uint8Array(length));
  }
}

function moved<T extends Int32Array | Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Place of a record that was given up. */
export const gone = -2147483648;

export class RecoveredSpace {
  durablePoint = 0;
  /** The last recovery took the space for complete up to `recoveredAt`, where all writes up to `recoveredPoint` were there, and none after. */
  recoveredAt = -1;
  recoveredPoint = -1;
  /** Rows by block. */
  readonly rowOf = new LocationIndex();
  readonly current = new RecoveredRows();
  /** In sequence order. */
  readonly records = new RecoveredRows();

  /** The row of a block, made if there is none: then the block is as it was at first. */
  row(block: number, placeAtFirst: number): number {
    const found = this.rowOf.get(block);
    if (found !== INDEX_ABSENT) return found;
    const row = this.current.add();
    this.rowOf.set(block, row);
    this.current.block[row] = block;
    this.current.place[row] = placeAtFirst;
    this.current.checksum[row] = 0;
    this.current.sequence[row] = 0;
    this.current.isOnArray[row] = 1;
    return row;
  }

  /** All writes up to it are there, and none after. Where nothing was written since the last recovery, which may not have come to its end, that one's. */
  get point(): number {
    return this.durablePoint > this.recoveredAt ? this.durablePoint : Math.min(this.durablePoint, this.recoveredPoint);
  }

  /** The record of a write on a block, or −1. O(log records). */
  record(sequence: number, block: number): number {
    const { records } = this;
    let low = 0;
    let high = records.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (records.sequence[middle] < sequence) low = middle + 1;
      else high = middle;
    }
    for (; low < records.count && records.sequence[low] === sequence; low++) if (records.block[low] === block) return low;
    return -1;
  }
}

export class RecoveredVm {
  readonly spaces: readonly [RecoveredSpace, RecoveredSpace] = [new RecoveredSpace(), new RecoveredSpace()];
  bookmarks: RecoveredBookmark[] = [];
  nextBookmark = 1;
  /** Where it is: the newest write that is there. */
  sequence = 0;
  windowStart = 0;
  windowStartNs = 0;
  lastWriteNs = 0;
  /** Numbers below this may have been given. */
  nextSequence = 1;
  portion: Portion | null = null;
  /** Flash slots, [from, to) one after the other; null: as at first. */
  ranges: readonly number[] | null = null;
  /** Points strictly between the two of a pair were lost in a crash. */
  lost: (readonly [number, number])[] = [];
  /** Number of the segment that its checkpoint begins with: what was said before is dead. */
  base = 0;
  /** Number of the oldest segment that says something of it; 0: none does. */
  firstSegment = 0;
  /** Bytes of segments since. */
  loggedBytes = 0;
  /** By block, the one destaged last at the end: checksums of what the array holds. */
  readonly arrayChecksums = new Map<number, number>();

  /** The array holds this content of the block, if that is known. */
  noteArray(block: number, checksum: number): void {
    if (checksum === unknownChecksum) return;
    this.arrayChecksums.delete(block);
    this.arrayChecksums.set(block, checksum);
  }

  addLost(from: number, until: number): void {
    if (!this.lost.some((known) => known[0] === from && known[1] === until)) this.lost.push([from, until]);
  }

  /** Records may be given up before the durable point has passed them: the window then starts where the VM is. */
  startWithin(): void {
    if (this.windowStart <= this.sequence) return;
    this.windowStart = this.sequence;
    this.windowStartNs = this.lastWriteNs;
  }
}
