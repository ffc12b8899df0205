/** `hindcast sweep`: killed in the middle and run again, it ends as an undisturbed one, and runs nothing twice. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { Compression, readParquet, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../sim/cli/main.ts';
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import { item } from '../support/item.ts';
import { TestTerminal } from './testTerminal.ts';

const program = fileURLToPath(new URL('../../sim/cli/hindcast.mjs', import.meta.url));

/** 200 runs of some milliseconds. */
const tiny = `
summary: Does it go on?
scenario:
  duration: 4ms
  sampleInterval: 1ms
  server: { dram: { size: 256KiB }, flash: { size: 1MiB } }
  array: { writeLatency: { kind: exponential, mean: 200us } }
  vms: [{ disk: 1MiB, memory: 0B, workload: { type: uniform, rate: 20000/s, readRatio: 0.5 } }]
grid:
  server.cache.flush: [write-through, write-back, { policy: periodic, interval: 1ms }, { policy: age, age: 1ms }]
  server.dram.size: [128KiB, 256KiB, 512KiB, 1MiB, 2MiB]
seeds: 10
metrics: [throughput, writeP99]
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-sweep-'));
  writeFileSync(join(folder, 'tiny.yaml'), tiny);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function call(words: readonly string[], terminal = new TestTerminal({ folder })): Promise<{ status: number; out: string; err: string }> {
  const status = await main(['sweep', ...words], terminal);
  return { status, out: terminal.outText, err: terminal.errText };
}

/** When each finished run was written, by its file. */
function runsIn(out: string): Map<string, number> {
  const runs = join(folder, out, '.runs');
  const names = readdirSync(runs).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, statSync(join(runs, name)).mtimeMs]));
}

/** Starts the program, and kills it when so many runs are there. */
async function killedAt(count: number, out: string): Promise<void> {
  const child = spawn(process.execPath, [program, 'sweep', 'tiny.yaml', '--out', out, '--jobs', '2'], { cwd: folder, stdio: 'ignore' });
  const closed = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  const isThere = (): boolean => {
    try {
      return runsIn(out).size >= count;
    } catch {
      return false; // its folder is not made yet
    }
  };
  while (!isThere() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  expect(await closed).toBe('SIGKILL');
}

const file = (out: string, name: string): Buffer => readFileSync(join(folder, out, 'sweep-tiny-1', name));

describe('hindcast sweep', () => {
  it('goes on after SIGKILL and ends with the same files, having run nothing twice', async () => {
    const whole = await call(['tiny.yaml', '--out', 'whole', '--jobs', '1', '--json', '--quiet']);
    expect([whole.status, whole.err]).toEqual([0, '']);
    expect(runsIn('whole').size).toBe(200);
    await killedAt(60, 'killed');
    const before = runsIn('killed');
    expect(before.size).toBeGreaterThanOrEqual(60);
    expect(before.size).toBeLessThan(200);
    const resumed = await call(['tiny.yaml', '--out', 'killed', '--jobs', '1']);
    expect(resumed.status).toBe(0);
    expect(resumed.out).toContain(`results   killed/sweep-tiny-1 (${String(before.size)} of 200 runs were there already)`);
    const after = runsIn('killed');
    expect(after.size).toBe(200);
    expect([...before].filter(([name, atMs]) => after.get(name) !== atMs)).toEqual([]);
    for (const name of ['results.parquet', 'sweep.json']) expect(file('killed', name).equals(file('whole', name))).toBe(true);
    expect(file('whole', 'sweep.json').toString()).toBe(whole.out);
  });

  it('writes a Parquet file that another implementation reads', async () => {
    const bytes = new Uint8Array(file('whole', 'results.parquet'));
    // Arrow's reader in Rust takes it apart, and writes what it found in its own way.
    const found = readParquet(bytes);
    const again = writeParquet(found, new WriterPropertiesBuilder().setCompression(Compression.UNCOMPRESSED).build());
    const rows = await parquetReadObjects({ file: again.slice().buffer });
    const result = JSON.parse(file('whole', 'sweep.json').toString()) as SweepResult;
    expect(rows).toHaveLength(200);
    rows.forEach((row, number) => {
      const cell = item(result.cells, Math.floor(number / 10));
      const [flush, size] = result.axes.map(({ values }, axis) => values[cell.at[axis] ?? 0]);
      const { metrics } = cell;
      expect(row).toMatchObject({ flush, size, seed: BigInt(item(result.seeds, number % 10)), digest: cell.digests[number % 10], violations: 0n });
      expect(row['size.bytes']).toBe(item(result.axes, 1).scale?.values[cell.at[1] ?? 0]);
      for (const name of ['throughput', 'writeP99', 'flashBytes', 'rpoMean']) expect(row[name]).toBe(metrics[name]?.values[number % 10] ?? null);
    });
  });

  it('runs only what is new when the grid has grown, or when another sweep asks for the same', async () => {
    writeFileSync(join(folder, 'grown.yaml'), tiny.replace('2MiB]', '2MiB, 4MiB]').replace('seeds: 10', 'seeds: 2'));
    const { status, out } = await call(['grown.yaml', '--out', 'whole', '--jobs', '1']);
    expect([status, out]).toEqual([0, expect.stringContaining('(40 of 48 runs were there already)') as string]);
  });

  it('ends with 130 at Ctrl-C, keeps what is finished, and says how to go on', async () => {
    const terminal = new TestTerminal({ folder });
    const running = call(['tiny.yaml', '--out', 'cut', '--jobs', '1'], terminal);
    const timer = setInterval(() => {
      try {
        if (runsIn('cut').size >= 5) terminal.interrupt();
      } catch {
        // its folder is not made yet
      }
    }, 5);
    const { status, err } = await running;
    clearInterval(timer);
    const finished = runsIn('cut').size;
    expect(finished).toBeLessThan(200);
    expect([status, err]).toEqual([130, `hindcast: interrupted; ${String(finished)} of 200 runs are finished and kept: the same command goes on from there\n`]);
  });

  it('says for people what came out, and takes no damaged run for a finished one', async () => {
    const [name] = [...runsIn('whole').keys()];
    writeFileSync(join(folder, 'whole', '.runs', name ?? ''), '{"kind":"hindcast-sw');
    const { status, out } = await call(['tiny.yaml', '--out', 'whole', '--jobs', '1']);
    expect([status, out]).toEqual([0, expect.stringContaining('(199 of 200 runs were there already)') as string]);
    expect(out).toContain('tiny: flush (4) × size (5), 20 cells × 10 seeds = 200 runs');
    expect(out).toMatch(/writeP99 .*lower is better\n {2}flush \\ size +128KiB/);
    expect(out).toMatch(/\n {2}write-through +[\d.]+ .s ± /);
  });

  it.each<[string[], string]>([
    [['nowhere.yaml'], 'the sweep nowhere.yaml does not exist'],
    [['tiny.yaml', '--jobs', 'x'], '--jobs: is x; a whole number'],
    [['tiny.yaml', '--set', 'server.flsh=1'], '--set server.flsh=1: server.flsh: is no field of the server'],
    [['wrong.yaml'], 'wrong.yaml:1:11: scenario: is quikstart; '],
  ])('refuses %j', async (words, message) => {
    writeFileSync(join(folder, 'wrong.yaml'), 'scenario: quikstart\ngrid: { seed: [1, 2] }\n');
    const { status, out, err } = await call(words);
    expect(err).toContain(message);
    expect([status, out]).toEqual([2, '']);
  });
});
