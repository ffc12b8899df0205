/** The results of a folder, listed and served: what is there, what is not given out, and to whom nothing is said. */
import { request } from 'node:http';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDashboardServer, type DashboardServer } from '../../sim/cli/dashboardServer.ts';
import { main } from '../../sim/cli/main.ts';
import { indexRuns } from '../../sim/cli/runIndex.ts';
import { TestTerminal } from './testTerminal.ts';

let folder = '';
let outFolder = '';
let server: DashboardServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-dashboard-'));
  outFolder = join(folder, 'out');
  const pageFolder = join(folder, 'page');
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><head></head>');
  await writeFile(join(pageFolder, 'assets', 'main-AbCdEf12.js'), '1');
  await writeFile(join(folder, 'secret.txt'), 'not for pages');
  server = await startDashboardServer({ pageFolder, outFolder }, 0);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** As it stands: no client tidies the path. */
function ask(path: string, options: { host?: string; method?: string } = {}): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, host: '127.0.0.1', path, method: options.method ?? 'GET', headers: { host: options.host ?? `127.0.0.1:${port}` } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

async function finishedRun(name: string, startedAt: string): Promise<void> {
  await mkdir(join(outFolder, name), { recursive: true });
  const scenario = { name: 'quickstart', summary: 'What does a run look like?', vms: [{}, {}] };
  const manifest = {
    kind: 'hindcast-manifest',
    scenario,
    seed: 3,
    digest: '0123456789abcdef',
    startedAt,
    simulatedNs: 4e9,
    wallSeconds: 2,
    version: '0.1.0',
    repeat: 'npx …',
  };
  await writeFile(join(outFolder, name, 'result.json'), '{}');
  await writeFile(join(outFolder, name, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(outFolder, name, 'report.html'), '<script>1</script>');
}

describe('the index of results', () => {
  it('is empty where there is no folder', async () => expect(await indexRuns(join(folder, 'nowhere'))).toEqual([]));

  it('lists results of all kinds, newest first, and says what is damaged', async () => {
    await finishedRun('older', '2026-01-01T00:00:00.000Z');
    await finishedRun('group/newer', '2026-02-01T00:00:00.000Z');
    await mkdir(join(outFolder, 'compare-a-1'), { recursive: true });
    await writeFile(join(outFolder, 'compare-a-1', 'compare.json'), '{}');
    await writeFile(join(outFolder, 'compare-a-1', 'manifest.json'), '{"plan": {');
    await mkdir(join(outFolder, '.draft.partial'), { recursive: true });
    await writeFile(join(outFolder, '.draft.partial', 'result.json'), '{}');
    await writeFile(join(outFolder, 'test-results.json'), '{}');
    const runs = await indexRuns(outFolder);
    expect(runs.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['comparison compare-a-1', 'run group/newer', 'run older']);
    expect(runs[0]).toMatchObject({ problem: 'its manifest.json is damaged' });
    expect(runs[1]).toMatchObject({ scenario: 'quickstart', seed: 3, digest: '0123456789abcdef', parts: 2, simulatedNs: 4e9, problem: null });
    expect(runs[1]?.files.map(({ name }) => name).sort()).toEqual(['manifest.json', 'report.html', 'result.json']);
  });
});

describe('the server of the dashboard', () => {
  it('gives the page and its files, under a strict policy', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    // The page asks for results only where it is told that there are some.
    expect(page.text).toMatch(/^<!doctype html><head>\n\s*<meta name="hindcast-results" content="runs" \/><\/head>$/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect((await ask('/assets/main-AbCdEf12.js')).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });

  it('gives results, and a report an origin of its own', async () => {
    const index = JSON.parse((await ask('/runs/index.json')).text) as { runs: { name: string }[] };
    expect(index.runs.map(({ name }) => name)).toContain('group/newer');
    expect((await ask('/runs/group/newer/result.json')).text).toBe('{}');
    const report = await ask('/runs/older/report.html');
    expect(report.headers['content-security-policy']).toMatch(/^sandbox allow-scripts/);
    expect(report.headers['content-security-policy']).not.toContain('allow-same-origin');
  });

  it.each([
    ['/runs/../../secret.txt', 404],
    ['/runs/%2e%2e/%2e%2e/secret.txt', 404],
    ['/runs/..%2f..%2fsecret.txt', 404],
    ['/..%2fsecret.txt', 404],
    ['/assets/%00', 404],
    ['/%E0%A4%A', 404],
    ['/runs/.draft.partial/result.json', 404],
    ['/runs/older', 404],
  ])('gives nothing for %s', async (path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('not for pages');
  });

  it('follows no link out of the folder', async () => {
    await symlink(join(folder, 'secret.txt'), join(outFolder, 'older', 'link.txt'));
    expect((await ask('/runs/older/link.txt')).status).toBe(404);
  });

  it('answers this machine alone, and takes nothing', async () => {
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/', { host: 'localhost.evil.example' })).status).toBe(403);
    expect((await ask('/runs/index.json', { method: 'POST' })).status).toBe(405);
  });
});

describe('hindcast dashboard', () => {
  it('says when the port is taken, or is none', async () => {
    await expect(startDashboardServer({ pageFolder: folder, outFolder }, Number(new URL(server.url).port))).rejects.toThrow(/^--port: \d+ is taken; --port 0/);
    const terminal = new TestTerminal({ folder });
    expect(await main(['dashboard', '--port', '99999'], terminal)).toBe(2);
    expect(terminal.errText).toContain('A port from 0 to 65535 is needed.');
  });
});
