/** `hindcast export RUN --to FORM`: the results of a run, or of a comparison, in another form. */
import { Option } from 'commander';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseComparison } from '../experiment/readComparison.ts';
import type { Comparison } from '../results/comparisonResult.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { exportComparison, exportForms, exportRun } from './exportForms.ts';
import type { ExportedFile, ExportForm } from './exportForms.ts';
import { readRecording } from './readRecording.ts';
import { readRunFolder } from './readRunFolder.ts';
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
      'Of a run: csv and parquet are its time series, json is its result with the traces of its rollbacks, markdown a summary in tables. Of a comparison: every figure of every replication, or a table in Markdown.',
      'chrome-trace opens in ui.perfetto.dev: counters, bookmarks, rollbacks, and the single IOs with their device commands, where the run was made with --record-ios.',
    ].join('\n\n'),
    out: 'folder that the file is written to (default: the folder of the run)',
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast export out/quickstart-1 --to markdown --stdout', does: 'for a pull request' },
      { line: 'hindcast export out/compare-quickstart-1 --to csv', does: 'for R or a spreadsheet' },
      { line: 'hindcast run quickstart --record-ios 5000', does: 'a run that has single IOs to show' },
      { line: 'hindcast export out/quickstart-1 --to chrome-trace', does: 'for ui.perfetto.dev' },
    ],
  })
    .argument('<run>', 'the folder of a run or of a comparison, or a file in it')
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
  const path = resolve(workingFolder, name);
  const folder = existsSync(join(path, 'compare.json')) ? path : dirname(path);
  const isComparison = existsSync(join(folder, 'compare.json')) && (folder === path || existsSync(path));
  if (!isComparison) {
    const run = await readRunFolder(name, workingFolder);
    return { file: await exportRun(run, form, () => readRecording(run.folder)), folder: run.folder };
  }
  const file = exportComparison(basename(folder), await readComparison(join(folder, 'compare.json')), form);
  if (file === null)
    throw new UsageError(
      `--to ${form}: ${name} is a comparison, and has no such form; allowed are ${exportForms.filter((other) => other !== form).join(', ')}`,
    );
  return { file, folder };
}

async function readComparison(path: string): Promise<Comparison> {
  try {
    return parseComparison(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UsageError(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}
