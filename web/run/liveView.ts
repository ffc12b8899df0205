/** A run that is still going, as the charts over time see one. */
import { viewRun } from '../../reports/charts/runView.ts';
import type { TimeView } from '../../reports/charts/runView.ts';
import type { SeriesTable } from '../../sim/results/series.ts';
import { bookmarksOf } from '../worker/bookmarksOf.ts';
import type { LoadedRun, RunStatus } from '../worker/messages.ts';

export function liveView(loaded: LoadedRun, status: RunStatus, series: SeriesTable): TimeView {
  const result = {
    simulatedNs: Math.max(loaded.durationNs, status.nowNs),
    warmupNs: loaded.warmupNs,
    rollbacks: status.rollbacks,
    bookmarks: bookmarksOf(status.vms),
    stalls: status.stalls,
    changes: status.changes,
    vms: status.vms.map(({ name, counters }) => ({
      name,
      iops: counters.readBlocksDram + counters.readBlocksFlash + counters.readBlocksArray + counters.readBlocksNone,
    })),
  };
  return viewRun(result, series);
}
