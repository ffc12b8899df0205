/**
 * What a validation is: one question to the simulator whose answer is known from elsewhere (a closed form, a published table, another implementation on the
 * same input).
 *
 * To add one: write a file in `entries/` that exports a `Validation`, and add a line to `validations.ts`. `run` gives rows: one figure each, with what was
 * expected, what came out, and how far apart the two may be. Most take their figures from a run of a scenario: `context.simulate(text)` takes it through
 * parser, builder and simulation and hands back what `hindcast run` would write to `result.json`.
 *
 * `size` is `short` (in `npm test`: a second or two) or `long` (`npm run validate`: up to half a minute each). The long form has more samples and a
 * narrower tolerance. A tolerance is fixed beforehand and says why; `confidence` shows whether the samples can bear it.
 *
 * `faults` are models broken on purpose. Each is the same question asked of a wrong model, with `run` bound to it; the validation is worth something if at
 * least one row fails. `npm run validate` and `npm test` try them all, in their short form.
 */
import type { SimulationConfig } from '../../sim/hosts/simulated/simulationConfig.ts';
import type { SimulatedResult } from '../../sim/results/runRecord.ts';
import type { SeriesTable } from '../../sim/results/series.ts';

export type ValidationSize = 'short' | 'long';

export interface ValidationRow {
  /** Which figure: `M/M/1, rho 0.8: mean`. Unique within the validation. */
  readonly what: string;
  readonly expected: number;
  readonly got: number;
  /** Largest difference: as a share of `expected`, or absolute (in the unit of the figure). 0: exactly. */
  readonly tolerance: { readonly relative: number } | { readonly absolute: number };
  /** `equal` (by default), or only one side is wrong: `got` is to be at least, or at most, `expected`; the tolerance then is slack on that side. */
  readonly is?: 'equal' | 'atLeast' | 'atMost';
  /** What was measured: IOs, blocks, requests; 1 for a count that is exact. */
  readonly samples: number;
  /** Half of the 99 % confidence interval of `got`, in its unit; null where `got` is not a mean of random samples, or they are too few to tell. */
  readonly confidence: number | null;
}

export interface PlantedFault {
  readonly name: string;
  /** What is wrong with it. */
  readonly summary: string;
  /** The validation's question, asked of the broken model: some row is to fail. */
  run(context: ValidationContext): Promise<readonly ValidationRow[]>;
}

export interface Validation {
  readonly name: string;
  /** The question. */
  readonly summary: string;
  /** Where the expected figures are from. */
  readonly source: string;
  /** How the tolerances were chosen. */
  readonly tolerance: string;
  /** The expected figures were published by somebody who measured: where ours differ, and why. Puts it on the page of published figures (`--page`). */
  readonly deviations?: string;
  /** It reads the real traces (`test/support/traces.ts`), and is left out, loudly, where they are not there. */
  readonly needsTraces?: true;
  run(context: ValidationContext): Promise<readonly ValidationRow[]>;
  readonly faults: readonly PlantedFault[];
}

/** What a run of a scenario gives. */
export interface SimulatedOutcome {
  readonly result: SimulatedResult;
  readonly series: SeriesTable;
}

/** Takes the parts of a simulation apart and puts a broken one in. */
export type Planting = (config: SimulationConfig) => SimulationConfig;

export interface ValidationContext {
  readonly size: ValidationSize;
  /** Runs a scenario, given as the text of a scenario file. */
  simulate(text: string): Promise<SimulatedOutcome>;
}
