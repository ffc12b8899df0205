/** Reads a finished run back from its folder. What is missing or damaged is a UsageError that names the file. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
import { damagedFile, readJson } from './readJson.ts';
import { reportOrigin } from './reportOrigin.ts';
import { resultFiles } from './resultKinds.ts';
import { UsageError } from './usageError.ts';

export interface FinishedRun {
  readonly kind: 'run';
  /** Of its folder. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly result: RunResult;
  readonly series: SeriesTable;
  readonly rollbacks: readonly RollbackTrace[];
  readonly origin: ReportOrigin;
}

/** `folder` is absolute, and has a result.json. */
export async function readRunFolder(folder: string): Promise<FinishedRun> {
  return {
    kind: 'run',
    name: basename(folder),
    folder,
    result: await readJson(folder, resultFiles.run, parseRunResult),
    rollbacks: await readJson(folder, 'rollbacks.json', parseRollbackTraces),
    series: await readSeries(folder),
    origin: reportOrigin(await readManifest(folder)),
  };
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
    throw damagedFile(path, error);
  }
}
