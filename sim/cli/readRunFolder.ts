/** Reads a finished run back from its folder. What is missing or damaged is a UsageError that names the file. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseRollbackTraces } from '../results/rollbackTrace.ts';
import type { RollbackTrace } from '../results/rollbackTrace.ts';
import { parseRunResult } from '../results/runResult.ts';
import type { RunResult } from '../results/runResult.ts';
import { parquetToSeries } from '../results/seriesParquet.ts';
import type { SeriesTable } from '../results/series.ts';
import type { ReportOrigin } from '../../reports/reportInput.ts';
import { readTextFile, requireFile } from './inputFile.ts';
import { parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { reportOrigin } from './reportOrigin.ts';
import { UsageError } from './usageError.ts';

export interface FinishedRun {
  /** Of its folder. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly result: RunResult;
  readonly series: SeriesTable;
  readonly rollbacks: readonly RollbackTrace[];
  readonly origin: ReportOrigin;
}

/** `name` is a folder, or one of the files in it. */
export async function readRunFolder(name: string, workingFolder: string): Promise<FinishedRun> {
  const path = resolve(workingFolder, name);
  const isFile = existsSync(path) && statSync(path).isFile();
  const folder = isFile ? dirname(path) : path;
  if (existsSync(path) && !existsSync(join(folder, 'result.json'))) {
    throw new UsageError(`${name} is not the folder of a finished run: it has no result.json`);
  }
  if (!existsSync(path)) await requireFile({ name, folder: workingFolder, what: 'the run' }); // says what is nearby
  return {
    name: basename(folder),
    folder,
    result: await readJson(folder, 'result.json', parseRunResult),
    rollbacks: await readJson(folder, 'rollbacks.json', parseRollbackTraces),
    series: await readSeries(folder),
    origin: reportOrigin(await readManifest(folder)),
  };
}

async function readJson<T>(folder: string, file: string, parse: (value: unknown) => T): Promise<T> {
  const path = join(folder, file);
  const text = await readTextFile({ name: path, folder, what: 'the file' });
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, error);
  }
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const manifest = parseManifest(await readTextFile({ name: path, folder, what: 'the file' }), path);
  if (manifest === null) throw new UsageError(`${path} is damaged: it is no manifest`);
  return manifest;
}

async function readSeries(folder: string): Promise<SeriesTable> {
  const path = await requireFile({ name: join(folder, 'series.parquet'), folder, what: 'the file' });
  const bytes = await readFile(path);
  try {
    return await parquetToSeries(bytes);
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, error: unknown): UsageError {
  return new UsageError(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}`);
}
