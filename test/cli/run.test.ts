/** `hindcast run` and `report` on small scenarios, in this process. */
import { cpSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { main } from '../../sim/cli/main.ts';
import type { Manifest } from '../../sim/cli/manifest.ts';
import { parseRunResult, runResultJsonSchema } from '../../sim/results/runResult.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import { parquetToSeries } from '../../sim/results/seriesParquet.ts';
import { TestTerminal } from './testTerminal.ts';
import type { TestTerminalOptions } from './testTerminal.ts';

const small = `
name: small
seed: 3
duration: 200ms
server: { dram: { size: 2MiB }, flash: { size: 16MiB } }
vms:
  - { name: a, disk: 8MiB, memory: 512KiB, workload: { type: uniform, queueDepth: 4, thinkTime: 100us, readRatio: 0.5 } }
timeline:
  - { at: 100ms, do: bookmark, name: good }
  - { at: 150ms, do: rollback, target: good }
`;
const traced = `
name: traced
duration: 1s
vms:
  - { name: a, memory: 0B, workload: { file: few.csv } }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-run-'));
  writeFileSync(join(folder, 'small.yaml'), small);
  writeFileSync(join(folder, 'broken.yaml'), 'name: x\nvms: [\n');
  writeFileSync(join(folder, 'typo.yaml'), 'name: x\nduraton: 1s\n');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'traced.yaml'), traced.replace('few.csv', 'few.trace'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Called {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly terminal: TestTerminal;
}

async function call(words: readonly string[], options: TestTerminalOptions = {}): Promise<Called> {
  const terminal = new TestTerminal({ folder, tickMs: 1, ...options });
  const status = await main(words, terminal);
  return { status, out: terminal.outText, err: terminal.errText, terminal };
}

const resultOf = (out: string): RunResult => parseRunResult(JSON.parse(out));
const readManifest = (path: string): Manifest => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Manifest;

describe('hindcast run', () => {
  it('tells a summary and where the results are', async () => {
    const { status, out, err } = await call(['run', 'small.yaml']);
    expect(err).not.toMatch(/\r|\u001b/);
    expect(status).toBe(0);
    expect(out).toContain('small  seed 3');
    expect(out).toMatch(/oracle +no violation/);
    expect(out).toContain('results   out/small-3\nreport    out/small-3/report.html\n');
    expect(readdirSync(join(folder, 'out', 'small-3')).sort()).toEqual(['manifest.json', 'report.html', 'result.json', 'rollbacks.json', 'series.parquet']);
    expect(readdirSync(join(folder, 'out'))).toEqual(['small-3']);
  });

  it('--json prints the result and nothing else; it obeys its schema; the same digest again, another with another seed', async () => {
    const first = await call(['run', 'small.yaml', '--json']);
    expect(first.status).toBe(0);
    const result = resultOf(first.out);
    expect(() => z.fromJSONSchema(runResultJsonSchema()).parse(JSON.parse(first.out))).not.toThrow();
    expect(result).toMatchObject({ scenario: 'small', seed: 3, partial: false, oracle: { mode: 'full', violations: 0 } });
    expect(result.ios).toBeGreaterThan(100);
    expect(result.rollbacks).toHaveLength(1);
    expect(result.rollbacks[0]).toMatchObject({ vm: 'a', refused: false, checked: true });
    const series = await parquetToSeries(readFileSync(join(folder, 'out', 'small-3', 'series.parquet')));
    expect(series.timesNs.length).toBeGreaterThan(10);

    const again = resultOf((await call(['run', 'small.yaml', '--json', '--oracle', 'off', '--quiet'])).out);
    expect(again.digest).toBe(result.digest);
    expect(again.oracle.mode).toBe('off');
    const other = resultOf((await call(['run', 'small.yaml', '--json', '--seed', '4'])).out);
    expect(other.seed).toBe(4);
    expect(other.digest).not.toBe(result.digest);
  });

  it('--quiet says nothing, --out goes elsewhere, --set changes the scenario, - reads it from standard input', async () => {
    const { status, out, err } = await call(['run', '-', '--quiet', '--out', 'elsewhere', '--set', 'name=changed', '--set', 'duration=160ms'], {
      input: small,
    });
    expect({ status, out, err }).toEqual({ status: 0, out: '', err: '' });
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['changed-3']);
    expect(readManifest('elsewhere/changed-3/manifest.json').scenario.durationNs).toBe(160e6);
  });

  it('shows progress on a terminal, and takes it away again', async () => {
    const { err, out } = await call(['run', 'small.yaml'], { isTerminal: true, tickMs: 70 });
    expect(err).toMatch(/\rx?\u001b\[Ksmall +\d+ % · .* of 200 ms simulated · .* IOs\/s · .* events\/s · .* left/);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(out).not.toContain('\r');
  });

  it('an interrupt ends it, keeps what was finished, and its manifest repeats it to the same event', async () => {
    const terminal = new TestTerminal({ folder, tickMs: 30 });
    let looks = 0;
    const nowMs = terminal.nowMs.bind(terminal);
    terminal.nowMs = () => {
      if (++looks === 8) terminal.interrupt();
      return nowMs();
    };
    const status = await main(['run', 'small.yaml', '--set', 'duration=100s', '--set', 'name=cut', '--json'], terminal);
    expect(status).toBe(130);
    expect(terminal.errText).toContain('interrupted; what was finished is kept and marked as partial\n');
    const result = resultOf(terminal.outText);
    expect(result.partial).toBe(true);
    const again = await call(['run', 'out/cut-3/manifest.json', '--json']);
    expect(again.err).toContain('repeats   out/cut-3/manifest.json: same digest, bit for bit\n');
    expect(again.status).toBe(0);
    expect(resultOf(again.out)).toMatchObject({ digest: result.digest, events: result.events, partial: true });
  });
});

describe('a manifest', () => {
  it('repeats its run, from any folder', async () => {
    await call(['run', 'small.yaml', '--set', 'name=kept']);
    const manifest = readManifest('out/kept-3/manifest.json');
    expect(manifest.repeat).toBe('npx hindcast run out/kept-3/manifest.json');
    expect(manifest.command).toEqual(['hindcast', 'run', 'small.yaml', '--set', 'name=kept']);
    const { status, err } = await call(['run', '../out/kept-3/manifest.json'], { folder: join(folder, 'sub') });
    expect(err).toContain('same digest, bit for bit');
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'sub', 'out'))).toEqual(['kept-3']);
  });

  it('that does not repeat is status 4, with both digests', async () => {
    await call(['run', 'small.yaml', '--set', 'name=wrong']);
    const manifest = readManifest('out/wrong-3/manifest.json');
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...manifest, digest: '0123456789abcdef', version: '0.0.1' }));
    const { status, err } = await call(['run', 'wrong.json']);
    expect(status).toBe(4);
    expect(err).toMatch(
      new RegExp(
        `^hindcast: wrong\\.json does not repeat: digest ${manifest.digest}, the manifest says 0123456789abcdef; the run was made by version 0\\.0\\.1`,
        'm',
      ),
    );
  });

  it.each([
    ['--seed', '4'],
    ['--set', 'duration=1s'],
  ])('takes no %s', async (flag, value) => {
    await call(['run', 'small.yaml', '--quiet', '--out', 'flags']);
    const { status, err } = await call(['run', 'flags/small-3/manifest.json', flag, value]);
    expect(status).toBe(2);
    expect(err).toBe(`hindcast: ${flag} cannot go with a manifest: it repeats a finished run as it was. Run its scenario to run something else\n`);
  });
});

describe('wrong scenarios: status 2, one message with the place', () => {
  it.each([
    [['run', 'broken.yaml'], /^hindcast: broken\.yaml:3:\d+: /],
    [['run', 'typo.yaml'], /^hindcast: typo\.yaml:2:1: duraton: .*did you mean duration\?\n$/],
    [['run', 'small.yaml', '--set', 'server.flesh.size=1GiB'], /^hindcast: --set server\.flesh\.size=1GiB: .*did you mean flash\?\n$/],
    [['run', 'small.yaml', '--set', 'duration=5'], /^hindcast: --set duration=5: duration: .*a time with its unit is needed.*\n$/],
    [['run', 'small.yaml', '--set', 'vms.7.disk=1GiB'], /^hindcast: --set vms\.7\.disk=1GiB: vms: has 1 entries?; 7 is beyond its end/],
    [['run', 'small.yaml', '--set', 'server.cache.flush=periodik'], /did you mean periodic\?\n$/],
    [['run', 'sub/traced.yaml'], /^hindcast: .*the trace sub\/few\.trace does not exist \(looked for .*sub\/few\.trace\)\n$/],
    [['run', 'sub/traced.yaml', '--set', 'vms.0.workload.file=small.yml'], /the trace small\.yml does not exist .*; did you mean small\.yaml\?\n$/],
    [['run', 'sub/traced.yaml', '--set', 'vms.0.workload.file=sub'], /sub is a folder; the trace must be a file/],
    [
      ['run', 'small.yaml', '--out', 'small.yaml'],
      /^hindcast: cannot write to .*small\.yaml: it, or a part of that path, is a file and not a folder; --out DIR says where results go\n$/,
    ],
    [['run', '-'], /^hindcast: standard input is empty/],
  ])('hindcast %j', async (words, message) => {
    const { status, out, err } = await call(words);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
});

describe('hindcast report', () => {
  it('writes the report again, in the folder of the run or side by side elsewhere', async () => {
    await call(['run', 'small.yaml', '--quiet', '--out', 'reported']);
    const html = join(folder, 'reported', 'small-3', 'report.html');
    const before = readFileSync(html, 'utf8');
    rmSync(html);
    const { status, out } = await call(['report', 'reported/small-3']);
    expect(status).toBe(0);
    expect(out).toBe('reported/small-3/report.html\n');
    expect(readFileSync(html, 'utf8')).toBe(before);
    const json = await call(['report', 'reported/small-3/result.json', '--out', 'side', '--json']);
    expect(JSON.parse(json.out)).toEqual({ reports: [{ kind: 'run', folder: 'reported/small-3', report: 'side/small-3.html' }] });
    expect(before).toContain('npx hindcast run reported/small-3/manifest.json');
    expect(before).not.toMatch(/https?:\/\/(?!www\.w3\.org)[^"'\s]*\.(js|css)/);
  });

  it('of a run that is damaged says which file', async () => {
    await call(['run', 'small.yaml', '--quiet', '--out', 'damaged']);
    for (const [file, content, message] of [
      ['result.json', '{"schemaVersion":2}', /result\.json is damaged: schemaVersion: expected one of 1, found 2/],
      ['rollbacks.json', '[', /rollbacks\.json is damaged: .*JSON/],
      ['series.parquet', 'PAR', /series\.parquet is damaged: /],
      ['manifest.json', '{}', /manifest\.json is damaged: it is no manifest/],
    ] as const) {
      const run = join('damaged', `without-${file}`);
      cpSync(join(folder, 'damaged', 'small-3'), join(folder, run), { recursive: true });
      writeFileSync(join(folder, run, file), content);
      const { status, err } = await call(['report', run]);
      expect(err).toMatch(message);
      expect(status).toBe(2);
    }
  });
});
