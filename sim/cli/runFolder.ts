/**
 * Folders of runs: `out/<scenario>-<seed>`, or with `-2`, `-3`, … behind it when there is one of that name already: a run never overwrites another.
 *
 * Guarantee: a folder appears complete or not at all. It is written under a name that begins with a dot, and then renamed.
 */
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { errorCode } from './inputFile.ts';
import { UsageError } from './usageError.ts';

export interface RunFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Where runs go unless `--out` says otherwise. */
export const defaultOutFolder = 'out';

/** Makes the folder that runs go to and checks that it can be written, before a long run and not after it. Returns its absolute path. */
export async function prepareOutFolder(name: string, workingFolder: string): Promise<string> {
  const path = resolve(workingFolder, name);
  try {
    await makeFolders(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explainWriteError(error, path);
  }
  return path;
}

/** Not `mkdir` with `recursive`: where folders cannot be made (/proc), Node 20 tries for ever. */
async function makeFolders(path: string): Promise<void> {
  if (existsSync(path)) {
    await readdir(path); // a file of that name: ENOTDIR
    return;
  }
  const parent = dirname(path);
  if (parent !== path) await makeFolders(parent);
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error; // another run has just made it
  }
}

/** Writes the files and returns the folder that they are in now, absolute. `files` is asked once the folder's name is known. */
export async function writeRunFolder(outFolder: string, baseName: string, files: (folder: string) => Promise<readonly RunFile[]>): Promise<string> {
  const safeName = baseName.replace(/[^\w.-]+/g, '-').replace(/^\.+/, '') || 'run';
  const draft = join(outFolder, `.${safeName}-${String(process.pid)}.partial`);
  try {
    for (let number = 1; ; number++) {
      const folder = join(outFolder, number === 1 ? safeName : `${safeName}-${String(number)}`);
      if (existsSync(folder)) continue;
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft);
      for (const file of await files(folder)) await writeFile(join(draft, file.name), file.content);
      if (await renameUnlessTaken(draft, folder)) return folder;
    }
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined); // the first failure is the one to tell
    throw explainWriteError(error, outFolder);
  }
}

/** Writes one file so that it is there complete or not at all. */
export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${String(process.pid)}.partial`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw explainWriteError(error, path);
  }
}

/** A path as a person in `workingFolder` would type it. */
export function shortPath(path: string, workingFolder: string): string {
  const short = relative(workingFolder, path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}

async function renameUnlessTaken(draft: string, folder: string): Promise<boolean> {
  try {
    await rename(draft, folder);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false; // another run took the name in the meantime
    throw error;
  }
}

/** What the operating system said, as a UsageError; anything else comes back as it is. */
export function explainWriteError(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'it is on a read-only file system',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of the disk is used up',
    ENOTDIR: 'it, or a part of that path, is a file and not a folder',
    ENOENT: 'no such folder',
    ENAMETOOLONG: 'the name is too long',
  };
  return new UsageError(`cannot write to ${path}: ${reasons[code] ?? code}; --out DIR says where results go`);
}
