/** A trace made of requests, without a file. */
import type { Op } from '../../sim/engine/protocol.ts';
import { createTraceBatch } from '../../workloads/traces/traceBatch.ts';
import { ReadNotes } from '../../workloads/traces/readNotes.ts';
import { VolumeTable } from '../../workloads/traces/volumeTable.ts';
import { Trace } from '../../workloads/traces/trace.ts';

export interface TraceRequest {
  readonly atNs: number;
  readonly op: Op;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

export function requestsTrace(requests: readonly TraceRequest[]): Trace {
  const batch = createTraceBatch(requests.length);
  requests.forEach(({ atNs, op, offsetBytes, lengthBytes }, index) => {
    batch.atNs[index] = atNs;
    batch.op[index] = op;
    batch.offsetBytes[index] = offsetBytes;
    batch.lengthBytes[index] = lengthBytes;
  });
  batch.count = requests.length;
  const trace = new Trace({ name: 'test', storesTimes: true, storesServiceTimes: false }, new VolumeTable('test'), new ReadNotes());
  trace.append(batch);
  return trace;
}
