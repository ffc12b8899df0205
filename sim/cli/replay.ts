/** `hindcast replay TRACE`: hit ratios of a trace under given sizes and eviction policies, through the engine, without time. */
import { Option } from 'commander';
import { evictionPolicies } from '../engine/policy/evictionPolicies.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand } from './commandOptions.ts';
import type { ReplayOptions } from './replayPlan.ts';
import { UsageError } from './usageError.ts';

export const replayCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'replay',
    summary: 'replay a trace against caches of given sizes, without time',
    description: [
      'Sends every block that a trace touches through the cache engine, one at a time and settled before the next, for each eviction policy and size that is named: the trace is read once. A size is one DRAM tier without flash and log; with --flash, an exclusive second tier behind it.',
      'With --mrc, the miss ratio of LRU at every size, from exact stack distances or from a sample of the keys (SHARDS).',
    ].join('\n\n'),
    out: 'write replay.json into that folder, too',
    seed: 'which keys SHARDS samples; nothing else here is random',
    examples: [
      { line: 'hindcast replay disk.vscsi', does: 'LRU at some sizes' },
      { line: 'hindcast replay disk.vscsi --evict lru,arc,opt --blocks 5000,64MiB', does: 'policies and sizes, with the bound' },
      { line: 'hindcast replay keys.u32le.zst --as reads --json', does: 'for scripts' },
      { line: 'hindcast replay objects.bin --as reads --bytes 128MiB,1GiB', does: 'objects of different sizes' },
      { line: 'hindcast replay disk.vscsi --reads-only --blocks 4096 --flash 65536', does: 'two tiers' },
      { line: 'hindcast replay disk.vscsi --mrc shards:0.01', does: 'a miss-ratio curve' },
    ],
  })
    .argument('<trace>', 'a trace file, packed (gzip, zstd) or not, or - for standard input')
    .option('--evict <policies>', 'eviction policies, by commas; with parameters as s3fifo:small=0.2 (default: lru)')
    .option('--admit <policy>', 'which misses are kept: always, nth-miss, size, random, with parameters as nth-miss:n=3 (default: always)')
    .option('--blocks <sizes>', 'sizes in blocks (5000) or bytes (64MiB), by commas (default: shares of what the trace touches)')
    .option('--bytes <sizes>', 'sizes in bytes for objects of different sizes; the policies alone, without the engine')
    .option('--flash <size>', 'a second, exclusive tier of that size')
    .option('--block <size>', 'size of a block, 512B to 64KiB (default: 4KiB)')
    .addOption(new Option('--as <op>', 'take every request as a read, or as a write; needed where the trace does not say').choices(['reads', 'writes']))
    .option('--reads-only', 'leave writes out')
    .option('--writes-only', 'leave reads out')
    .addOption(
      new Option('--key <kind>', 'what is cached: blocks, or objects known by where they start (default: as the format suggests)').choices([
        'block',
        'start-sector',
        'object',
      ]),
    )
    .option('--mrc [method]', 'miss ratios of LRU at every size: exact, shards, shards:RATE (default: exact)')
    .option('--format <name>', 'the trace’s format (default: found from its content or name)')
    .option('--option <name=value>', 'an option of the format (repeatable)', collectOption)
    .option('--volume <name>', 'only this volume of the trace')
    .addHelpText('after', () => `\nEviction policies:\n${policyList()}`)
    .action(async (name: string, options: ReplayOptions) => {
      const { replayTrace } = await import('./replayTrace.ts'); // the engine: not loaded for --help
      end(await replayTrace({ name, options, terminal }));
    });

function policyList(): string {
  const width = Math.max(...evictionPolicies.map(({ name }) => name.length));
  return evictionPolicies.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
}

function collectOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new UsageError(`--option: is ${text}; NAME=VALUE is needed, such as timeUnit=us`);
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
