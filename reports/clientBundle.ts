/**
 * The script of a report, bundled with Chart.js by Vite when the first report is made, and kept in `node_modules/.cache` until one of its source files
 * changes: so reports always run the sources as they stand, and only the first one waits (about half a second).
 * For Node only. Where the cache cannot be written, the bundle is made each time.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface CachedBundle {
  readonly script: string;
  /** Source file → hash of what it was. */
  readonly sources: Readonly<Record<string, string>>;
}

const entry = fileURLToPath(new URL('./client/reportClient.ts', import.meta.url));
const cacheFile = fileURLToPath(new URL('../node_modules/.cache/hindcast/report-client.json', import.meta.url));

export async function reportClientScript(): Promise<string> {
  const cached = await readCache();
  if (cached !== null) return cached;
  const { build } = await import('vite');
  const output = await build({
    configFile: false,
    root: dirname(entry),
    logLevel: 'silent',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'hindcastReport' }, minify: true, target: 'es2022' },
  });
  const built = Array.isArray(output) ? output.at(0) : output;
  if (built === undefined || !('output' in built)) throw new Error('Vite made no bundle of the report script');
  const chunk = built.output[0];
  const files = [...new Set(chunk.moduleIds.filter((id) => !id.startsWith('\0')).map((id) => id.split('?')[0]!))];
  const sources = Object.fromEntries(await Promise.all(files.map(async (file) => [file, await hashOf(file)] as const)));
  await writeCache({ script: chunk.code, sources });
  return chunk.code;
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('base64');
}

/** Null when there is none, or a source has changed since. */
async function readCache(): Promise<string | null> {
  try {
    const cached = JSON.parse(await readFile(cacheFile, 'utf8')) as CachedBundle;
    const isSame = await Promise.all(Object.entries(cached.sources).map(async ([file, hash]) => (await hashOf(file)) === hash));
    return isSame.length > 0 && isSame.every(Boolean) ? cached.script : null;
  } catch {
    return null;
  }
}

async function writeCache(bundle: CachedBundle): Promise<void> {
  try {
    await mkdir(dirname(cacheFile), { recursive: true });
    const draft = join(dirname(cacheFile), `report-client.${process.pid}.tmp`);
    await writeFile(draft, JSON.stringify(bundle));
    await rename(draft, cacheFile);
  } catch {
    // A folder that cannot be written costs half a second per report, no more.
  }
}
