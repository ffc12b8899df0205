/** The bookmarks of all VMs of a run that goes on, as results list them. */
import type { RunInspection } from '../../sim/scenario/steeredRun.ts';
import type { BookmarkFigures } from '../../sim/results/runResult.ts';

export function bookmarksOf(vms: RunInspection['vms']): readonly BookmarkFigures[] {
  return vms.flatMap(({ name, bookmarks }) =>
    bookmarks.map((bookmark) => ({ vm: name, name: bookmark.name, atNs: bookmark.timeNs, sequence: bookmark.sequence, state: bookmark.state })),
  );
}
