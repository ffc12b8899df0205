/**
 * `ios.parquet` and `commands.parquet`: a recording of single IOs as two tidy tables that pandas, DuckDB and Polars read directly.
 *
 * One row per request, and one per device command; names instead of numbers where there are names; times are 64-bit integers of ns, null where it had not happened. `commands.io` is the `id` of
 * the request that a command is part of, null for the cache's own work. What was left out is in each file's key `hindcast.recording`.
 *
 * Guarantee: `parquetToRecording` of what `recordingToParquet` wrote holds the same.
 */
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnSource } from 'hyparquet-writer';
import { recordedCommands, recordedDevices, recordedOps } from './ioRecording.ts';
import type { CommandSpans, IoRecording, IoSpans } from './ioRecording.ts';

const metadataKey = 'hindcast.recording';
const spaces = ['disk', 'memory'] as const;
const statuses = ['ok', 'failed', 'dropped'] as const;

interface StoredFacts {
  readonly version: 1;
  readonly vmNames: readonly string[];
  readonly leftOut: number;
}

export interface RecordingFiles {
  readonly ios: Uint8Array;
  readonly commands: Uint8Array;
}

export function recordingToParquet({ vmNames, ios, commands, iosLeftOut, commandsLeftOut }: IoRecording): RecordingFiles {
  const vms = (numbers: Int32Array): (string | null)[] => Array.from(numbers, (vm) => vmNames[vm] ?? null);
  return {
    ios: write({ version: 1, vmNames, leftOut: iosLeftOut }, [
      whole('id', ios.id),
      names('vm', vms(ios.vm)),
      names('op', named(ios.op, recordedOps)),
      names('space', named(ios.space, spaces)),
      whole('offsetBytes', ios.offsetBytes),
      whole('lengthBytes', ios.lengthBytes),
      whole('arrivalNs', ios.arrivalNs),
      whole('submittedNs', ios.submittedNs),
      whole('admittedNs', ios.admittedNs),
      whole('answeredNs', ios.answeredNs),
      names('status', named(ios.status, statuses)),
    ]),
    commands: write({ version: 1, vmNames, leftOut: commandsLeftOut }, [
      whole('id', commands.id),
      names('kind', named(commands.kind, recordedCommands)),
      names('vm', vms(commands.vm)),
      names('device', named(commands.device, recordedDevices)),
      whole('block', commands.block.map(negativeIsNone)),
      whole('bytes', commands.bytes),
      whole('cause', Float64Array.from(commands.cause)),
      whole('io', commands.io.map(negativeIsNone)),
      whole('issuedNs', commands.issuedNs),
      whole('completedNs', commands.completedNs),
    ]),
  };
}

/** Throws an Error that says what is wrong when a file is not one of ours. */
export async function parquetToRecording(files: RecordingFiles): Promise<IoRecording> {
  const [ios, commands] = [await read(files.ios), await read(files.commands)];
  const { vmNames } = ios.facts;
  const vm = (rows: Rows): Int32Array => Int32Array.from(rows.texts('vm'), (name) => vmNames.indexOf(name));
  const ioSpans: IoSpans = {
    count: ios.rows.count,
    id: ios.rows.numbers('id'),
    vm: vm(ios.rows),
    op: Uint8Array.from(ios.rows.indices('op', recordedOps)),
    space: Uint8Array.from(ios.rows.indices('space', spaces)),
    offsetBytes: ios.rows.numbers('offsetBytes'),
    lengthBytes: ios.rows.numbers('lengthBytes'),
    arrivalNs: ios.rows.numbers('arrivalNs'),
    submittedNs: ios.rows.numbers('submittedNs'),
    admittedNs: ios.rows.numbers('admittedNs'),
    answeredNs: ios.rows.numbers('answeredNs'),
    status: Uint8Array.from(ios.rows.indices('status', statuses)),
  };
  const commandSpans: CommandSpans = {
    count: commands.rows.count,
    id: commands.rows.numbers('id'),
    kind: Uint8Array.from(commands.rows.indices('kind', recordedCommands)),
    vm: vm(commands.rows),
    device: Int8Array.from(commands.rows.indices('device', recordedDevices)),
    block: commands.rows.numbers('block').map(noneIsNegative),
    bytes: commands.rows.numbers('bytes'),
    cause: Uint8Array.from(commands.rows.numbers('cause')),
    io: commands.rows.numbers('io').map(noneIsNegative),
    issuedNs: commands.rows.numbers('issuedNs'),
    completedNs: commands.rows.numbers('completedNs'),
  };
  return { vmNames, ios: ioSpans, commands: commandSpans, iosLeftOut: ios.facts.leftOut, commandsLeftOut: commands.facts.leftOut };
}

const negativeIsNone = (value: number): number => (value < 0 ? NaN : value);
const noneIsNegative = (value: number): number => (Number.isNaN(value) ? -1 : value);

function named(numbers: ArrayLike<number>, texts: readonly string[]): (string | null)[] {
  return Array.from(numbers, (number) => texts[number] ?? null);
}

function whole(name: string, values: Float64Array): ColumnSource {
  return { name, data: Array.from(values, (value) => (Number.isNaN(value) ? null : BigInt(value))), type: 'INT64', nullable: true };
}

function names(name: string, data: (string | null)[]): ColumnSource {
  return { name, data, type: 'STRING', nullable: true };
}

function write(facts: StoredFacts, columnData: ColumnSource[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata: [{ key: metadataKey, value: JSON.stringify(facts) }], createdBy: 'hindcast' }));
}

class Rows {
  readonly #rows: readonly Record<string, unknown>[];

  constructor(rows: readonly Record<string, unknown>[]) {
    this.#rows = rows;
  }

  get count(): number {
    return this.#rows.length;
  }

  numbers(name: string): Float64Array {
    return Float64Array.from(this.#rows, (row) => (row[name] === null || row[name] === undefined ? NaN : Number(row[name])));
  }

  texts(name: string): string[] {
    return this.#rows.map((row) => (typeof row[name] === 'string' ? row[name] : ''));
  }

  /** -1 where there is no text. */
  indices(name: string, texts: readonly string[]): number[] {
    return this.texts(name).map((text) => texts.indexOf(text));
  }
}

async function read(bytes: Uint8Array): Promise<{ facts: StoredFacts; rows: Rows }> {
  const file = bytes.slice().buffer;
  const metadata = parquetMetadata(file);
  const stored = metadata.key_value_metadata?.find((entry) => entry.key === metadataKey)?.value;
  if (stored === undefined) throw new Error(`not a recording of Hindcast: the key ${metadataKey} is missing`);
  return { facts: JSON.parse(stored) as StoredFacts, rows: new Rows(await parquetReadObjects({ file, metadata })) };
}
