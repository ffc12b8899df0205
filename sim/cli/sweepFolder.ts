/**
 * Where the results of a sweep go: `OUT/sweep-<name>-<seed>`, or with `-2`, `-3`, … behind it when another sweep is there. The same sweep run again has the same folder, and writes
 * the same files: they are replaced one by one, each at once.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRunFolder, writeWholeFile } from './runFolder.ts';
import type { RunFile } from './runFolder.ts';

/** `planSha256` tells one sweep from another; `files` has a manifest.json that says it. Returns the folder, absolute. */
export async function writeSweepFolder(outFolder: string, baseName: string, planSha256: string, files: readonly RunFile[]): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = join(outFolder, number === 1 ? baseName : `${baseName}-${String(number)}`);
    if (!existsSync(folder)) return writeRunFolder(outFolder, baseName, () => Promise.resolve(files));
    if (planOf(folder) !== planSha256) continue;
    for (const { name, content } of files) await writeWholeFile(join(folder, name), content);
    return folder;
  }
}

function planOf(folder: string): string | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'planSha256' in manifest ? String(manifest.planSha256) : null;
  } catch {
    return null; // no folder of ours
  }
}
