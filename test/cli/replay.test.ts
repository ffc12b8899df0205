import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { main } from '../../sim/cli/main.ts';
import type { ReplayReport } from '../../sim/cli/replayReport.ts';
import { item } from '../support/item.ts';
import { describeWithTraces, tracesFolder } from '../support/traces.ts';
import { TestTerminal } from './testTerminal.ts';

const sample = 'workloads/traces/samples/office-vm.vscsi';

async function call(words: string, input?: Uint8Array): Promise<{ status: number; terminal: TestTerminal }> {
  const terminal = new TestTerminal(input === undefined ? {} : { input });
  const status = await main(['replay', ...words.split(' ')], terminal);
  return { status, terminal };
}

async function report(words: string, input?: Uint8Array): Promise<ReplayReport> {
  const { status, terminal } = await call(`${words} --json`, input);
  expect([status, terminal.errText]).toEqual([0, '']);
  return JSON.parse(terminal.outText) as ReplayReport;
}

describe('hindcast replay', () => {
  it('counts misses for each policy and size', async () => {
    const { results } = await report(`${sample} --as reads --evict lru,fifo --blocks 10,1MiB`);
    expect(results.map(({ evict, blocks }) => [evict, blocks])).toEqual([
      ['lru', 10],
      ['lru', 256],
      ['fifo', 10],
      ['fifo', 256],
    ]);
    for (const result of results) expect(result.misses).toBeLessThanOrEqual(result.requests);
    expect(item(results, 1).misses).toBeLessThanOrEqual(item(results, 0).misses);
  });

  it('agrees with the curve of stack distances at every size', async () => {
    const { results, mrc } = await report(`${sample} --as reads --blocks 5,50,500 --mrc`);
    expect(mrc?.points.map(({ missRatio }) => Math.round(missRatio * item(results, 0).requests))).toEqual(results.map(({ misses }) => misses));
  });

  it('counts reads and writes apart, and their sum is all', async () => {
    const [all, reads, writes] = await Promise.all(['', ' --reads-only', ' --writes-only'].map((only) => report(`${sample} --blocks 100000${only}`)));
    const requests = (given: ReplayReport | undefined): number => given?.results[0]?.requests ?? NaN;
    expect(requests(reads) + requests(writes)).toBe(requests(all));
    expect(requests(reads)).toBeGreaterThan(0);
  });

  it('keeps what the admission policy says', async () => {
    const misses = async (admit: string): Promise<number> => item((await report(`${sample} --as reads --blocks 200 --admit ${admit}`)).results, 0).misses;
    const [all, half, none, second] = [await misses('always'), await misses('random'), await misses('random:probability=0'), await misses('nth-miss')];
    expect(none).toBe(item((await report(`${sample} --as reads --blocks 200`)).results, 0).requests);
    expect(half).toBeLessThan(none);
    expect(second).toBeLessThan(none);
    expect(all).toBeLessThan(none);
  });

  it('reads standard input, takes other blocks and two tiers', async () => {
    const bytes = await readFile(sample);
    const one = await report('- --as reads --blocks 40 --block 64KiB', bytes);
    const two = await report('- --as reads --blocks 10 --flash 30 --block 64KiB', bytes);
    expect(item(two.results, 0).misses).toBe(item(one.results, 0).misses);
    expect(item(two.results, 0).flashHits).toBeGreaterThan(0);
    expect(one.blockBytes).toBe(65_536);
  });

  it('tells people a table, with sizes of its own where none are said', async () => {
    const { status, terminal } = await call(`${sample} --evict lru,s3fifo:small=0.2`);
    expect(status).toBe(0);
    expect(terminal.outText).toMatch(/office-vm\.vscsi \(vscsi\): [\d,]+ requests, [\d,]+ accesses to blocks of 4\.00 KiB\n\nMisses by size of the cache\n/);
    expect(terminal.outText).toMatch(/\n {2}s3fifo:small=0\.2 {3}/);
  });

  it('keeps what was replayed when it is interrupted', async () => {
    const terminal = new TestTerminal();
    const running = main(['replay', sample, '--json'], terminal);
    for (let turn = 0; turn < 1000 && terminal.outText === ''; turn++) {
      terminal.interrupt();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await running).toBe(130);
    expect((JSON.parse(terminal.outText) as ReplayReport).partial).toBe(true);
  });
});

describe('wrong calls', () => {
  it.each([
    ['--evict lry', '--evict: is lry; allowed are lru, fifo, '],
    ['--evict lry', 'did you mean lru?'],
    ['--evict lru:size=3', '--evict lru: has no parameters'],
    ['--evict s3fifo:smal=0.1', 'has no parameter smal; there are small, ghost, threshold; did you mean small?'],
    ['--evict s3fifo:small=2', '--evict s3fifo:small: is 2; a number from 0.001 to 0.999 is needed'],
    ['--admit nth', '--admit: is nth; allowed are always, nth-miss, size, random'],
    ['--admit nth-miss:n=0', '--admit nth-miss:n: is 0; a whole number from 1 to 255 is needed'],
    ['--blocks 0', '--blocks: is 0; at least 1 block is needed'],
    ['--blocks 10,1000000000000', '--blocks: is 1000000000000; a number of blocks up to 268435456 is needed'],
    ['--blocks 5KiB', '--blocks: is 5KiB; a number of blocks up to 268435456 is needed, or a size that is a multiple of the block (4KiB)'],
    ['--block 3KiB', '--block: is 3KiB; a power of two from 512B to 64KiB is needed'],
    ['--bytes 5', '--bytes: is 5; '],
    ['--bytes 1MiB --key block', '--bytes is for objects of different sizes'],
    ['--reads-only --writes-only', '--reads-only and --writes-only exclude each other'],
    ['--as reads --reads-only', '--as reads makes all requests alike'],
    ['--mrc shards:7', '--mrc: is shards:7; allowed are exact, shards and shards:RATE'],
    ['--as nothing', "option '--as <op>' argument 'nothing' is invalid"],
    ['--format vscs', 'did you mean vscsi?'],
    ['--option fast', '--option: is fast; NAME=VALUE is needed'],
    ['--volume 3', 'volume is 3, of which there is no request'],
  ])('%s', async (words, message) => {
    const { status, terminal } = await call(`${sample} ${words}`);
    expect(status).toBe(2);
    expect(terminal.outText).toBe('');
    expect(terminal.errText).toContain(message);
    expect(terminal.errText).not.toMatch(/\n +at /);
  });

  it('a trace without operations', async () => {
    const { status, terminal } = await call('- --format u32le', new Uint8Array(64));
    expect(status).toBe(2);
    expect(terminal.errText).toContain("say which they are, with 'as: reads' or 'as: writes'");
  });
});

describeWithTraces('table B by its command', () => {
  it('prints the LRU counts', async () => {
    const { results } = await report(`${tracesFolder}cloudPhysicsIO.vscsi --as reads --key start-sector --blocks 500,2000,5000,10000,20000`);
    expect(results.map(({ misses }) => misses)).toEqual([95_398, 94_189, 91_527, 79_438, 72_053]);
    expect(item(results, 0).requests).toBe(113_872);
  });
});
