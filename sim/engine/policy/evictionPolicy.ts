import type { Spec } from '../../base/spec.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { CellTable } from '../cells.ts';

/** What an eviction policy stands on. */
export interface EvictionContext {
  /** Marks, words, `policyLinks` and `policyWords` of the cells that were inserted are the policy's own; `blockOf`, `spaceOf`, `sequenceOf` are for reading. */
  readonly cells: CellTable;
  /** May this cell go now? One function for the life of the policy. */
  readonly mayEvict: (cell: number) => boolean;
  /** What the policy's cells may come to weigh together, for shares and ghosts. It may change from call to call; not to be asked by a constructor. */
  readonly capacity: () => number;
  /** What a cell counts for: 1 for blocks; its bytes where objects of different sizes are replayed. The same as long as the cell is with the policy. */
  readonly weightOf: (cell: number) => number;
  /** Number of the access that will be the next to what is accessed now, `neverAgain` if none; null where nobody knows the future. */
  readonly nextUse: (() => number) | null;
}

/** What `nextUse` says of the last access. */
export const neverAgain = 0x7fffffff;

/**
 * Decides which cell of one tier of one VM goes next. The engine tells it what comes, is used and goes; cells are those of one portion, whose size may change.
 * `selectVictim` only names a cell: the engine then removes it (and says so), or leaves it, and may ask again meanwhile.
 */
export interface EvictionPolicy extends Stateful<unknown> {
  /** A block of that weight that is not in the tier is about to come, and room is made for it next. Not told where room need not be made; may come to nothing. */
  onMiss(space: number, block: number, weight: number): void;
  onInsert(cell: number): void;
  onHit(cell: number): void;
  /** The block in `from` was written: its new version is in `to` (the same cell, even). A use; `from` is forgotten, and may hold nothing any more. */
  onRewrite(from: number, to: number): void;
  /** The cell goes to make room. It still says which block it holds. */
  onEvict(cell: number): void;
  /** The cell goes for another reason: discarded, rolled back, moved. It may hold nothing any more. */
  onRemove(cell: number): void;
  /** The next victim among the cells that may go, or −1 when none may. */
  selectVictim(): number;
}

/** A spec whose parameters were checked against its own table before `create` is called. */
export interface EvictionPolicySpec extends Spec<Record<string, unknown>, EvictionContext, EvictionPolicy> {
  /** It asks `nextUse`: only a replay can give it what it needs. */
  readonly needsFuture?: boolean;
}
