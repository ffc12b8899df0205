/** A figure of a scenario that theory gives, for the sweeps that name it: the report draws it beside what was measured. One file, and one line in `closedForms.ts`. */
import type { Scenario } from '../../scenario/scenario.ts';

export interface ClosedForm {
  readonly name: string;
  /** What it holds for. */
  readonly summary: string;
  readonly source: string;
  /** The metric that it gives. */
  readonly metric: string;
  /** In the unit of the metric; null: the scenario is none that it holds for. */
  value(scenario: Scenario): number | null;
}
