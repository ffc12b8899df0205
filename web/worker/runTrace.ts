/** The run so far as a Chrome trace: bookmarks, rollbacks, stalls and counters of all of it, and its last IOs one by one. */
import { chromeTraceText } from '../../reports/export/chromeTrace.ts';
import type { SteeredRun } from '../../sim/scenario/steeredRun.ts';
import { bookmarksOf } from './bookmarksOf.ts';

export function runTrace(run: SteeredRun): Blob {
  const { name: scenario, seed, warmupNs } = run.scenario;
  const { vms, traces: rollbacks, stalls } = run.inspect();
  const result = { scenario, seed, digest: run.digest(), warmupNs, vms, bookmarks: bookmarksOf(vms), stalls };
  return new Blob([chromeTraceText({ result, series: run.series, rollbacks, recording: run.recording() })], { type: 'application/json' });
}
