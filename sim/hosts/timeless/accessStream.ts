/**
 * A trace as accesses to keys, one at a time: what a cache without time is asked.
 *
 * By `block`, a request is one access to each block that it touches, from its first byte to its last, in ascending order; a discard covers only whole blocks.
 * By `object`, a request is one access to the object that begins at its first byte (its start sector), of the request's size, and discards are left out.
 * Flushes are no accesses. Reads or writes alone can be asked for; discards stay then.
 *
 * Keys are below 2^31: where places on the disk are not, keys are numbers in the order of first appearance.
 */
import { NumberMap } from '../../base/numberMap.ts';
import { Op } from '../../engine/protocol.ts';
import type { IoExtent, Trace } from '../../../workloads/traces/trace.ts';

export type AccessKey = 'block' | 'object';

export interface AccessOptions {
  readonly key: AccessKey;
  /** Of a block, in bytes. */
  readonly blockBytes: number;
  readonly only: 'all' | 'reads' | 'writes';
}

/** Reused from one batch to the next; the first `count` entries are valid. */
export interface AccessBatch {
  count: number;
  readonly keys: Int32Array;
  /** Op of the protocol: read, write or discard. */
  readonly ops: Uint8Array;
  /** By object: the request's length. */
  readonly sizes: Int32Array;
}

const batchAccesses = 1 << 15;
/** Objects are told apart by the sector that they begin at. */
const sectorBytes = 512;

export class AccessStream {
  private readonly options: AccessOptions;
  private readonly trace: Trace;
  private readonly numbers: NumberMap | null;

  /** `isDense`: keys are numbered in the order of their first appearance in any case. */
  constructor(trace: Trace, options: AccessOptions, isDense = false) {
    this.trace = trace;
    this.options = options;
    this.numbers = isDense || trace.endBytes / this.unitBytes() >= 0x7fffffff ? new NumberMap() : null;
  }

  /** How many keys there are. Goes through all of the trace. */
  countKeys(): number {
    const seen = this.numbers ?? new NumberMap();
    for (const [batch] of this.batches()) {
      if (seen === this.numbers) continue; // numbered on the way
      for (let i = 0; i < batch.count; i++) seen.set(batch.keys[i]!, 1);
    }
    return seen.size;
  }

  /** All accesses in order; can be gone through again and again. The second number of a step says how many requests have been seen. */
  *batches(): Generator<readonly [AccessBatch, number], void> {
    const batch: AccessBatch = {
      count: 0,
      keys: new Int32Array(batchAccesses),
      ops: new Uint8Array(batchAccesses),
      sizes: new Int32Array(batchAccesses),
    };
    const request: IoExtent = { op: Op.Read, offsetBytes: 0, lengthBytes: 0 };
    for (let index = 0; index < this.trace.count; index++) {
      this.trace.fill(index, request);
      if (!this.isWanted(request)) continue;
      let key = this.firstKey(request);
      const end = this.endKey(request);
      while (key < end) {
        if (batch.count === batchAccesses) {
          yield [batch, index];
          batch.count = 0;
        }
        const to = Math.min(end, key + batchAccesses - batch.count);
        this.add(batch, key, to, request);
        key = to;
      }
    }
    if (batch.count > 0) yield [batch, this.trace.count];
  }

  private isWanted({ op }: IoExtent): boolean {
    const { key, only } = this.options;
    if (op === Op.Flush || (op === Op.Discard && key === 'object')) return false;
    return only === 'all' || op === Op.Discard || (op === Op.Read) === (only === 'reads');
  }

  private unitBytes(): number {
    return this.options.key === 'block' ? this.options.blockBytes : sectorBytes;
  }

  private firstKey({ op, offsetBytes }: IoExtent): number {
    const key = offsetBytes / this.unitBytes();
    return op === Op.Discard ? Math.ceil(key) : Math.floor(key);
  }

  private endKey({ op, offsetBytes, lengthBytes }: IoExtent): number {
    if (this.options.key === 'object') return Math.floor(offsetBytes / sectorBytes) + 1;
    const end = (offsetBytes + lengthBytes) / this.options.blockBytes;
    return op === Op.Discard ? Math.floor(end) : Math.ceil(end);
  }

  private add(batch: AccessBatch, from: number, to: number, { op, lengthBytes }: IoExtent): void {
    const { keys, ops, sizes } = batch;
    const { numbers } = this;
    let at = batch.count;
    for (let key = from; key < to; key++, at++) {
      keys[at] = numbers === null ? key : numberOf(numbers, key);
      ops[at] = op;
      sizes[at] = lengthBytes;
    }
    batch.count = at;
  }
}

function numberOf(numbers: NumberMap, key: number): number {
  const known = numbers.get(key);
  if (known >= 0) return known;
  const number = numbers.size;
  numbers.set(key, number);
  return number;
}
