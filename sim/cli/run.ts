/** `hindcast run SCENARIO`: one scenario, or one finished run again. */
import { Option } from 'commander';
import { oracleModes } from '../scenario/scenario.ts';
import type { CommandBuilder } from './command.ts';
import { collectSet, describeCommand } from './commandOptions.ts';
import { defaultOutFolder } from './runFolder.ts';
import type { RunOptions } from './runScenario.ts';
import { shippedScenarioNames } from './shippedScenarios.ts';

export const runCommand: CommandBuilder = ({ terminal, words, end }) =>
  describeCommand({
    name: 'run',
    summary: 'run one scenario and write its results and report',
    description: [
      'Runs a scenario: its VMs work, are bookmarked and rolled back as its timeline says, and the oracle compares what they see with a full history.',
      'Results go to a folder of their own, OUT/<scenario>-<seed>: result.json, series.parquet, rollbacks.json, report.html, manifest.json. With the manifest.json of a finished run in place of a scenario, that run is repeated bit for bit and its digest compared (exit status 4 when it differs).',
    ].join('\n\n'),
    out: `folder that the folder of the run is made in (default: ${defaultOutFolder})`,
    seed: 'seed of all random numbers, instead of the scenario’s',
    examples: [
      { line: 'hindcast run quickstart', does: 'a scenario that ships, by its name' },
      { line: 'hindcast run my.yaml --seed 7 --set server.flash.size=1GiB', does: 'a file, with two things changed' },
      { line: 'hindcast run my.yaml --json | jq .total.iops', does: 'for scripts' },
      { line: 'hindcast run out/quickstart-1/manifest.json', does: 'a finished run again, compared' },
      { line: 'cat my.yaml | hindcast run -', does: 'from standard input' },
    ],
  })
    .argument('<scenario>', 'a YAML or JSON file, the name of a scenario that ships, a manifest.json, or - for standard input')
    .option('--set <path=value>', 'change one field of the scenario (repeatable); file names in it count from the working directory', collectSet)
    .addOption(new Option('--oracle <mode>', 'how much is checked; changes nothing in the run (default: as the scenario says)').choices(oracleModes))
    .option(
      '--record-ios <number>',
      'keep the last so many IOs one by one, with their device commands: ios.parquet and commands.parquet, for `hindcast export --to chrome-trace`',
    )
    .option('--record-from <time>', 'of those, the first from this instant on instead of the last')
    .addHelpText('after', () => `\nScenarios that ship:\n${inLines(shippedScenarioNames())}`)
    .action(async (scenario: string, options: RunOptions) => {
      const { runScenario } = await import('./runScenario.ts'); // the whole simulation: not loaded for --help
      end(await runScenario({ name: scenario, options, terminal, words }));
    });

/** Names with commas between them, in lines of at most 100 characters. */
function inLines(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 96) lines.push(`  ${name}`);
    else lines[lines.length - 1] = `${last}, ${name}`;
  }
  return lines.join(',\n');
}
