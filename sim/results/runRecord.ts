/** Everything that a run leaves behind, before it is written anywhere. */
import type { IoRecording } from './ioRecording.ts';
import type { RollbackTrace } from './rollbackTrace.ts';
import type { RunResult } from './runResult.ts';
import type { SeriesTable } from './series.ts';

/** The simulation knows no wall clock: its host adds `wallSeconds`. */
export type SimulatedResult = Omit<RunResult, 'wallSeconds'>;

export interface RunRecord {
  readonly result: SimulatedResult;
  readonly series: SeriesTable;
  readonly rollbacks: readonly RollbackTrace[];
  /** Single IOs, where they were recorded. */
  readonly recording: IoRecording | null;
}
