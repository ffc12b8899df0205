/** The options of every command that reads a trace file: format, its options, operation, object size, volume; and how the file is opened with them. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseQuantity } from '../base/units.ts';
import type { TraceReadOptions } from '../../workloads/traces/openTrace.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { openByteStream } from './inputFile.ts';
import type { Terminal } from './terminal.ts';

export interface TraceFileOptions {
  readonly format?: string;
  readonly option?: Readonly<Record<string, string>>;
  readonly as?: 'reads' | 'writes';
  readonly objectSize?: number;
  readonly volume?: string;
}

const objectBytes = 512;

/** Adds the options to `command`. */
export function addTraceFileOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <name>', 'format of the trace (default: found from its content, then from its name)').choices(traceFormats.map(({ name }) => name)),
    )
    .option('--option <name=value>', 'tell its format something, such as timeUnit=us (repeatable; `hindcast trace formats` lists them)', collectOption)
    .addOption(new Option('--as <op>', 'take every request as this; for formats that do not store the operation').choices(['reads', 'writes']))
    .option(
      '--object-size <size>',
      'formats of objects: how far apart two neighbouring object numbers are (default: 512B; info takes bare keys for blocks)',
      parseSize,
    )
    .option('--volume <name>', 'only this volume (disk, device, file) of a trace of several');
}

/** How the trace called `name` is to be read; `as` says what becomes of formats without operations when `--as` is not given. */
export function traceReadOptions(name: string, options: TraceFileOptions, as: 'stored' | 'unknown'): TraceReadOptions {
  return {
    file: name,
    format: options.format ?? 'auto',
    as: options.as ?? as,
    objectSizeBytes: options.objectSize ?? objectBytes,
    options: options.option ?? {},
    volume: options.volume === undefined || options.volume === 'all' ? '' : options.volume,
  };
}

/** `-` is standard input. */
export async function openTraceFile(name: string, terminal: Terminal): Promise<AsyncIterable<Uint8Array>> {
  if (name !== '-') return openByteStream({ name, folder: terminal.folder, what: 'the trace' });
  return oneChunk(await terminal.readInput());
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
}

/** For commander: a size with its unit. */
export function parseSize(text: string): number {
  const parsed = parseQuantity(text, 'bytes');
  if (!parsed.ok) throw new InvalidArgumentError(`${parsed.allowed}${parsed.suggestion === null ? '' : `; did you mean ${parsed.suggestion}?`}.`);
  if (parsed.value < 1 || parsed.value > 1024 ** 3) throw new InvalidArgumentError('1B to 1GiB is possible.');
  return parsed.value;
}

function collectOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('NAME=VALUE is needed, such as timeUnit=us or action=D.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
