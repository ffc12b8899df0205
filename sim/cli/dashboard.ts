/** `hindcast dashboard`: the page, built, with the results in `out/`, on this machine. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { CommandBuilder } from './command.ts';
import { describeCommand, type CommonOptions } from './commandOptions.ts';
import { startDashboardServer } from './dashboardServer.ts';
import { ExitStatus } from './exitStatus.ts';
import { defaultOutFolder, shortPath } from './runFolder.ts';
import { packageFolder } from './shippedScenarios.ts';
import type { Terminal } from './terminal.ts';

interface DashboardOptions extends CommonOptions {
  readonly port?: number;
  readonly open?: boolean;
  readonly build?: boolean;
}

const portNormal = 4155;

export const dashboardCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'dashboard',
    summary: 'serve the dashboard with the results in out/, on this machine',
    description: [
      'The whole simulation runs in the page; the results of the command line are under Reports. It listens on 127.0.0.1 alone, and the page sends nothing anywhere.',
      'The page is built when that has not been done yet, or the sources are newer (some seconds). The built folder, dist/web, works from any static server too: without results then.',
    ].join('\n\n'),
    out: `folder of the results (default: ${defaultOutFolder})`,
    seed: 'accepted as everywhere; the page has a seed for each run',
    examples: [
      { line: 'hindcast dashboard', does: `http://127.0.0.1:${String(portNormal)}/, until Ctrl-C` },
      { line: 'hindcast dashboard --open --out results', does: 'in the browser, with the results in results/' },
      { line: 'hindcast dashboard --build', does: 'only builds the page, for a static server' },
    ],
  })
    .option('--port <number>', `listen there; 0: any that is free (default: ${String(portNormal)})`, parsePort)
    .option('--open', 'open it in the browser')
    .option('--build', 'build the page and end')
    .action(async (options: DashboardOptions) => {
      const pageFolder = await builtPage(terminal, options);
      if (options.build === true) {
        if (options.json === true) terminal.out.write(`${JSON.stringify({ page: pageFolder })}\n`);
        else if (options.quiet !== true) terminal.out.write(`${shortPath(pageFolder, terminal.folder)}\n`);
        end(ExitStatus.Done);
        return;
      }
      const outFolder = resolve(terminal.folder, options.out ?? defaultOutFolder);
      const server = await startDashboardServer({ pageFolder, outFolder }, options.port ?? portNormal);
      if (options.json === true) terminal.out.write(`${JSON.stringify({ url: server.url, page: pageFolder, results: outFolder })}\n`);
      else if (options.quiet !== true) terminal.out.write(`${server.url}\nresults of ${shortPath(outFolder, terminal.folder)}; Ctrl-C ends it\n`);
      if (options.open === true) openInBrowser(server.url, terminal);
      await new Promise<void>((interrupted) => terminal.onInterrupt(interrupted));
      await server.close();
      end(ExitStatus.Done);
    });

/** The folder of the built page, built anew when a source is newer than it. */
async function builtPage(terminal: Terminal, options: DashboardOptions): Promise<string> {
  const folder = join(packageFolder, 'dist', 'web');
  const page = join(folder, 'index.html');
  const sources = ['web', 'sim', 'workloads', 'reports'].map((name) => join(packageFolder, name)).filter((name) => existsSync(name));
  const isThere = existsSync(page);
  if (isThere && options.build !== true && sources.every((source) => newestMs(source) <= statSync(page).mtimeMs)) return folder;
  if (options.quiet !== true) terminal.err.write('building the page …\n');
  const { build } = await import('vite');
  await build({ configFile: join(packageFolder, 'vite.config.ts'), root: join(packageFolder, 'web'), logLevel: 'error' });
  return folder;
}

function newestMs(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs);
  }, 0);
}

/** With what the system has for it; when there is nothing, the address is on the screen. */
function openInBrowser(url: string, terminal: Terminal): void {
  const [program, ...words]: [string, ...string[]] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '""', url] : ['xdg-open', url];
  const opened = spawn(program, words, { stdio: 'ignore', detached: true });
  opened.on('error', () => terminal.err.write('hindcast: no browser could be opened; the address is above\n'));
  opened.unref();
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError('A port from 0 to 65535 is needed.');
  return port;
}
