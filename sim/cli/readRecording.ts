/** The single IOs that a run recorded, from its folder; null when it recorded none. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IoRecording } from '../results/ioRecording.ts';
import { parquetToRecording } from '../results/recordingParquet.ts';
import { UsageError } from './usageError.ts';

export async function readRecording(folder: string): Promise<IoRecording | null> {
  const [ios, commands] = [join(folder, 'ios.parquet'), join(folder, 'commands.parquet')];
  if (!existsSync(ios) || !existsSync(commands)) return null;
  try {
    return await parquetToRecording({ ios: await readFile(ios), commands: await readFile(commands) });
  } catch (error) {
    throw new UsageError(`the recording in ${folder} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}
