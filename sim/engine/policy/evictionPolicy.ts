import type { Stateful } from '../../base/stateful.ts';
import type { CellTable } from '../cells.ts';

/** What an eviction policy stands on. */
export interface EvictionContext {
  /** `policyLinks` and marks of the cells that were inserted are the policy's own; `blockOf`, `spaceOf`, `sequenceOf` are for reading. */
  readonly cells: CellTable;
  /** May this cell go now? One function for the life of the policy. */
  readonly mayEvict: (cell: number) => boolean;
}

/**
 * Decides which cell of one tier of one VM goes next. The engine tells it what comes, is used and goes; cells are those of one portion, whose size may change.
 * `selectVictim` only names a cell: the engine then removes it (and says so), or leaves it.
 */
export interface EvictionPolicy extends Stateful<unknown> {
  onInsert(cell: number): void;
  onHit(cell: number): void;
  onRemove(cell: number): void;
  /** The next victim among the cells that may go, or −1 when none may. */
  selectVictim(): number;
}
