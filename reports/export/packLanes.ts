/** Spans of time onto as few lanes as it takes so that on each they follow each other: the lowest lane that is free. Spans that begin together are placed in their order. */
export interface PackedLanes {
  readonly count: number;
  /** By span. */
  readonly of: Int32Array;
}

/** One span for each place of the two lists. O(n × lanes). */
export function packLanes(fromNs: ArrayLike<number>, toNs: ArrayLike<number>): PackedLanes {
  const of = new Int32Array(fromNs.length);
  const freeFromNs: number[] = [];
  const order = Int32Array.from({ length: fromNs.length }, (_, index) => index).sort((one, other) => fromNs[one]! - fromNs[other]! || one - other);
  for (const index of order) {
    let lane = freeFromNs.findIndex((freeNs) => freeNs <= fromNs[index]!);
    if (lane < 0) lane = freeFromNs.length;
    freeFromNs[lane] = Math.max(toNs[index]!, fromNs[index]!);
    of[index] = lane;
  }
  return { count: freeFromNs.length, of };
}
