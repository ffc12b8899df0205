/** Where a scenario's text comes from: a path, `-` for standard input, or the bare name of one that ships (`quickstart`). */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearMiss } from '../base/nearMiss.ts';
import { decodeText, readTextFile } from './inputFile.ts';
import { shortPath } from './runFolder.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usageError.ts';

/** The folder of the package, absolute, with a slash at its end. */
export const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
const scenarioFolder = join(packageFolder, 'workloads', 'scenarios');
const studyFolder = join(packageFolder, 'workloads', 'studies');

export interface ScenarioText {
  readonly text: string;
  /** For messages, and what file names in the text are relative to: as given, or where it is for those that ship; `stdin`. */
  readonly sourceName: string;
}

/** Names of the scenarios that ship, in order. */
export function shippedScenarioNames(): string[] {
  return namesIn(scenarioFolder);
}

/** Names of the sweeps that ship, in order. */
export function shippedStudyNames(): string[] {
  return namesIn(studyFolder);
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** A file of that name goes before a scenario that ships. */
export async function readScenarioText(name: string, terminal: Terminal): Promise<ScenarioText> {
  return readText(name, terminal, { what: 'the scenario', isStudy: false });
}

/** The same for sweeps; a scenario that ships is found, too, for whoever takes both. */
export async function readSweepText(name: string, terminal: Terminal): Promise<ScenarioText> {
  return readText(name, terminal, { what: 'the sweep', isStudy: true });
}

async function readText(name: string, terminal: Terminal, { what, isStudy }: { readonly what: string; readonly isStudy: boolean }): Promise<ScenarioText> {
  if (name === '-') {
    const text = decodeText(await terminal.readInput(), 'standard input');
    if (text.trim() === '') throw new UsageError(`standard input is empty: with - in place of a file, ${what} is read from there, as YAML or JSON`);
    return { text, sourceName: 'stdin' };
  }
  if (name.trim() === '') throw new UsageError(`the name of ${what} is empty: give a path, the name of one that ships, or - for standard input`);
  const isBareName = /^[\w-]+$/.test(name);
  if (isBareName && !existsSync(resolve(terminal.folder, name))) {
    const studies = isStudy ? shippedStudyNames() : [];
    const shipped = [...studies, ...shippedScenarioNames()];
    if (!shipped.includes(name)) throw unknownName(name, shipped, terminal.folder);
    const path = join(studies.includes(name) ? studyFolder : scenarioFolder, `${name}.yaml`);
    return { text: await readTextFile({ name: path, folder: terminal.folder, what }), sourceName: shortPath(path, terminal.folder) };
  }
  return { text: await readTextFile({ name, folder: terminal.folder, what }), sourceName: name };
}

function unknownName(name: string, shipped: readonly string[], folder: string): UsageError {
  const meant = nearMiss(name, shipped);
  const withSuffix = ['.yaml', '.yml', '.json'].map((suffix) => name + suffix).find((file) => existsSync(resolve(folder, file)));
  const hint = withSuffix !== undefined ? `; did you mean ${withSuffix}?` : meant === null ? '' : `; did you mean ${meant}?`;
  return new UsageError(`there is neither a file ${resolve(folder, name)} nor a scenario of the name ${name} that ships (${shipped.join(', ')})${hint}`);
}
