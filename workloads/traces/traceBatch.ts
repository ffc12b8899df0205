/** Requests of a trace as a struct of arrays. Owned by the caller, reused from batch to batch. The first `count` entries are valid. */
export interface TraceBatch {
  count: number;
  /** Time of the request, in ns after the first of the file; may go back where the file does. */
  readonly atNs: Float64Array;
  /** May pass 2^31. */
  readonly offsetBytes: Float64Array;
  readonly lengthBytes: Uint32Array;
  /** Op of sim/engine/protocol.ts. */
  readonly op: Uint8Array;
  /** Index into the volumes of the trace; 0 in formats without. */
  readonly volume: Uint16Array;
  /** How long the request took when it was recorded, in ns; -1 where that is not known. Formats that do not store it leave it alone. */
  readonly serviceNs: Float64Array;
}

/** Volumes that a trace may have: what fits `TraceBatch.volume`. */
export const volumesMax = 65_536;

export function createTraceBatch(capacity: number): TraceBatch {
  return {
    count: 0,
    atNs: new Float64Array(capacity),
    offsetBytes: new Float64Array(capacity),
    lengthBytes: new Uint32Array(capacity),
    op: new Uint8Array(capacity),
    volume: new Uint16Array(capacity),
    serviceNs: new Float64Array(capacity).fill(-1),
  };
}

/** Adds one request; there must be room. Returns its entry. */
export function addRequest(batch: TraceBatch, atNs: number, op: number, offsetBytes: number, lengthBytes: number, volume: number): number {
  const into = batch.count;
  batch.atNs[into] = atNs;
  batch.op[into] = op;
  batch.offsetBytes[into] = offsetBytes;
  batch.lengthBytes[into] = lengthBytes;
  batch.volume[into] = volume;
  batch.count = into + 1;
  return into;
}

/** Copies `count` requests; leaves `into.count` alone. */
export function copyRequests(from: TraceBatch, fromIndex: number, into: TraceBatch, intoIndex: number, count: number): void {
  const end = fromIndex + count;
  into.atNs.set(from.atNs.subarray(fromIndex, end), intoIndex);
  into.offsetBytes.set(from.offsetBytes.subarray(fromIndex, end), intoIndex);
  into.lengthBytes.set(from.lengthBytes.subarray(fromIndex, end), intoIndex);
  into.op.set(from.op.subarray(fromIndex, end), intoIndex);
  into.volume.set(from.volume.subarray(fromIndex, end), intoIndex);
  into.serviceNs.set(from.serviceNs.subarray(fromIndex, end), intoIndex);
}
