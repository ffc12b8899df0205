/** Files that Hindcast wrote, read back. What is missing or damaged is a UsageError that names the file. */
import { join } from 'node:path';
import { readTextFile } from './inputFile.ts';
import { UsageError } from './usageError.ts';

/** `parse` throws where the value is not what it should be. */
export async function readJson<T>(folder: string, file: string, parse: (value: unknown) => T): Promise<T> {
  const path = join(folder, file);
  const text = await readTextFile({ name: path, folder, what: 'the file' });
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw damagedFile(path, error);
  }
}

export function damagedFile(path: string, error: unknown): UsageError {
  return new UsageError(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}`);
}
