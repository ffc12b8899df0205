/**
 * What the outcome of a run hangs on besides its scenario: the sources of the simulation as they stand, hashed. A finished run is taken for the same only as long as this is the same, so
 * that whoever changes the engine doesn't get the figures of the old one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './shippedScenarios.ts';

/** Whose code a run goes through; `sim/cli` is the way to it, and changes nothing in it. */
const folders = ['sim', 'workloads'];
const without = 'sim/cli/';

/** 64 hex digits. Some milliseconds. */
export function codeFingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const file of sourceFiles(folder)) hash.update(`${file}\n`).update(readFileSync(join(packageFolder, file)));
  }
  return hash.digest('hex');
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(packageFolder, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && !file.startsWith(without))
    .sort();
}
