/**
 * `rollbacks.json`: of each rollback and undo, the log records that it walked, and where the data of each block was before and is after.
 * Long walks are cut: `entriesLeftOut` says by how many entries.
 */
import { flag, list, number, oneOf, record, text } from './shape.ts';
import type { Shape } from './shape.ts';

export interface RollbackTraceRow {
  /** Of the write whose record it is. */
  readonly sequence: number;
  readonly timeNs: number;
  readonly space: 'disk' | 'memory';
  readonly block: number;
  /** Printable positions: `dram 17`, `flash 120`, `array`, `snapshot 3`, `none`. */
  readonly before: string;
  readonly after: string;
}

export interface RollbackTrace {
  readonly vm: string;
  readonly kind: 'rollback' | 'undo';
  readonly target: string;
  /** When it was asked and when the VM ran again, ns. */
  readonly atNs: number;
  readonly answeredNs: number;
  readonly sequence: number;
  readonly recordsWalked: number;
  readonly blocksRestored: number;
  readonly refused: boolean;
  /** In the order in which they were walked: newest first. */
  readonly entries: readonly RollbackTraceRow[];
  readonly entriesLeftOut: number;
}

export const rollbackTracesShape: Shape<readonly RollbackTrace[]> = list(
  record<RollbackTrace>(
    {
      vm: text('the VM'),
      kind: oneOf(['rollback', 'undo'], 'which'),
      target: text('in words'),
      atNs: number('ns', 0),
      answeredNs: number('ns', 0),
      sequence: number('where the VM stands afterwards', 0),
      recordsWalked: number('count', 0),
      blocksRestored: number('count', 0),
      refused: flag('nothing was changed'),
      entries: list(
        record<RollbackTraceRow>(
          {
            sequence: number('of the write', 0),
            timeNs: number('of the write', 0),
            space: oneOf(['disk', 'memory'], 'which space'),
            block: number('block in its space', 0),
            before: text('place before'),
            after: text('place after'),
          },
          'one block',
        ),
        'newest first',
      ),
      entriesLeftOut: number('count', 0),
    },
    'one rollback or undo',
  ),
  'rollbacks and undos in order',
);

/** Reads `rollbacks.json` back. Throws ShapeError with the place and what was expected there. */
export function parseRollbackTraces(value: unknown): readonly RollbackTrace[] {
  rollbackTracesShape.check(value, '');
  return value as readonly RollbackTrace[];
}
