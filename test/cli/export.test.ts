/** Exports of a run, a comparison and a sweep, their reports again, and the list of what is in the folder of results. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetMetadata } from 'hyparquet';
import { main } from '../../sim/cli/main.ts';
import type { TraceEvent } from '../../reports/export/chromeTrace.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import { traceFaults } from '../support/traceFaults.ts';
import { TestTerminal } from './testTerminal.ts';

const text = `name: tiny
duration: 40ms
vms: [{ name: a, count: 2, workload: { type: oltp, rate: 4000/s } }]
timeline: [{ at: 10ms, do: bookmark, name: b, vm: a1 }, { at: 30ms, do: rollback, target: b, vm: a1 }]
`;
/** `array.destages` is called as a metric is. */
const sweepTextOf = `name: small
summary: Does it matter?
scenario: tiny.yaml
set: { array: { model: storage, disks: 4, disk: ssd } }
grid: { server.cache.flush: [periodic, write-through], array.destages: [4, 8] }
seeds: 2
metrics: [throughput, writeP99]
`;
let folder = '';

async function call(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const terminal = new TestTerminal({ folder });
  const status = await main(words, terminal);
  return { status, out: terminal.outText, err: terminal.errText };
}

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-export-'));
  writeFileSync(join(folder, 'tiny.yaml'), text);
  expect((await call('run', 'tiny.yaml', '--quiet', '--record-ios', '150')).status).toBe(0);
  writeFileSync(join(folder, 'small.yaml'), sweepTextOf);
  expect(await call('sweep', 'small.yaml', '--jobs', '1', '--quiet')).toMatchObject({ status: 0, err: '' });
  expect((await call('compare', 'tiny.yaml', '--policies', 'periodic,write-through', '--replications', '2', '--jobs', '1', '--quiet')).status).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('hindcast export', () => {
  it('writes a trace whose slices nest, whose pairs and flows are whole, and that holds what was recorded', async () => {
    const { status, out } = await call('export', 'out/tiny-1', '--to', 'chrome-trace');
    expect([status, out]).toEqual([0, 'out/tiny-1/tiny-1.trace.json\n']);
    const { traceEvents } = JSON.parse(read('out', 'tiny-1', 'tiny-1.trace.json')) as { traceEvents: TraceEvent[] };
    expect(traceFaults(traceEvents)).toEqual([]);
    const of = (ph: string): TraceEvent[] => traceEvents.filter((event) => event.ph === ph);
    expect(of('b')).toHaveLength(150);
    expect(of('e')).toHaveLength(150);
    expect(of('s').length).toBeGreaterThan(50);
    expect(of('i').map(({ name }) => name)).toEqual(['b']);
    expect(of('X').some(({ name }) => name === 'rollback to bookmark b')).toBe(true);
    expect(new Set(of('C').map(({ name }) => name))).toContain('dirty blocks');
    // Bookmarks have a lane of their own.
    const [mark] = of('i');
    expect(of('X').some(({ pid, tid }) => pid === mark!.pid && tid === mark!.tid)).toBe(false);
    // Times are those of the run: an IO lasts as long as the recording says, to the ns.
    const result = JSON.parse(read('out', 'tiny-1', 'result.json')) as RunResult;
    const lengths = of('b').map((begin) => of('e').find((end) => end.id === begin.id)!.ts! - begin.ts!);
    expect(Math.max(...lengths) * 1000).toBeLessThanOrEqual(Math.max(result.total.latencyNs.read.max, result.total.latencyNs.write.max) + 1);
    expect(of('b').some(({ ts }) => !Number.isInteger(ts))).toBe(true);
  });

  it('notices a trace that is not whole', () => {
    const slice = (ts: number, dur: number): TraceEvent => ({ ph: 'X', pid: 1, tid: 1, name: 'x', ts, dur });
    expect(traceFaults([slice(0, 10), slice(5, 10)])).toHaveLength(1);
    expect(traceFaults([{ ph: 'b', pid: 1, tid: 1, name: 'x', ts: 1, cat: 'io', id: '1' }])).toHaveLength(2);
    expect(
      traceFaults([
        slice(0, 10),
        { ph: 's', pid: 1, tid: 1, name: 'f', ts: 20, cat: 'flow', id: '1' },
        { ph: 'f', bp: 'e', pid: 1, tid: 1, name: 'f', ts: 2, cat: 'flow', id: '1' },
      ]),
    ).toHaveLength(2);
  });

  it('writes series and tables that say the same as the result', async () => {
    const csv = (await call('export', 'out/tiny-1', '--to', 'csv', '--stdout')).out.trimEnd().split('\r\n');
    expect(csv[0]).toMatch(/^timeNs,a1\.readsPerSecond,/);
    expect((await call('export', 'out/tiny-1/result.json', '--to', 'parquet', '--out', 'x')).out).toBe('x/tiny-1.parquet\n');
    const bytes = readFileSync(join(folder, 'x', 'tiny-1.parquet'));
    expect(Number(parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)).num_rows)).toBe((csv.length - 1) * 3);
    const { out } = await call('export', 'out/tiny-1', '--to', 'markdown', '--stdout');
    const result = JSON.parse(read('out', 'tiny-1', 'result.json')) as RunResult;
    expect(out).toContain(`## tiny, seed ${String(result.seed)}`);
    expect(out).toMatch(/^\| VM \| IO\/s \|.*\n\| :-- \| --: \|/m);
    expect(out).toContain(`Digest \`${result.digest}\``);
    expect((JSON.parse((await call('export', 'out/tiny-1', '--to', 'json', '--stdout')).out) as RunResult).digest).toBe(result.digest);
  });

  it('writes a comparison by replication, and as a table', async () => {
    const compared = 'out/compare-tiny-1';
    const csv = (await call('export', compared, '--to', 'csv', '--stdout')).out.trimEnd().split('\r\n');
    expect(csv.filter((line) => line.startsWith('write-through,throughput,perSecond,'))).toHaveLength(2);
    const { out } = await call('export', `${compared}/compare.json`, '--to', 'markdown', '--stdout');
    expect(out).toMatch(/^\| periodic \(baseline\) \| [\d,]+ \/s ± /m);
    expect((await call('export', compared, '--to', 'parquet')).out).toBe(`${compared}/compare-tiny-1.parquet\n`);
  });

  it('writes a sweep by run, and as a table with what was found', async () => {
    const swept = 'out/sweep-small-1';
    const csv = (await call('export', swept, '--to', 'csv', '--stdout')).out.trimEnd().split('\r\n');
    const head = csv[0]!.split(',');
    expect(head.slice(0, 6)).toEqual(['flush', 'array.destages', 'array.destages.ratio', 'seed', 'digest', 'violations']);
    expect(new Set(head).size).toBe(head.length);
    expect(csv).toHaveLength(1 + 2 * 2 * 2);
    const found = JSON.parse(read('out', 'sweep-small-1', 'sweep.json')) as SweepResult;
    const column = (name: string): string[] => csv.slice(1).map((line) => line.split(',')[head.indexOf(name)]!);
    expect(column('throughput').map(Number)).toEqual(found.cells.flatMap(({ metrics }) => metrics['throughput']!.values));
    expect(column('seed').map(Number)).toEqual(found.cells.flatMap(() => found.seeds));
    expect(column('digest')).toEqual(found.cells.flatMap(({ digests }) => digests));
    const { out } = await call('export', `${swept}/sweep.json`, '--to', 'markdown', '--stdout');
    expect(out).toContain('**Does it matter?**');
    expect(out).toMatch(/^\| write-through \| 8 \| [\d,]+ \/s ± /m);
    expect((await call('export', swept, '--to', 'parquet')).out).toBe(`${swept}/sweep-small-1.parquet\n`);
    expect(readFileSync(join(folder, swept, 'sweep-small-1.parquet'))).toEqual(readFileSync(join(folder, swept, 'results.parquet')));
    expect(JSON.parse((await call('export', swept, '--to', 'json', '--stdout')).out)).toEqual(found);
  });

  it.each([
    [
      ['export', 'out/sweep-small-1', '--to', 'chrome-trace'],
      /--to chrome-trace: out\/sweep-small-1 is a sweep, and has no such form; allowed are csv, parquet, json, markdown\n/,
    ],
    [
      ['export', 'tiny.yaml', '--to', 'csv'],
      /tiny\.yaml is in a folder that holds no run, comparison or sweep: it has no result\.json, compare\.json or sweep\.json/,
    ],
    [['export', 'out/compare-tiny-1', '--to', 'chrome-trace'], /--to chrome-trace: out\/compare-tiny-1 is a comparison/],
    [['export', 'out/tiny-1', '--to', 'parquet', '--stdout'], /--stdout: parquet is no text/],
    [['export', 'out/tiny-2', '--to', 'csv'], /tiny-2/],
    [['export', 'out/tiny-1', '--to', 'xml'], /Allowed choices are csv, parquet, json, markdown, chrome-trace/],
    [['run', 'tiny.yaml', '--record-ios', '0'], /--record-ios: is 0; a whole number from 1/],
    [['run', 'tiny.yaml', '--record-from', '2s'], /--record-from: .*--record-ios/],
    [['run', 'tiny.yaml', '--record-ios', '5', '--record-from', 'soon'], /--record-from: is soon/],
    [['reports', 'tiny-9'], /there is no result tiny-9 in out; did you mean tiny-1\?/],
  ])('refuses %j', async (words, message) => {
    const { status, err } = await call(...words);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('hindcast report', () => {
  it('writes the report of a run, a comparison and a sweep again, as it was', async () => {
    const names = ['tiny-1', 'compare-tiny-1', 'sweep-small-1'];
    const before = names.map((name) => read('out', name, 'report.html'));
    const { status, out } = await call('report', 'out/tiny-1', 'out/compare-tiny-1/compare.json', 'out/sweep-small-1', '--json', '--out', 'again');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      reports: [
        { kind: 'run', folder: 'out/tiny-1', report: 'again/tiny-1.html' },
        { kind: 'comparison', folder: 'out/compare-tiny-1', report: 'again/compare-tiny-1.html' },
        { kind: 'sweep', folder: 'out/sweep-small-1', report: 'again/sweep-small-1.html' },
      ],
    });
    for (const [index, name] of names.entries()) expect(read('again', `${name}.html`) === before[index], name).toBe(true);
    expect((await call('report', 'out/sweep-small-1')).out).toBe('out/sweep-small-1/report.html\n');
  });

  it.each([
    ['sweep.json', 'sweep-small-1', '{}', /sweep\.json is damaged: /],
    ['manifest.json', 'sweep-small-1', '{"kind":"hindcast-manifest"}', /manifest\.json is damaged: kind/],
    ['compare.json', 'compare-tiny-1', 'no', /compare\.json is damaged: /],
    ['manifest.json', 'compare-tiny-1', '{}', /manifest\.json is damaged: it is no manifest of a comparison/],
  ])('names a damaged %s of %s', async (file, name, content, message) => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(join(folder, 'out', name), copy, { recursive: true });
    writeFileSync(join(copy, file), content);
    const { status, err } = await call('report', copy);
    expect(status).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain(copy);
  });
});

describe('hindcast reports', () => {
  it('lists what is there, and writes an index with a link to each report', async () => {
    const { status, out } = await call('reports');
    expect(status).toBe(0);
    expect(out).toMatch(/^tiny-1 +run /m);
    expect(out).toMatch(/^compare-tiny-1 +comparison .*2 variants/m);
    expect(out).toContain('index     out/index.html');
    const html = read('out', 'index.html');
    expect(html).toContain('<a href="tiny-1/report.html">tiny-1</a>');
    expect(html).toContain('<a href="compare-tiny-1/report.html">');
    expect(html).not.toMatch(/(src|href)="(?!#|data:|[\w-]+\/report\.html")/);
    const listed = JSON.parse((await call('reports', 'out/tiny-1', '--json')).out) as { results: { name: string }[] };
    expect(listed.results.map(({ name }) => name)).toEqual(['tiny-1']);
  });

  it('says how a report that is gone is made again', async () => {
    rmSync(join(folder, 'out', 'sweep-small-1', 'report.html'));
    const { status, err } = await call('reports', 'sweep-small-1');
    expect([status, err]).toEqual([2, 'hindcast: sweep-small-1 has no report.html; `hindcast report out/sweep-small-1` makes it again\n']);
    expect((await call('report', 'out/sweep-small-1', '--quiet')).status).toBe(0);
    expect((await call('reports', 'sweep-small-1')).status).toBe(0);
  });

  it('says so where there is nothing', async () => {
    expect((await call('reports', '--out', 'empty')).out).toContain('Nothing here yet');
    expect(read('empty', 'index.html')).toContain('There is nothing here yet');
  });
});
