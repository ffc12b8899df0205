/**
 * A study that ships: a sweep (`workloads/studies/<name>.yaml`, which says question and expectation), and how its findings are read out of its result.
 *
 * Findings are computed from the figures of the run at hand; none is typed. Each says whether it is what was expected: that may fail, and is then told.
 */
import type { Scenario } from '../../scenario/scenario.ts';
import type { SweepView } from './sweepView.ts';

export interface Finding {
  /** A sentence or two, with figures. */
  readonly text: string;
  readonly isAsExpected: boolean;
}

/** A figure that is known from elsewhere, to stand beside ours in each cell. */
export interface StudyTheory {
  /** Which metric it is about. */
  readonly metric: string;
  /** What it is: a closed form, a published figure. */
  readonly what: string;
  /** In the metric's unit; null where it says nothing. `figure` is the mean of another metric in this cell. */
  readonly value: (scenario: Scenario, figure: (metric: string) => number) => number | null;
}

export interface Study {
  /** Of the file. */
  readonly name: string;
  readonly theory: StudyTheory | null;
  readonly findings: (view: SweepView) => readonly Finding[];
}
