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
}

export function createTraceBatch(capacity: number): TraceBatch {
  return {
    count: 0,
    atNs: new Float64Array(capacity),
    offsetBytes: new Float64Array(capacity),
    lengthBytes: new Uint32Array(capacity),
    op: new Uint8Array(capacity),
  };
}
