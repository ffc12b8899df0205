/**
 * Files that the user names: read, or refused with the name as given, the place where it was looked for, and names nearby.
 *
 * Guarantee: everything that can be wrong with a name (missing, a folder, not readable, not text) is a UsageError in one line.
 */
import { constants } from 'node:fs';
import { access, open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { nearMiss } from '../base/nearMiss.ts';
import { UsageError } from './usageError.ts';

/** `what` reads like `the scenario`; `folder` is what a relative name counts from. */
export interface NamedFile {
  readonly name: string;
  readonly folder: string;
  readonly what: string;
}

/** The absolute path of a file that is there and can be read. */
export async function requireFile(file: NamedFile): Promise<string> {
  const path = resolve(file.folder, file.name);
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`${file.name} is a folder; ${file.what} must be a file${await filesInside(path)}`);
    await access(path, constants.R_OK);
  } catch (error) {
    throw error instanceof UsageError ? error : await explainFileError(error, file, path);
  }
  return path;
}

/** The text of a file. */
export async function readTextFile(file: NamedFile): Promise<string> {
  const path = await requireFile(file);
  try {
    return decodeText(await readFile(path), file.name);
  } catch (error) {
    throw error instanceof UsageError ? error : await explainFileError(error, file, path);
  }
}

/** Text from bytes; refused when it is not UTF-8. */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // not UTF-8: said below
  }
  throw new UsageError(`${name} is no text: a scenario or manifest is YAML or JSON in UTF-8`);
}

/** The content of a file in pieces of at most 1 MiB, read as they are asked for. The file is opened at once, so that what is wrong with it is said at once. */
export async function openByteStream(file: NamedFile): Promise<AsyncIterable<Uint8Array>> {
  const path = await requireFile(file);
  try {
    const handle = await open(path, 'r');
    return handle.createReadStream({ highWaterMark: 1 << 20 });
  } catch (error) {
    throw await explainFileError(error, file, path);
  }
}

async function explainFileError(error: unknown, file: NamedFile, path: string): Promise<unknown> {
  const code = errorCode(error);
  const place = path === file.name ? '' : ` (looked for ${path})`;
  if (code === 'ENOENT') return new UsageError(`${file.what} ${file.name} does not exist${place}${await nearbyFile(path)}`);
  if (code === 'ENOTDIR') return new UsageError(`${file.what} ${file.name} does not exist${place}: a part of that path is a file, not a folder`);
  if (code === 'EACCES' || code === 'EPERM') return new UsageError(`${file.what} ${file.name} may not be read: permission denied${place}`);
  if (code !== null) return new UsageError(`${file.what} ${file.name} cannot be read: ${code}${place}`);
  return error;
}

/** The code of an error of the operating system (`ENOENT`), or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error ? error.code : null;
}

async function nearbyFile(path: string): Promise<string> {
  const names = await namesIn(dirname(path));
  if (names === null) return `: there is no folder ${dirname(path)}`;
  const meant = nearMiss(basename(path), names) ?? names.find((name) => name.replace(/\.[a-z]+$/, '') === basename(path)) ?? null;
  return meant === null ? '' : `; did you mean ${meant}?`;
}

async function filesInside(folder: string): Promise<string> {
  const names = (await namesIn(folder)) ?? [];
  const likely = names.filter((name) => /\.(ya?ml|json)$/.test(name)).slice(0, 6);
  return likely.length === 0 ? '' : `; in it are ${likely.join(', ')}`;
}

async function namesIn(folder: string): Promise<string[] | null> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return null;
  }
}
