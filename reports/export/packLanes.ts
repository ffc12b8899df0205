/** Spans of time onto as few lanes as it takes so that on each they follow each other: the lowest lane that is free. Spans that begin together are placed in their order. */
export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface PackedLanes {
  readonly count: number;
  /** By span. */
  readonly of: Int32Array;
}

/** O(n × lanes). */
export function packLanes(spans: readonly Span[]): PackedLanes {
  const of = new Int32Array(spans.length);
  const freeFromNs: number[] = [];
  const order = [...spans.keys()].sort((one, other) => spans[one]!.fromNs - spans[other]!.fromNs || one - other);
  for (const index of order) {
    const { fromNs, toNs } = spans[index]!;
    let lane = freeFromNs.findIndex((freeNs) => freeNs <= fromNs);
    if (lane < 0) lane = freeFromNs.length;
    freeFromNs[lane] = Math.max(toNs, fromNs);
    of[index] = lane;
  }
  return { count: freeFromNs.length, of };
}
