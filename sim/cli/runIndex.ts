/**
 * What lies in the folder of results, newest first: runs, comparisons, sweeps, each by its folder. What is no result (drafts, logs, folders of others) is passed over; what is damaged is
 * listed with what is wrong with it. The dashboard shows it, and `/runs/index.json` of its server is it.
 */
import { existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexedKind, IndexedRun } from '../results/indexedRun.ts';
import { resultKindOf } from './resultKinds.ts';

const depthMax = 3;

/** `outFolder` need not be there: then there is nothing in it. */
export async function indexRuns(outFolder: string): Promise<IndexedRun[]> {
  const found = await indexFolder(outFolder, '', 0);
  return found.sort((left, right) => (left.startedAt < right.startedAt ? 1 : left.startedAt > right.startedAt ? -1 : left.name < right.name ? -1 : 1));
}

async function indexFolder(outFolder: string, name: string, depth: number): Promise<IndexedRun[]> {
  const folder = join(outFolder, name);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name));
  const kind = resultKindOf((file) => names.has(file));
  const own = kind === null || depth === 0 ? [] : [await indexResult(folder, name, kind)];
  if (depth >= depthMax) return own;
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const found = await Promise.all(below.map((entry) => indexFolder(outFolder, name === '' ? entry.name : `${name}/${entry.name}`, depth + 1)));
  return [...own, ...found.flat()];
}

async function indexResult(folder: string, name: string, kind: IndexedKind): Promise<IndexedRun> {
  const { files, newest } = await filesOf(folder);
  const bare = { name, kind, scenario: '', summary: '', seed: null, digest: null, startedAt: newest, files };
  const nothing = { simulatedNs: null, wallSeconds: null, version: null, parts: null, repeat: null };
  try {
    const manifest = await readObject(folder, 'manifest.json');
    const about = kind === 'sweep' ? await readObject(folder, 'sweep.json') : objectOf(kind === 'run' ? manifest['scenario'] : manifest['plan']);
    return {
      ...bare,
      scenario: textOf(about['name'] ?? about['scenario']) ?? '',
      summary: textOf(about['summary']) ?? '',
      seed: numberOf(manifest['seed'] ?? about['seed'] ?? firstOf(about['seeds'])),
      digest: textOf(manifest['digest']),
      startedAt: textOf(manifest['startedAt']) ?? newest,
      simulatedNs: numberOf(manifest['simulatedNs']),
      wallSeconds: numberOf(manifest['wallSeconds']),
      version: textOf(manifest['version']),
      parts: lengthOf(about['vms']) ?? lengthOf(about['variants']) ?? lengthOf(about['cells']),
      repeat: textOf(manifest['repeat']),
      problem: null,
    };
  } catch (error) {
    return { ...bare, ...nothing, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function filesOf(folder: string): Promise<{ files: { name: string; bytes: number }[]; newest: string }> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const stats = await Promise.all(entries.map(async ({ name }) => ({ name, of: await stat(join(folder, name)) })));
  const newestMs = stats.reduce((latest, { of }) => Math.max(latest, of.mtimeMs), 0);
  return { files: stats.map(({ name, of }) => ({ name, bytes: of.size })), newest: new Date(newestMs).toISOString() };
}

async function readObject(folder: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`it has no ${file}`);
  try {
    return objectOf(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    throw new Error(`its ${file} is damaged`);
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function lengthOf(value: unknown): number | null {
  return Array.isArray(value) ? value.length : null;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : undefined;
}
