/** What is to be compared in the page, resolved: as `hindcast compare` would from the same words. Throws an Error whose message is for whoever asked. */
import type { ExperimentPlan, PlannedVariant } from '../../sim/experiment/experimentPlan.ts';
import { metrics } from '../../sim/experiment/metrics.ts';
import { splitValues } from '../../sim/experiment/splitValues.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

export interface AskedComparison {
  readonly text: string;
  readonly sourceName: string;
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  /** The field that is varied, and its values with commas between them; the first is the baseline. */
  readonly path: string;
  readonly values: string;
  readonly replications: number;
}

const variantsMax = 12;

export function comparePlan(asked: AskedComparison): ExperimentPlan {
  const names = splitValues(asked.values) ?? [];
  const path = asked.path.trim();
  if (path === '') throw new Error('say which field is varied, such as server.cache.flush.policy');
  if (names.length < 2 || names.includes('')) throw new Error('at least two values are needed, with commas between them');
  if (names.length > variantsMax) throw new Error(`at most ${String(variantsMax)} values can be compared here; the command line takes more`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${twice} is there twice`);
  const variants = names.map((name): PlannedVariant => {
    const sets = [{ path, value: name }];
    return { name, sets, scenario: { ...resolved(asked, sets), oracle: 'off' } };
  });
  const first = variants[0]!.scenario;
  const same = variants.findIndex(({ scenario }, index) =>
    variants.slice(0, index).some((before) => JSON.stringify(before.scenario) === JSON.stringify(scenario)),
  );
  if (same > 0)
    throw new Error(`${variants[same]!.name} makes the same scenario as another value: it has no effect there (a VM’s own setting goes before the server’s)`);
  return {
    scenario: first.name,
    seed: first.seed,
    variants,
    baseline: 0,
    replications: asked.replications,
    precision: null,
    metrics: metrics.map(({ name }) => name),
    warmupNs: first.warmupNs > 0 ? first.warmupNs : null,
  };
}

/** Parameters that stand beside a policy belong to it: where another can't take them, the whole choice is replaced. */
function resolved({ text, sourceName, sets }: AskedComparison, own: AskedComparison['sets']): Scenario {
  const parse = (all: AskedComparison['sets']): Scenario =>
    parseScenario(
      text,
      sourceName,
      all.map((set) => ({ ...set, cwdRelative: true })),
    );
  try {
    return parse([...sets, ...own]);
  } catch (error) {
    const bare = own.map(({ path, value }) => ({ path: path.replace(/\.policy$/, ''), value }));
    if (bare[0]?.path === own[0]?.path) throw error;
    try {
      return parse([...sets, ...bare]);
    } catch {
      throw error;
    }
  }
}
