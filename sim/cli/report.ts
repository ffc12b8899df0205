/** `hindcast report RESULT…`: the HTML report of finished runs, comparisons and sweeps, again. */
import { join, resolve } from 'node:path';
import { renderComparison, renderReport, renderSweep } from '../../reports/report.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { readResultFolder } from './readResultFolder.ts';
import type { FinishedResult } from './readResultFolder.ts';
import { prepareOutFolder, shortPath, writeWholeFile } from './runFolder.ts';

export const reportCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'report',
    summary: 'write the HTML report of finished runs, comparisons and sweeps again',
    description:
      'Writes the HTML report of each result from its folder (of a run result.json, series.parquet and rollbacks.json, of a comparison compare.json, of a sweep sweep.json; of each manifest.json): one file each, which needs no network.',
    out: 'write DIR/<name of its folder>.html instead of report.html in the folder of the result',
    seed: 'accepted as everywhere; a report has nothing random in it',
    examples: [
      { line: 'hindcast report out/quickstart-1', does: 'out/quickstart-1/report.html, again' },
      { line: 'hindcast report out/* --out reports', does: 'reports of all results, side by side' },
    ],
  })
    .argument('<results...>', 'folders of runs, comparisons or sweeps, or a file in them')
    .action(async (names: readonly string[], options: CommonOptions) => {
      const results = [];
      for (const name of names) results.push(await readResultFolder(name, terminal.folder)); // all are read before anything is written
      const outFolder = options.out === undefined ? null : await prepareOutFolder(options.out, terminal.folder);
      const written = [];
      for (const result of results) {
        const path = outFolder === null ? join(result.folder, 'report.html') : join(outFolder, `${result.name}.html`);
        await writeWholeFile(path, await render(result));
        written.push({ kind: result.kind, folder: shortPath(result.folder, terminal.folder), report: shortPath(resolve(path), terminal.folder) });
      }
      if (options.json === true) terminal.out.write(`${JSON.stringify({ reports: written }, null, 2)}\n`);
      else if (options.quiet !== true) for (const { report } of written) terminal.out.write(`${report}\n`);
      end(ExitStatus.Done);
    });

function render(result: FinishedResult): Promise<string> {
  switch (result.kind) {
    case 'run':
      return renderReport({ result: result.result, series: result.series, rollbacks: result.rollbacks, origin: result.origin });
    case 'comparison':
      return renderComparison({ found: result.found, origin: result.origin });
    case 'sweep':
      return renderSweep({ found: result.found, origin: result.origin });
  }
}
