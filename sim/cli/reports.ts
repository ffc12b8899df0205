/** `hindcast reports [NAME]`: lists what is in the folder of results, writes an index page beside it, and opens a report. */
import { join, resolve } from 'node:path';
import { renderIndex } from '../../reports/report.ts';
import type { IndexEntry } from '../../reports/html/indexPage.ts';
import { nearMiss } from '../base/nearMiss.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { openInBrowser } from './openInBrowser.ts';
import { productVersion } from './productVersion.ts';
import { reportsTable } from './reportsTable.ts';
import { defaultOutFolder, prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';
import { indexRuns } from './runIndex.ts';
import type { IndexedRun } from '../results/indexedRun.ts';
import { UsageError } from './usageError.ts';

interface ReportsOptions extends CommonOptions {
  readonly open?: boolean;
}

const indexName = 'index.html';

export const reportsCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'reports',
    summary: 'list what is in out/, write its index page, open a report',
    description:
      'Lists runs, comparisons and sweeps, newest first, and writes index.html beside them: one page that needs no network, searched and sorted in place, with a link to each report. With a NAME it is about that one alone; --open shows it (or the index) in the browser.',
    out: `the folder of results (default: ${defaultOutFolder})`,
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast reports', does: 'the list, and out/index.html' },
      { line: 'hindcast reports --open', does: 'the index in the browser' },
      { line: 'hindcast reports quickstart-1 --open', does: 'the report of that run' },
    ],
  })
    .argument('[name]', 'a folder in the folder of results')
    .option('--open', 'open the report, or the index, in the browser')
    .action(async (name: string | undefined, options: ReportsOptions) => {
      const folder = await prepareOutFolder(options.out ?? defaultOutFolder, terminal.folder);
      const all = await indexRuns(folder);
      const shown = name === undefined ? all : [chosen(all, name, shortPath(folder, terminal.folder))];
      const index = join(folder, indexName);
      const { version } = productVersion();
      await writeWholeFile(index, await renderIndex(all.map(entryOf), version));
      const page = name === undefined ? index : reportOf(shown[0], folder, terminal.folder);
      if (options.json === true) terminal.out.write(`${JSON.stringify({ index: shortPath(index, terminal.folder), results: shown }, null, 2)}\n`);
      else if (options.quiet !== true)
        terminal.out.write(`${reportsTable(shown)}\n${name === undefined ? 'index     ' : 'report    '}${shortPath(page, terminal.folder)}\n`);
      if (options.open === true && !(await openInBrowser(page))) terminal.err.write(`hindcast: no browser could be started; the page is ${page}\n`);
      end(ExitStatus.Done);
    });

function chosen(all: readonly IndexedRun[], name: string, place: string): IndexedRun {
  const wanted = name.replace(/\/+$/, '').replace(new RegExp(`^${place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`), '');
  const found = all.find((entry) => entry.name === wanted);
  if (found !== undefined) return found;
  const meant = nearMiss(
    wanted,
    all.map((entry) => entry.name),
  );
  throw new UsageError(`there is no result ${name} in ${place}${meant === null ? '' : `; did you mean ${meant}?`}\n\`hindcast reports\` lists what is there.`);
}

function hasReport({ files }: IndexedRun): boolean {
  return files.some(({ name }) => name === 'report.html');
}

function reportOf(entry: IndexedRun | undefined, folder: string, workingFolder: string): string {
  const name = entry?.name ?? '';
  if (entry === undefined || !hasReport(entry))
    throw new UsageError(`${name} has no report.html; \`hindcast report ${shortPath(join(folder, name), workingFolder)}\` makes it again`);
  return resolve(folder, name, 'report.html');
}

function entryOf(run: IndexedRun): IndexEntry {
  const { name, kind, scenario, summary, seed, startedAt, simulatedNs, wallSeconds, parts, digest, version, repeat, problem } = run;
  return {
    name,
    kind,
    scenario,
    summary,
    seed,
    startedAt,
    simulatedNs,
    wallSeconds,
    parts,
    digest,
    version,
    repeat,
    problem,
    report: hasReport(run) ? `${name}/report.html` : null,
  };
}
