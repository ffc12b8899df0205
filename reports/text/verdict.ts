/** What the oracle says of a run, in one word and one sentence: the summary, the report and the page say the same. */
import type { RunResult } from '../../sim/results/runResult.ts';
import { readableAmount, readableCount } from './readable.ts';

export interface Verdict {
  /** `passed`: it looked and found nothing. `unchecked`: it was off. */
  readonly kind: 'passed' | 'failed' | 'unchecked';
  readonly word: string;
  readonly sentence: string;
}

export function oracleVerdict(result: Pick<RunResult, 'oracle' | 'total' | 'checks'>): Verdict {
  const { oracle } = result;
  if (oracle.violations > 0)
    return {
      kind: 'failed',
      word: 'BROKEN',
      sentence: `The oracle found ${readableAmount(oracle.violations, 'violation')} of what must always hold: this run found a bug in the engine.`,
    };
  if (oracle.mode === 'off') return { kind: 'unchecked', word: 'not checked', sentence: 'The oracle was off: nothing of this was checked.' };
  const reads = `${readableCount(oracle.checkedReads)} reads`;
  const rollbacks = oracle.checkedRollbacks === 0 ? '' : ` and ${readableAmount(oracle.checkedRollbacks, 'rollback')}, block by block,`;
  const how = oracle.mode === 'sampled' ? ', a sample of all,' : '';
  return { kind: 'passed', word: 'no violation', sentence: `The oracle compared ${reads}${rollbacks}${how} with a full history and found no difference.` };
}
