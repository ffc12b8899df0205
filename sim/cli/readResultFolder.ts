/** Reads a finished result back from its folder: a run, a comparison or a sweep. What is missing or damaged is a UsageError that names what was given, or the file. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Provenance } from '../../reports/html/provenance.ts';
import { parseComparison } from '../experiment/readComparison.ts';
import type { Comparison } from '../results/comparisonResult.ts';
import { parseSweepResult } from '../results/readSweep.ts';
import type { SweepResult } from '../results/sweepResult.ts';
import { comparisonOrigin, sweepOrigin } from './experimentOrigin.ts';
import { parseCompareManifest } from './compareManifest.ts';
import { readTextFile, requireFile } from './inputFile.ts';
import { readJson } from './readJson.ts';
import { readRunFolder } from './readRunFolder.ts';
import type { FinishedRun } from './readRunFolder.ts';
import { resultFiles, resultKindOf } from './resultKinds.ts';
import { parseSweepManifest } from './sweepManifest.ts';
import { UsageError } from './usageError.ts';

interface FoundIn {
  /** Of its folder. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly origin: Provenance;
}

export interface FinishedComparison extends FoundIn {
  readonly kind: 'comparison';
  readonly found: Comparison;
}

export interface FinishedSweep extends FoundIn {
  readonly kind: 'sweep';
  readonly found: SweepResult;
}

export type FinishedResult = FinishedRun | FinishedComparison | FinishedSweep;

/** `name` is a folder, or one of the files in it. */
export async function readResultFolder(name: string, workingFolder: string): Promise<FinishedResult> {
  const path = resolve(workingFolder, name);
  if (!existsSync(path)) await requireFile({ name, folder: workingFolder, what: 'the result' }); // says what is nearby
  const folder = statSync(path).isFile() ? dirname(path) : path;
  const kind = resultKindOf((file) => existsSync(join(folder, file)));
  if (kind === null) {
    const place = folder === path ? name : `${name} is in a folder that`;
    const what = folder === path ? 'is not the folder of a run, a comparison or a sweep' : 'holds no run, comparison or sweep';
    throw new UsageError(`${place} ${what}: it has no ${resultFiles.run}, ${resultFiles.comparison} or ${resultFiles.sweep}`);
  }
  if (kind === 'run') return readRunFolder(folder);
  if (kind === 'sweep') return readSweepFolder(folder);
  return readComparisonFolder(folder);
}

async function readSweepFolder(folder: string): Promise<FinishedSweep> {
  const found = await readJson(folder, resultFiles.sweep, parseSweepResult);
  const manifest = await readJson(folder, 'manifest.json', parseSweepManifest);
  return { kind: 'sweep', name: basename(folder), folder, found, origin: sweepOrigin(manifest, found) };
}

async function readComparisonFolder(folder: string): Promise<FinishedComparison> {
  const found = await readJson(folder, resultFiles.comparison, parseComparison);
  const path = join(folder, 'manifest.json');
  const manifest = parseCompareManifest(await readTextFile({ name: path, folder, what: 'the file' }), path);
  if (manifest === null) throw new UsageError(`${path} is damaged: it is no manifest of a comparison`);
  return { kind: 'comparison', name: basename(folder), folder, found, origin: comparisonOrigin(manifest) };
}
