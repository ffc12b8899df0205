/** `hindcast report RUN…`: the HTML report of finished runs, again. */
import { join, resolve } from 'node:path';
import { renderReport } from '../../reports/report.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { readRunFolder } from './readRunFolder.ts';
import { prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';

export const reportCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'report',
    summary: 'write the HTML report of finished runs again',
    description: 'Writes the HTML report of each run from its folder (result.json, series.parquet, rollbacks.json): one file each, which needs no network.',
    out: 'write DIR/<name of the run>.html instead of report.html in the folder of the run',
    seed: 'accepted as everywhere; a report has nothing random in it',
    examples: [
      { line: 'hindcast report out/quickstart-1', does: 'out/quickstart-1/report.html, again' },
      { line: 'hindcast report out/* --out reports', does: 'reports of all runs, side by side' },
    ],
  })
    .argument('<runs...>', 'folders of runs, or their result.json')
    .action(async (names: readonly string[], options: CommonOptions) => {
      const runs = [];
      for (const name of names) runs.push(await readRunFolder(name, terminal.folder)); // all are read before anything is written
      const outFolder = options.out === undefined ? null : await prepareOutFolder(options.out, terminal.folder);
      const written = [];
      for (const run of runs) {
        const path = outFolder === null ? join(run.folder, 'report.html') : join(outFolder, `${run.name}.html`);
        await writeWholeFile(path, await renderReport({ result: run.result, series: run.series, rollbacks: run.rollbacks, origin: run.origin }));
        written.push({ run: shortPath(run.folder, terminal.folder), report: shortPath(resolve(path), terminal.folder) });
      }
      if (options.json === true) terminal.out.write(`${JSON.stringify({ reports: written }, null, 2)}\n`);
      else if (options.quiet !== true) for (const { report } of written) terminal.out.write(`${report}\n`);
      end(ExitStatus.Done);
    });
