/** The real program in a process of its own: what only a process shows (signals, pipes, its exit status, npx). */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseRunResult } from '../../sim/results/runResult.ts';

const program = fileURLToPath(new URL('../../sim/cli/hindcast.mjs', import.meta.url));
const checkout = fileURLToPath(new URL('../../', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-process-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [program, ...words], { cwd: folder, env: { ...process.env, NO_COLOR: '1', ...environment } });
}

function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (status, signal) => {
      resolve({ status, signal, out, err });
    });
  });
}

/** So long that it is interrupted in the middle on any machine. */
const longRun = ['run', 'quickstart', '--set', 'duration=10h', '--set', 'sampleInterval=1h', '--oracle', 'off'];

describe('the program', () => {
  it('sets its exit status and writes messages to standard error', async () => {
    const { status, out, err } = await ended(start(['run', 'quikstart']));
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^hindcast: .*did you mean quickstart\?\n$/);
  });

  it('reads a scenario from standard input', async () => {
    const child = start(['run', '-', '--quiet']);
    child.stdin?.end('name: piped\nduration: 100ms\nfoo: 1\n');
    const { status, err } = await ended(child);
    expect(status).toBe(2);
    expect(err).toMatch(/^hindcast: stdin:3:1: foo/);
  });

  it('does not mind a reader that goes away', async () => {
    const child = start(['schema', 'scenario']);
    child.stdout?.destroy();
    const { status, err } = await ended(child);
    expect(err).toBe('');
    expect(status).toBe(0);
  });

  it('ends a run at Ctrl-C, keeps what was finished, and can repeat it', async () => {
    const child = start([...longRun, '--json', '--out', 'interrupted']);
    const end = ended(child);
    // The folder for the results is made just before the run begins.
    await vi.waitUntil(() => existsSync(join(folder, 'interrupted')), { timeout: 20_000, interval: 50 });
    await setTimeout(2_000);
    child.kill('SIGINT');
    const { status, out, err } = await end;
    expect(err).toContain('interrupted; what was finished is kept');
    expect(status).toBe(130);
    const result = parseRunResult(JSON.parse(out));
    expect(result.partial).toBe(true);
    expect(result.simulatedNs).toBeLessThan(36_000e9);
    const runs = readdirSync(join(folder, 'interrupted'));
    expect(runs).toEqual(['quickstart-1']);
    expect(JSON.parse(readFileSync(join(folder, 'interrupted', 'quickstart-1', 'result.json'), 'utf8'))).toEqual(result);
  }, 60_000);

  it('runs by npx from a folder inside the checkout', async () => {
    const child = spawn('npx', ['--no-install', 'hindcast', '--version'], { cwd: join(checkout, 'test', 'cli'), shell: process.platform === 'win32' });
    const { status, out } = await ended(child);
    expect(out).toMatch(/^\d+\.\d+\.\d+/);
    expect(status).toBe(0);
  }, 30_000);
});
