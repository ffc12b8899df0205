/** `hindcast compare SCENARIO --vary PATH=a,b,c`: variants of a scenario under the same random numbers, replicated and tested. */
import { Option } from 'commander';
import { flushPolicies } from '../engine/policy/flushPolicies.ts';
import { metrics } from '../experiment/metrics.ts';
import { oracleModes } from '../scenario/scenario.ts';
import type { CommandBuilder } from './command.ts';
import { collectSet, describeCommand } from './commandOptions.ts';
import type { CompareOptions } from './comparePlan.ts';
import { defaultOutFolder } from './runFolder.ts';
import { UsageError } from './usageError.ts';

export const compareCommand: CommandBuilder = ({ terminal, words, end }) =>
  describeCommand({
    name: 'compare',
    summary: 'run variants of a scenario under the same random numbers and say what differs',
    description: [
      'Runs the scenario once per variant and replication. Replication k of every variant has the same seed, so variants are compared pair by pair: mean with 95 % confidence interval, difference to the baseline with its interval, paired t test with Holm’s correction over all metrics and variants, effect size (Hedges’ g of the differences). Where nothing is shown, it says “no evidence of a difference”.',
      'With several --vary all combinations are compared. The measured time begins where the scenario says, else where MSER-5 finds that all variants have settled. Results go to OUT/compare-<scenario>-<seed>: compare.json, report.html (one file, no network) and manifest.json; with that manifest.json in place of a scenario the comparison is repeated and its digests compared.',
      '--fail-on METRIC:+5% ends with status 3 when a variant is shown to be worse than the baseline by more than that: when the whole 95 % interval of (variant − 1.05 × baseline) lies on the wrong side of 0. The sign is + where lower is better, - where higher is.',
    ].join('\n\n'),
    out: `folder that the folder of the comparison is made in (default: ${defaultOutFolder})`,
    seed: 'seed of the first replication, instead of the scenario’s; the others follow from it',
    examples: [
      { line: 'hindcast compare quickstart --policies write-through,periodic', does: 'flush policies' },
      { line: 'hindcast compare my.yaml --vary server.flash.size=1GiB,2GiB', does: 'sizes; the first is the baseline' },
      { line: 'hindcast compare my.yaml --vary blockSize=4KiB,16KiB --precision 2%', does: 'until intervals are that narrow' },
      { line: 'hindcast compare my.yaml --policies … --fail-on writeP99:+5%', does: 'status 3 for a CI' },
    ],
  })
    .argument(
      '<scenario>',
      'a YAML or JSON file, the name of a scenario or study that ships, the manifest.json of a comparison, or - for standard input; of a sweep the cells are compared',
    )
    .option('--vary <path=values>', 'one field of the scenario and its values, by commas (repeatable: all combinations)', collectVary)
    .option('--policies <names>', `short for --vary server.cache.flush.policy=…; there are ${flushPolicies.map(({ name }) => name).join(', ')}`)
    .option('--replications <number>', 'runs of each variant, 2 or more (default: 10)')
    .option('--baseline <name>', 'the variant that the others are compared with (default: the first)')
    .option(
      '--precision <percent>',
      'more replications, until the half-width of each interval is at most that much of its mean (of --metrics, else of those in the table)',
    )
    .option('--max-replications <number>', 'at most so many for --precision (default: 100)')
    .option('--metrics <names>', 'look at these alone, by commas (default: all, the main ones in the table)')
    .option('--details', 'tell of each metric in full: intervals, p values, effect sizes (always with up to three variants)')
    .option('--fail-on <metric:change>', 'status 3 when a regression beyond that is shown, such as writeP99:+5% (repeatable)', collectText)
    .option('--warmup <time>', 'measure from here on: a time, or auto (default: as the scenario says, else auto)')
    .option('--jobs <number>', 'runs at once (default: one a core)')
    .option('--set <path=value>', 'change one field in all variants (repeatable)', collectSet)
    .addOption(new Option('--oracle <mode>', 'how much is checked in each run; changes no figure (default: off)').choices(oracleModes))
    .addHelpText(
      'after',
      () =>
        `\nParameters with a policy: --vary 'server.cache.flush={policy: periodic, interval: 1s},write-through'\n\nMetrics (* in the table):\n${metricList()}`,
    )
    .action(async (name: string, options: CompareOptions) => {
      const { compareScenario } = await import('./compareScenario.ts'); // the whole simulation: not loaded for --help
      end(await compareScenario({ name, options, terminal, words }));
    });

function metricList(): string {
  const width = Math.max(...metrics.map(({ name }) => name.length));
  return metrics.map(({ name, summary, better, isMain }) => `  ${isMain ? '*' : ' '} ${name.padEnd(width)}  ${summary}; better ${better}`).join('\n');
}

function collectText(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function collectVary(text: string, before: readonly { path: string; values: string }[] = []): readonly { path: string; values: string }[] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new UsageError(`--vary: is ${text}; PATH=a,b,c is needed, such as server.flash.size=1GiB,2GiB`);
  return [...before, { path: text.slice(0, equals), values: text.slice(equals + 1) }];
}
