/** The traces of rollbacks, cut to what a report holds: the first rows of each, in equal shares. */
import type { RollbackTrace } from '../../sim/results/rollbackTrace.ts';

/** Rows in a report, all traces together. */
const traceRowsMax = 10_000;

export function limitTraces(traces: readonly RollbackTrace[]): readonly RollbackTrace[] {
  const share = Math.floor(traceRowsMax / Math.max(1, traces.length));
  return traces.map((trace) =>
    trace.entries.length <= share
      ? trace
      : { ...trace, entries: trace.entries.slice(0, share), entriesLeftOut: trace.entriesLeftOut + trace.entries.length - share },
  );
}
