import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../sim/cli/main.ts';
import type { TraceInfo } from '../../workloads/traces/info/traceInfo.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { describeWithTraces, tracesFolder } from '../support/traces.ts';
import { oracleGeneralBytes, vscsiV1 } from '../workloads/traceFiles.ts';
import { TestTerminal } from './testTerminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-trace-'));
  writeFileSync(join(folder, 'disk.vscsi'), vscsiV1([{ cmd: 0x2a }, { len: 8192 }, { cmd: 0x2a, lbn: 0, ts: 2500 }, { cmd: 0x35, len: 0, ts: 3000 }]));
  writeFileSync(join(folder, 'objects.bin'), oracleGeneralBytes([{ object: 5, next: 3 }, {}, { object: 5 }]));
  writeFileSync(join(folder, 'two.csv'), '3,R,0,4096,1577808000000068\n419,W,512,512,1577808000000069\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function call(words: string): Promise<{ status: number; out: string; err: string }> {
  const terminal = new TestTerminal({ folder });
  const status = await main(words.split(' '), terminal);
  return { status, out: terminal.outText, err: terminal.errText };
}

describe('hindcast trace info', () => {
  it('tells what is in a trace', async () => {
    const { status, out, err } = await call('trace info disk.vscsi --json');
    expect([status, err]).toEqual([0, '']);
    const info = JSON.parse(out) as TraceInfo;
    expect([info.format, info.requests, info.reads, info.writes, info.flushes, info.bytes]).toEqual(['vscsi', 4, 1, 2, 1, 16_384]);
    expect([info.times?.spanNs, info.uniqueStarts, info.unalignedRequests, info.sequentialRatio]).toEqual([3_000_000, 2, 0, 1 / 3]);
    const { blocks } = info;
    expect([blocks.accesses, blocks.unique, blocks.overwrites?.accesses]).toEqual([4, 3, 1]);
    expect([blocks.onlyRead, blocks.onlyWritten, blocks.readAndWritten]).toEqual([2, 1, 0]);
    expect(blocks.missRatios.lru).toEqual([
      { blocks: 1, missRatio: 1 },
      { blocks: 2, missRatio: 1 },
      { blocks: 3, missRatio: 0.75 },
    ]);
    expect(blocks.reuseDistances).toEqual([{ below: 4, uses: 1 }]);
  });

  it('says null where operations are not stored', async () => {
    const info = JSON.parse((await call('trace info objects.bin --json')).out) as TraceInfo;
    expect([info.requests, info.reads, info.blocks.overwrites]).toEqual([3, null, null]);
    const forced = JSON.parse((await call('trace info objects.bin --json --as writes')).out) as TraceInfo;
    expect([forced.writes, forced.blocks.overwrites?.accesses]).toEqual([3, 2]);
  });

  it('prints facts for people, and files side by side for scripts', async () => {
    const { status, out } = await call('trace info disk.vscsi two.csv');
    expect(status).toBe(0);
    for (const part of [
      'disk.vscsi  vscsi',
      '1 reads (25.0 %), 2 writes, 1 flush',
      'misses of LRU (exact stack distances)',
      'two.csv  alibaba',
      'volumes       2: 3 (1 request',
    ])
      expect(out).toContain(part);
    expect((JSON.parse((await call('trace info disk.vscsi two.csv --json')).out) as { traces: object[] }).traces.length).toBe(2);
    expect((await call('trace info disk.vscsi --quiet')).out).toBe('');
    expect((await call('trace info disk.vscsi --out facts')).out).toBe('facts/disk.vscsi.json\n');
    expect(JSON.parse(readFileSync(join(folder, 'facts/disk.vscsi.json'), 'utf8'))).toHaveProperty('requests', 4);
  });

  it('chooses a volume, a block size, and samples when asked to', async () => {
    const info = JSON.parse((await call('trace info two.csv --json --volume 419 --block 512B --sampled')).out) as TraceInfo;
    expect([info.requests, info.volumes.map(({ name }) => name), info.blocks.unique, info.blocks.missRatios.method]).toEqual([1, ['419'], 1, 'shards']);
  });
});

describe('hindcast trace convert', () => {
  it('writes another format, says what is lost, and does not write over a file', async () => {
    const { status, out, err } = await call('trace convert disk.vscsi disk.bin --to oracleGeneral');
    expect([status, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'disk.bin: 3 requests, 72 B, oracleGeneral',
        '  op is not kept by oracleGeneral: reads and writes become alike',
        '  1 requests of operation flush are left out: oracleGeneral has none',
        "  times are cut to oracleGeneral's clock of 1000000000 ns (2 requests)",
        '',
      ].join('\n'),
    );
    const again = await call('trace convert disk.vscsi disk.bin --to oracleGeneral');
    expect([again.status, again.err]).toEqual([2, 'hindcast: disk.bin is there already; --force writes over it\n']);
    expect((await call('trace convert disk.vscsi disk.bin --to oracleGeneral --force --quiet')).status).toBe(0);
    const json = JSON.parse((await call('trace convert disk.bin again.u32le --to u32le --json')).out) as { from: object; to: object; losses: string[] };
    expect([json.from, json.to]).toEqual([
      { file: 'disk.bin', format: 'oracleGeneral', requests: 3 },
      { file: 'again.u32le', format: 'u32le', requests: 3, bytes: 12 },
    ]);
    expect(json.losses).toEqual(['times are not kept by u32le', 'lengths are not kept by u32le: each request is one object at its beginning']);
  });

  it.each([
    [
      'trace convert objects.bin a.csv --to msr',
      "objects.bin: its requests are not marked as reads or writes; msr wants to know: say it with 'as: reads' or 'as: writes' (--as)",
    ],
    [
      'trace convert two.csv a.vscsi --to vscsi',
      'two.csv: the trace has 2 volumes (3, 419); vscsi holds one: choose it with --volume NAME, or --volume all to lay them one behind the other',
    ],
    ['trace convert two.csv a.vscsi --to vscsi --volume 3', 'two.csv: the trace has 1 requests; a file of vscsi has at least 3'],
    ['trace convert two.csv a.bin --to oracleGeneral --volume 3 --object-size 3B', null],
    [
      'trace convert two.csv a.bin2 --to oracleGeneral --volume 419 --object-size 1KiB',
      'two.csv, request 1: offset is 512; oracleGeneral counts in units of 1024 bytes: --round widens requests to whole units',
    ],
    ['trace convert nowhere a.csv --to msr', /^the trace nowhere does not exist/],
    ['trace convert disk.vscsi no/such/folder/a.csv --to msr', /^cannot write to .*no\/such\/folder/],
  ] as const)('%s', async (words, message) => {
    const { status, err } = await call(words);
    if (message === null) {
      expect([status, err]).toEqual([0, '']);
      return;
    }
    if (typeof message === 'string') expect(err).toBe(`hindcast: ${message}\n`);
    else expect(err.replace('hindcast: ', '')).toMatch(message);
    expect(status).toBe(2);
    expect(existsSync(join(folder, words.split(' ')[3]!))).toBe(false);
  });
});

describe('hindcast trace', () => {
  it.each(['trace info --help', 'trace convert --help', 'trace formats --help', 'help trace'])('%s explains itself', async (words) => {
    const { status, out, err } = await call(words);
    expect([status, err]).toEqual([0, '']);
    for (const part of ['--json', '--quiet', 'Examples:', '$ hindcast trace ', 'Exit status:']) expect(out).toContain(part);
  });

  it('lists all formats', async () => {
    const { out } = await call('trace formats');
    for (const { name } of traceFormats) expect(out).toMatch(new RegExp(`^${name} `, 'm'));
    expect((JSON.parse((await call('trace formats --json')).out) as { formats: object[] }).formats.length).toBe(traceFormats.length);
  });

  it.each([
    [
      'trace info disk.vscsi --format vcsi',
      /^hindcast: option '--format <name>' argument 'vcsi' is invalid\. Allowed choices are vscsi, .*\nSee `hindcast trace info --help`\.\n$/,
    ],
    ['trace info disk.vscsi --option x', /NAME=VALUE is needed, such as timeUnit=us or action=D\./],
    ['trace info disk.vscsi --option x=1', /^hindcast: disk\.vscsi: option x is no option of this format; vscsi has none\n$/],
    ['trace info disk.vscsi --block 4096', /a size with its unit is needed.*did you mean 4096B\?/],
    ['trace info', /missing required argument 'files'/],
    ['trace convert disk.vscsi a', /required option '--to <format>' not specified/],
    ['trace convert disk.vscsi a --to lcs', /argument 'lcs' is invalid\. Allowed choices are vscsi, /],
    ['trace inof disk.vscsi', /unknown command 'inof'; did you mean info\?/],
  ])('%s is refused', async (words, message) => {
    const { status, out, err } = await call(words);
    expect(err).toMatch(message);
    expect([status, out]).toEqual([2, '']);
  });
});

describeWithTraces('hindcast trace info on real traces', () => {
  it('has the facts of cloudPhysicsIO.vscsi', async () => {
    const { out } = await call(`trace info ${tracesFolder}cloudPhysicsIO.vscsi --json`);
    const info = JSON.parse(out) as TraceInfo;
    expect([info.requests, info.reads, info.writes, info.bytes]).toEqual([113_872, 46_974, 66_898, 4_205_978_112]);
    expect([info.lengthBytes.min, info.lengthBytes.max, info.uniqueStarts, info.unalignedRequests]).toEqual([512, 69_632, 48_974, 113_768]);
    expect(info.sizes.slice(0, 2)).toEqual([
      { bytes: 65_536, requests: 38_389 },
      { bytes: 8_192, requests: 19_473 },
    ]);
    expect([info.times?.spanNs, info.times?.timesBack]).toEqual([(5_641_098_458_687 - 5_633_898_368_802) * 1000, 0]);
    const { blocks } = info;
    expect([blocks.accesses, blocks.readAccesses, blocks.writeAccesses, blocks.unique]).toEqual([1_141_869, 485_700, 656_169, 269_210]);
    // With all blocks in the cache only first uses miss.
    expect(blocks.missRatios.lru.at(-1)?.missRatio).toBeCloseTo(269_210 / 1_141_869, 12);
  });
});
