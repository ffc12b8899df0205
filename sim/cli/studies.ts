/** `hindcast studies`: runs the studies that ship, and prints what each found; with `--page` as a page in Markdown. */
import type { CommandBuilder } from './command.ts';
import { collectSet, describeCommand } from './commandOptions.ts';
import { defaultOutFolder } from './runFolder.ts';
import { runStudies } from './runStudies.ts';
import type { StudiesOptions } from './runStudies.ts';
import { shippedStudyNames } from './shippedScenarios.ts';

export const studiesCommand: CommandBuilder = ({ terminal, words, end }) =>
  describeCommand({
    name: 'studies',
    summary: 'run the studies that ship and say what each found, beside what one should see',
    description: [
      'Runs each study as `hindcast sweep` does, with its files in OUT, and prints its question, what one should see, and what was found: all of it computed from its runs. Some minutes in all on two cores; runs that are kept in OUT/.runs are not run again.',
      `Studies: ${shippedStudyNames().join(', ')}.`,
    ].join('\n\n'),
    out: `folder that the folders of the sweeps are made in (default: ${defaultOutFolder})`,
    seed: 'the first seed of each study, instead of its own',
    examples: [
      { line: 'hindcast studies', does: 'all of them' },
      { line: 'hindcast studies traffic-jam wow', does: 'two of them' },
      { line: 'hindcast studies --page workloads/studies/README.md', does: 'the page of findings, anew' },
    ],
  })
    .argument('[names...]', 'studies (default: all)')
    .option('--set <path=value>', 'change one field in all studies (repeatable); what a study varies goes before it', collectSet)
    .option('--page <file>', 'write questions, findings and figures there, as Markdown')
    .action(async (names: readonly string[], options: StudiesOptions) => end(await runStudies({ names, options, terminal, words })));
