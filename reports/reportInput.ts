/** What a report is made of. */
import type { RunResult } from '../sim/results/runResult.ts';
import type { RollbackTrace } from '../sim/results/rollbackTrace.ts';
import type { SeriesTable } from '../sim/results/series.ts';

/** Where a run came from and how to get it again; of `manifest.json` what a report prints. */
export interface ReportOrigin {
  readonly version: string;
  /** The command that repeats the run, ready to be typed. */
  readonly repeatCommand: string;
  /** The scenario as resolved; printed as it is. */
  readonly scenario: unknown;
  /** Its question and what one should see, as its author put it; may be empty. */
  readonly summary: string;
  /** Name → value: processor, Node, system, when. Empty where nothing is known. */
  readonly machine: Readonly<Record<string, string>>;
}

export interface ReportInput {
  readonly result: RunResult;
  readonly series: SeriesTable;
  readonly rollbacks: readonly RollbackTrace[];
  readonly origin: ReportOrigin;
}
