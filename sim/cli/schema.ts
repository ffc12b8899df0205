/** `hindcast schema scenario|sweep|result`: the JSON Schema of the files that Hindcast reads and writes, for editors and scripts. */
import { Argument } from 'commander';
import { join } from 'node:path';
import { runResultJsonSchema } from '../results/runResult.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';

const documents = {
  scenario: async () => (await import('../scenario/schema.ts')).scenarioJsonSchema(),
  sweep: async () => (await import('../experiment/sweepFile.ts')).sweepJsonSchema(),
  result: () => Promise.resolve(runResultJsonSchema()),
} as const;
type DocumentName = keyof typeof documents;

export const schemaCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'schema',
    summary: 'print the JSON Schema of scenarios, sweeps or results',
    description: 'Prints the JSON Schema of the scenarios that `hindcast run` reads, of the files of `hindcast sweep`, or of the result.json of a run.',
    out: 'write the schema to DIR/hindcast-<document>.schema.json instead of printing it',
    seed: 'accepted as everywhere; a schema has nothing random in it',
    examples: [
      { line: 'hindcast schema scenario', does: 'what a scenario may say' },
      { line: 'hindcast schema result --out schemas', does: 'write schemas/hindcast-result.schema.json' },
    ],
  })
    .addArgument(new Argument('<document>', 'which file is described').choices(Object.keys(documents)))
    .action(async (document: DocumentName, options: CommonOptions) => {
      const text = `${JSON.stringify(await documents[document](), null, 2)}\n`;
      if (options.out === undefined) terminal.out.write(text);
      else {
        const path = join(await prepareOutFolder(options.out, terminal.folder), `hindcast-${document}.schema.json`);
        await writeWholeFile(path, text);
        if (options.json === true) terminal.out.write(text);
        else if (options.quiet !== true) terminal.out.write(`${shortPath(path, terminal.folder)}\n`);
      }
      end(ExitStatus.Done);
    });
