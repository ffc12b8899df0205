/** What an experiment is to do, resolved: plain JSON, so that it goes to workers and into manifests. */
import type { Scenario } from '../scenario/scenario.ts';

export interface PlannedVariant {
  readonly name: string;
  /** What makes it differ from the scenario. */
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  /** Its seed is the experiment's. */
  readonly scenario: Scenario;
}

export interface ExperimentPlan {
  readonly scenario: string;
  readonly seed: number;
  readonly variants: readonly PlannedVariant[];
  /** Index of the variant that the others are compared with. */
  readonly baseline: number;
  readonly replications: number;
  /** Relative half-width that is wanted of the intervals, and how many replications may be run for it; null: as many as said. */
  readonly precision: { readonly relative: number; readonly replicationsMax: number } | null;
  /** Names out of `metrics`, in its order. */
  readonly metrics: readonly string[];
  /** Start of the measured time in every run; null: found from a first run of each variant. */
  readonly warmupNs: number | null;
}

/** One run of one variant. */
export interface ReplicationTask {
  readonly variant: number;
  readonly replication: number;
  readonly scenario: Scenario;
}
