/** `hindcast export RESULT --to FORM`: a run, a comparison or a sweep in another form. */
import { Option } from 'commander';
import { join } from 'node:path';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { exportForms, exportResult } from './exportForms.ts';
import type { ExportedFile, ExportForm } from './exportForms.ts';
import { readRecording } from './readRecording.ts';
import { readResultFolder } from './readResultFolder.ts';
import { prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';
import { UsageError } from './usageError.ts';

interface ExportOptions extends CommonOptions {
  readonly to: ExportForm;
  readonly stdout?: boolean;
}

export const exportCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'export',
    summary: 'results in other forms: CSV, Parquet, JSON, Markdown, a trace for Perfetto',
    description: [
      'Of a run: csv and parquet are its time series, json is its result with the traces of its rollbacks, markdown a summary in tables. Of a comparison or a sweep: every figure of every single run, or a table in Markdown with what was found.',
      'chrome-trace opens in ui.perfetto.dev: counters, bookmarks, rollbacks, and the single IOs with their device commands, where the run was made with --record-ios.',
    ].join('\n\n'),
    out: 'folder that the file is written to (default: the folder of the result)',
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast export out/quickstart-1 --to markdown --stdout', does: 'for a pull request' },
      { line: 'hindcast export out/compare-quickstart-1 --to csv', does: 'for R or a spreadsheet' },
      { line: 'hindcast export out/sweep-traffic-jam-1 --to markdown --stdout', does: 'the table of a sweep, for a paper' },
      { line: 'hindcast run quickstart --record-ios 5000', does: 'a run that has single IOs to show' },
      { line: 'hindcast export out/quickstart-1 --to chrome-trace', does: 'for ui.perfetto.dev' },
    ],
  })
    .argument('<result>', 'the folder of a run, a comparison or a sweep, or a file in it')
    .addOption(new Option('--to <form>', 'the form').choices(exportForms).makeOptionMandatory())
    .option('--stdout', 'print it instead of writing a file (not parquet)')
    .action(async (name: string, options: ExportOptions) => {
      if (options.stdout === true && options.to === 'parquet')
        throw new UsageError('--stdout: parquet is no text; leave --stdout out, and it is written to a file');
      if (options.stdout === true && options.json === true) throw new UsageError('--stdout: cannot go with --json, which prints where the file is');
      const { file, folder } = await exported(name, options.to, terminal.folder);
      if (options.stdout === true) terminal.out.write(String(file.content));
      else {
        const path = join(options.out === undefined ? folder : await prepareOutFolder(options.out, terminal.folder), file.name);
        await writeWholeFile(path, file.content);
        const place = shortPath(path, terminal.folder);
        if (options.json === true) terminal.out.write(`${JSON.stringify({ file: place }, null, 2)}\n`);
        else if (options.quiet !== true) terminal.out.write(`${place}\n`);
      }
      end(ExitStatus.Done);
    });

async function exported(name: string, form: ExportForm, workingFolder: string): Promise<{ file: ExportedFile; folder: string }> {
  const result = await readResultFolder(name, workingFolder);
  const file = await exportResult(result, form, () => readRecording(result.folder));
  if (file === null) {
    const allowed = exportForms.filter((other) => other !== form).join(', ');
    throw new UsageError(`--to ${form}: ${name} is a ${result.kind}, and has no such form; allowed are ${allowed}`);
  }
  return { file, folder: result.folder };
}
