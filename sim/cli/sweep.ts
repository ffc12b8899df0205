/** `hindcast sweep SWEEP`: a grid of runs on all cores, resumable. */
import { Option } from 'commander';
import { oracleModes } from '../scenario/scenario.ts';
import type { CommandBuilder } from './command.ts';
import { collectSet, describeCommand } from './commandOptions.ts';
import { defaultOutFolder } from './runFolder.ts';
import { shippedStudyNames } from './shippedScenarios.ts';
import type { SweepOptions } from './sweepScenario.ts';

export const sweepCommand: CommandBuilder = ({ terminal, words, end }) =>
  describeCommand({
    name: 'sweep',
    summary: 'run a grid of scenarios on all cores; goes on where it was interrupted',
    description: [
      'Runs every combination of the values in a sweep file, with every seed, and writes OUT/sweep-<name>-<seed>: results.parquet (one row a run), sweep.json (one entry a cell: means with 95 % confidence intervals), report.html (one file, no network) and manifest.json.',
      'Each finished run is kept in OUT/.runs, by a hash over its scenario, the files that it reads and the code. After Ctrl-C or a crash the same command goes on from there and ends with the same files; a grid that has grown runs only what is new. The folder may be deleted.',
      'A sweep file is YAML or JSON:\n  scenario: quickstart                # one that ships, a file (relative to this one), or its fields\n  set: { duration: 2s }               # in all cells (optional)\n  variants:                           # several fields under a name (optional)\n    lazy: { server.cache.flush: { policy: periodic, interval: 1s }, server.cache.durability: flash }\n    eager: { server.cache.flush: write-back }\n  grid:                               # fields and their values: all combinations\n    array.writeLatency: [100us, 1ms]\n    server.flash.size: { small: 1GiB, large: 4GiB }\n  without: [{ variant: lazy, size: small }]   # left out (optional)\n  seeds: 3                            # how many runs of each cell, or [1, 2, 7]\n  closedForm: traffic-jam               # a figure that theory gives, drawn beside (optional)\n  metrics: [throughput, writeP99]     # shown (optional); the files have all',
    ].join('\n\n'),
    out: `folder that the folder of the sweep is made in (default: ${defaultOutFolder})`,
    seed: 'the first seed, instead of the scenario’s; the others follow from it',
    examples: [
      { line: 'hindcast sweep my-sweep.yaml', does: 'and the same again after Ctrl-C' },
      { line: 'hindcast sweep my-sweep.yaml --set duration=10s', does: 'with a field changed in all cells' },
      { line: 'hindcast sweep my-sweep.yaml --json | jq ".cells[].metrics"', does: 'for scripts' },
    ],
  })
    .argument('<sweep>', 'a YAML or JSON file, the name of a study that ships, or - for standard input')
    .option('--set <path=value>', 'change one field in all cells (repeatable); what the grid varies goes before it', collectSet)
    .option('--jobs <number>', 'runs at once (default: one a core)')
    .addOption(new Option('--oracle <mode>', 'how much is checked in each run; changes no figure (default: off)').choices(oracleModes))
    .addHelpText('after', () => `\nStudies that ship:\n  ${shippedStudyNames().join('\n  ')}`)
    .action(async (name: string, options: SweepOptions) => {
      const { sweepScenario } = await import('./sweepScenario.ts'); // the whole simulation: not loaded for --help
      end(await sweepScenario({ name, options, terminal, words }));
    });
