import type { Bookmark } from './bookmarks.ts';
import type { JournalEntries } from './writeJournal.ts';

/** What a rollback took away and undo brings back; the versions themselves are in the log behind its head. */
export interface RedoFrame {
  /** Head of the log before the rollback. */
  readonly head: number;
  readonly sequence: number;
  readonly lastWriteNs: number;
  readonly durablePoint: readonly [number, number];
  readonly gapEnd: readonly [number, number];
  readonly durableSequence: number;
  readonly durableNs: number;
  /** What the log on flash was not yet told of. */
  readonly journal: readonly [JournalEntries, JournalEntries];
  readonly bookmarks: readonly Bookmark[];
}
