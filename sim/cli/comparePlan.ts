/** What is asked of `compare`, from its options and the text of a scenario or sweep: the plan of an experiment. Everything that can be wrong is refused here, before anything runs. */
import { nearMiss } from '../base/nearMiss.ts';
import { formatQuantity } from '../base/units.ts';
import type { ExperimentPlan, PlannedVariant } from '../experiment/experimentPlan.ts';
import type { RegressionLimit } from '../experiment/regression.ts';
import { sweepPlan } from '../experiment/sweepPlan.ts';
import { cellName } from '../results/sweepResult.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { OracleMode, Scenario } from '../scenario/scenario.ts';
import { ScenarioError } from '../scenario/scenarioError.ts';
import type { CommonOptions, SetOption } from './commandOptions.ts';
import { compareFlags } from './compareFlags.ts';
import type { ReadSweep } from './readSweepSource.ts';
import type { ScenarioText } from './shippedScenarios.ts';
import { UsageError } from './usageError.ts';
import { variantGrid, variantsMax } from './variantGrid.ts';
import type { GridVariant, Varied } from './variantGrid.ts';

export interface CompareOptions extends CommonOptions {
  readonly vary?: readonly { readonly path: string; readonly values: string }[];
  readonly policies?: string;
  readonly replications?: string;
  readonly baseline?: string;
  readonly precision?: string;
  readonly maxReplications?: string;
  readonly metrics?: string;
  readonly details?: boolean;
  readonly failOn?: readonly string[];
  readonly warmup?: string;
  readonly jobs?: string;
  readonly set?: readonly SetOption[];
  readonly oracle?: OracleMode;
}

export interface AskedComparison {
  readonly plan: ExperimentPlan;
  readonly limits: readonly RegressionLimit[];
  /** Of the oracle, in every run. */
  readonly oracle: OracleMode;
}

const replicationsNormal = 10;
const replicationsMax = 10_000;
const flushPath = 'server.cache.flush.policy';

/** `sweep` says what is varied, where a sweep was given in place of a scenario. */
export function comparePlan(source: ScenarioText, options: CompareOptions, sweep: ReadSweep | null): AskedComparison {
  const seeds = sweep?.file.seeds ?? replicationsNormal;
  const normal = typeof seeds === 'number' ? seeds : seeds.length;
  const replications = compareFlags.count('--replications', options.replications, { min: 2, max: replicationsMax, normal });
  const compared = compareFlags.metrics(options.metrics ?? sweep?.file.metrics?.join());
  const limits = (options.failOn ?? []).map((text) => compareFlags.failOn(text, compared));
  const precision = precisionOf(options, replications);
  const oracle = options.oracle ?? 'off';
  const variants = sweep === null ? variantsOfOptions(source, options, oracle) : variantsOfSweep(sweep, options, oracle);
  const first = variants[0]?.scenario;
  if (first === undefined) throw new UsageError('there is nothing to compare');
  const seed = options.seed ?? first.seed;
  refuseSame(variants);
  return {
    plan: {
      scenario: first.name,
      seed,
      variants: variants.map((variant) => ({ ...variant, scenario: { ...variant.scenario, seed } })),
      baseline: baselineOf(variants, options.baseline),
      replications,
      precision,
      metrics: compared,
      warmupNs: warmupOf(variants, options.warmup),
    },
    limits,
    oracle,
  };
}

function variantsOfOptions(source: ScenarioText, options: CompareOptions, oracle: OracleMode): PlannedVariant[] {
  return variantGrid(variedOf(options)).map((variant) => ({
    ...variant,
    scenario: { ...resolveVariant(source, variant, options.set ?? []), oracle },
  }));
}

function variantsOfSweep({ file, source, name }: ReadSweep, options: CompareOptions, oracle: OracleMode): PlannedVariant[] {
  const flag = options.policies !== undefined ? '--policies' : '--vary';
  if (options.policies !== undefined || options.vary !== undefined) throw new UsageError(`${flag} cannot go with a sweep: it says itself what is varied`);
  if (typeof file.seeds === 'object' && file.seeds !== null) {
    throw new UsageError(`the sweep names its seeds; a comparison draws them from the first: say how many (seeds: ${String(file.seeds.length)}), and --seed`);
  }
  const sets = (options.set ?? []).map((set) => ({ ...set, cwdRelative: true }));
  const plan = sweepPlan(file, source, name, { sets, seed: options.seed ?? null, oracle });
  if (plan.cells.length > variantsMax) throw new UsageError(`these are ${String(plan.cells.length)} variants; at most ${String(variantsMax)} are compared`);
  if (plan.cells.length < 2) throw new UsageError('the sweep has one cell; at least two are compared');
  return plan.cells.map((cell) => ({ name: cellName(plan, cell), sets: cell.sets, scenario: cell.scenario }));
}

function variedOf(options: CompareOptions): Varied[] {
  const policies = options.policies === undefined ? [] : [{ path: flushPath, values: options.policies, option: '--policies' }];
  return [...policies, ...(options.vary ?? []).map((axis) => ({ ...axis, option: '--vary' }))];
}

function precisionOf(options: CompareOptions, replications: number): ExperimentPlan['precision'] {
  const max = compareFlags.count('--max-replications', options.maxReplications, { min: 2, max: replicationsMax, normal: Math.max(100, replications) });
  if (options.precision === undefined) {
    if (options.maxReplications !== undefined)
      throw new UsageError('--max-replications bounds --precision, which is not there; --replications says how many are run');
    return null;
  }
  if (max < replications)
    throw new UsageError(`--max-replications: is ${String(max)}; at least as many as --replications (${String(replications)}) are needed`);
  return { relative: compareFlags.precision(options.precision), replicationsMax: max };
}

/**
 * The scenario of a variant. Where a policy is varied whose neighbour in the scenario has parameters that only another policy knows, the whole choice is replaced: parameters belong to
 * the policy that they were written for.
 */
function resolveVariant(source: ScenarioText, variant: GridVariant, sets: readonly SetOption[]): Scenario {
  const own = [...sets, ...variant.sets];
  const parse = (all: readonly SetOption[]): Scenario =>
    parseScenario(
      source.text,
      source.sourceName,
      all.map((set) => ({ ...set, cwdRelative: true })),
    );
  try {
    return parse(own);
  } catch (error) {
    const bare = own.map(({ path, value }) => ({ path: path.replace(/\.(flush|eviction|partition|scheduler)\.policy$/, '.$1'), value }));
    if (bare.some(({ path }, number) => path !== own[number]?.path)) {
      try {
        return parse(bare);
      } catch {
        // Not because of neighbours: the first message is the one that fits what was typed.
      }
    }
    const given = error instanceof ScenarioError ? variant.sets.find(({ path, value }) => error.file === `--set ${path}=${value}`) : undefined;
    throw given === undefined || !(error instanceof Error) ? error : new UsageError(error.message.replace(/^--set /, '--vary '));
  }
}

/** Two variants that resolve to the same are a misunderstanding (a VM's own setting goes before the server's), not a comparison. */
function refuseSame(variants: readonly PlannedVariant[]): void {
  const seen = new Map<string, string>();
  for (const { name, scenario } of variants) {
    const text = JSON.stringify(scenario);
    const other = seen.get(text);
    if (other !== undefined) {
      throw new UsageError(`the variants ${other} and ${name} are the same scenario: what differs has no effect (a VM's own setting goes before the server's)`);
    }
    seen.set(text, name);
  }
}

function baselineOf(grid: readonly PlannedVariant[], name: string | undefined): number {
  if (name === undefined) return 0;
  const names = grid.map((variant) => variant.name);
  const found = names.indexOf(name);
  if (found >= 0) return found;
  const meant = nearMiss(name, names);
  throw new UsageError(`--baseline: there is no variant ${name}; there are ${names.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`);
}

function warmupOf(variants: readonly PlannedVariant[], text: string | undefined): number | null {
  const said = Math.max(...variants.map(({ scenario }) => scenario.warmupNs));
  const warmupNs = text === undefined ? (said > 0 ? said : null) : compareFlags.warmupNs(text);
  const shortest = Math.min(...variants.map(({ scenario }) => scenario.durationNs));
  if (warmupNs !== null && warmupNs >= shortest) {
    throw new UsageError(`--warmup: is ${formatQuantity(warmupNs, 'ns')}; it must end before the run does, at ${formatQuantity(shortest, 'ns')}`);
  }
  return warmupNs;
}
