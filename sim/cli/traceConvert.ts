/** `hindcast trace convert IN OUT --to FORMAT`. */
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { Option } from 'commander';
import { readableAmount, readableBytes } from '../../reports/text/readable.ts';
import { convertTrace, type Conversion } from '../../workloads/traces/convertTrace.ts';
import { openTrace } from '../../workloads/traces/openTrace.ts';
import { collectTrace } from '../../workloads/traces/readTrace.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import type { CommandBuilder } from './command.ts';
import { describeCommand, type CommonOptions } from './commandOptions.ts';
import { ExitStatus } from './exitStatus.ts';
import { explainWriteError, prepareOutFolder, shortPath } from './runFolder.ts';
import type { Terminal } from './terminal.ts';
import { addTraceFileOptions, openTraceFile, traceReadOptions, type TraceFileOptions } from './traceReadOptions.ts';
import { UsageError } from './usageError.ts';

interface ConvertOptions extends CommonOptions, TraceFileOptions {
  readonly to: string;
  readonly force?: boolean;
  readonly round?: boolean;
}

const writtenFormats = traceFormats.filter(({ writer }) => writer !== undefined).map(({ name }) => name);
const volumeAlignBytes = 1024 * 1024;

export const traceConvertCommand: CommandBuilder = ({ terminal, end }) => {
  const command = describeCommand({
    name: 'convert',
    summary: 'write a trace in another format',
    description:
      'Reads a trace whole and writes its requests in another format. What that format cannot keep is said; a request that it cannot express is refused. Times begin at 0, or at a fixed date where the format counts from one.',
    out: 'folder that a relative OUT counts from (default: the working directory)',
    seed: 'accepted as everywhere; nothing here is random',
    examples: [
      { line: 'hindcast trace convert disk.vscsi disk.bin --to oracleGeneral', does: 'for libCacheSim' },
      { line: 'hindcast trace convert prxy.csv prxy.iolog --to fio-iolog', does: 'for fio, one file per volume' },
      { line: 'hindcast trace convert k.u32le k.trace --to mqsim --as reads', does: 'bare keys, as reads' },
    ],
  });
  addTraceFileOptions(command)
    .argument('<in>', 'the trace; - for standard input')
    .argument('<out>', 'the file to write')
    .addOption(new Option('--to <format>', 'the format to write').choices(writtenFormats).makeOptionMandatory())
    .option('--force', 'write over OUT when it is there')
    .option('--round', 'widen requests to whole units (sectors) of the format instead of refusing those that are none')
    .action(async (from: string, to: string, own: ConvertOptions) => {
      end(await convert(from, to, { ...command.optsWithGlobals(), ...own }, terminal));
    });
  return command;
};

async function convert(from: string, to: string, options: ConvertOptions, terminal: Terminal): Promise<number> {
  const folder = options.out === undefined ? terminal.folder : await prepareOutFolder(options.out, terminal.folder);
  const path = resolve(folder, to);
  if (existsSync(path) && options.force !== true) throw new UsageError(`${shortPath(path, terminal.folder)} is there already; --force writes over it`);
  const isAll = options.volume === 'all';
  const read = traceReadOptions(from, options, 'unknown');
  const opened = await openTrace(await openTraceFile(from, terminal), read);
  const trace = await collectTrace(opened, from);
  if (isAll) trace.layVolumesApart(volumeAlignBytes);
  const format = traceFormats.find(({ name }) => name === options.to)!;
  const conversion = convertTrace(trace, format, format.writer!, {
    file: from,
    objectSizeBytes: read.objectSizeBytes,
    isRounding: options.round === true,
    isOpKnown: !opened.lacksOp(),
    areVolumesApart: isAll,
  });
  const bytes = await writeChunks(path, conversion, terminal);
  if (bytes === null) {
    terminal.err.write('hindcast: interrupted; nothing was written\n');
    return ExitStatus.Interrupted;
  }
  const short = shortPath(path, terminal.folder);
  if (options.json === true) {
    const facts = {
      from: { file: from, format: opened.format.name, requests: trace.count },
      to: { file: short, format: format.name, requests: conversion.requests, bytes },
    };
    terminal.out.write(`${JSON.stringify({ ...facts, losses: conversion.losses }, null, 2)}\n`);
  } else if (options.quiet !== true) {
    terminal.out.write(`${short}: ${readableAmount(conversion.requests, 'request')}, ${readableBytes(bytes)}, ${format.name}\n`.replaceAll('\u202f', ' '));
    for (const loss of conversion.losses) terminal.out.write(`  ${loss}\n`);
  }
  return ExitStatus.Done;
}

/** The file is there complete or not at all. Returns its length, or null when it was interrupted. */
async function writeChunks(path: string, { chunks }: Conversion, terminal: Terminal): Promise<number | null> {
  const draft = `${path}.${String(process.pid)}.partial`;
  const interrupt = { isAsked: false };
  const removeListener = terminal.onInterrupt(() => {
    interrupt.isAsked = true;
  });
  let bytes = 0;
  try {
    const file = await open(draft, 'w');
    try {
      for (const chunk of chunks) {
        if (interrupt.isAsked) break;
        await file.writeFile(chunk);
        bytes += chunk.length;
      }
    } finally {
      await file.close();
    }
    if (interrupt.isAsked) await rm(draft, { force: true });
    else await rename(draft, path);
    return interrupt.isAsked ? null : bytes;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw explainWriteError(error, dirname(path));
  } finally {
    removeListener();
  }
}
