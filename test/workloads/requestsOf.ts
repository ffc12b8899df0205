import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { Trace } from '../../workloads/traces/trace.ts';

export interface TraceRequest {
  readonly op: number;
  readonly offset: number;
  readonly length: number;
  readonly atNs: number;
}

/** All requests of a trace as objects, for tests. */
export function requestsOf(trace: Trace): TraceRequest[] {
  const into = { op: 0, offsetBytes: 0, lengthBytes: 0 } as unknown as IoRequest;
  return Array.from({ length: trace.count }, (_, index) => {
    trace.fill(index, into);
    return { op: into.op, offset: into.offsetBytes, length: into.lengthBytes, atNs: trace.atNs(index) };
  });
}
