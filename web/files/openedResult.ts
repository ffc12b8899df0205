/** Results that the page shows: from files that were dropped in, or from the folder of results that the page's server has. */
import { parseComparison } from '../../sim/experiment/readComparison.ts';
import type { Comparison } from '../../sim/results/comparisonResult.ts';
import { parseRollbackTraces, type RollbackTrace } from '../../sim/results/rollbackTrace.ts';
import { parseSweepResult } from '../../sim/results/readSweep.ts';
import { parseRunResult, type RunResult } from '../../sim/results/runResult.ts';
import type { SeriesTable } from '../../sim/results/series.ts';
import type { SweepResult } from '../../sim/results/sweepResult.ts';

export interface OpenedRun {
  readonly kind: 'run';
  /** Of its folder or file. */
  readonly name: string;
  readonly result: RunResult;
  /** Null: it was not there. */
  readonly series: SeriesTable | null;
  readonly rollbacks: readonly RollbackTrace[];
  readonly manifest: ShownManifest | null;
}

export interface OpenedComparison {
  readonly kind: 'comparison';
  readonly name: string;
  readonly comparison: Comparison;
}

export interface OpenedSweep {
  readonly kind: 'sweep';
  readonly name: string;
  readonly sweep: SweepResult;
}

export type OpenedResult = OpenedRun | OpenedComparison | OpenedSweep;

/** What is shown of a manifest. */
export interface ShownManifest {
  readonly version: string;
  readonly commit: string | null;
  readonly startedAt: string;
  readonly repeat: string;
  readonly machine: Readonly<Record<string, unknown>>;
}

/** A file by its name, or null when there is none. */
export type FileReader = (name: string) => Promise<Blob | null>;

/** Throws an Error that names the file and what is wrong with it. */
export async function openRun(name: string, read: FileReader): Promise<OpenedRun> {
  return {
    kind: 'run',
    name,
    result: parsed('result.json', parseRunResult, await jsonOf('result.json', read)),
    series: await seriesOf(read),
    rollbacks: parsed('rollbacks.json', parseRollbackTraces, (await jsonIfThere('rollbacks.json', read)) ?? []),
    manifest: shownManifest(await jsonIfThere('manifest.json', read)),
  };
}

export async function openComparison(name: string, read: FileReader): Promise<OpenedComparison> {
  return { kind: 'comparison', name, comparison: parsed('compare.json', parseComparison, await jsonOf('compare.json', read)) };
}

export async function openSweep(name: string, read: FileReader): Promise<OpenedSweep> {
  return { kind: 'sweep', name, sweep: parsed('sweep.json', parseSweepResult, await jsonOf('sweep.json', read)) };
}

async function jsonOf(file: string, read: FileReader): Promise<unknown> {
  const value = await jsonIfThere(file, read);
  if (value === null) throw new Error(`${file} is not there`);
  return value;
}

async function jsonIfThere(file: string, read: FileReader): Promise<unknown> {
  const blob = await read(file);
  if (blob === null) return null;
  try {
    return JSON.parse(await blob.text()) as unknown;
  } catch {
    throw new Error(`${file} is no JSON: it is damaged, or cut off`);
  }
}

function parsed<T>(file: string, parse: (value: unknown) => T, value: unknown): T {
  try {
    return parse(value);
  } catch (error) {
    throw new Error(`${file} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function seriesOf(read: FileReader): Promise<SeriesTable | null> {
  const blob = await read('series.parquet');
  if (blob === null) return null;
  const { parquetToSeries } = await import('../../sim/results/seriesParquet.ts');
  try {
    return await parquetToSeries(new Uint8Array(await blob.arrayBuffer()));
  } catch (error) {
    throw new Error(`series.parquet is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function shownManifest(value: unknown): ShownManifest | null {
  if (typeof value !== 'object' || value === null) return null;
  const { version, commit, startedAt, repeat, machine } = value as Readonly<Record<string, unknown>>;
  const textOf = (given: unknown): string => (typeof given === 'string' ? given : '');
  return {
    version: textOf(version),
    commit: typeof commit === 'string' ? commit : null,
    startedAt: textOf(startedAt),
    repeat: textOf(repeat),
    machine: typeof machine === 'object' && machine !== null ? (machine as Readonly<Record<string, unknown>>) : {},
  };
}
