/**
 * Finds a Chromium to test with: `CHROME_PATH`, then one that is installed, then the one inside the npm package @sparticuz/chromium, which is unpacked once
 * into node_modules/.cache and brings the libraries that a bare machine lacks.
 *
 * Called once before the tests (provideBrowser.ts), since unpacking from several processes at a time would race.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FoundBrowser {
  readonly executablePath: string;
  /** Which of the three it is, for messages. */
  readonly origin: string;
  /** What the browser needs in its environment beyond ours. */
  readonly environment: Readonly<Record<string, string>>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const usualPlaces = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
const unpackFolder = fileURLToPath(new URL('../../node_modules/.cache/hindcast/chromium', import.meta.url));

/** Null when there is none, and `reason` tells why. Throws when CHROME_PATH names nothing. */
export async function findBrowser(environment: NodeJS.ProcessEnv): Promise<FoundBrowser | { readonly executablePath: null; readonly reason: string }> {
  const named = environment['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but there is no such file`);
    return { executablePath: named, origin: 'CHROME_PATH', environment: {} };
  }
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const installed = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...usualPlaces].find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, origin: 'installed', environment: {} };
  try {
    return await unpackBrowser();
  } catch (error) {
    return { executablePath: null, reason: `no Chromium is installed, CHROME_PATH is not set, and unpacking @sparticuz/chromium failed: ${String(error)}` };
  }
}

/** Unpacks the browser of @sparticuz/chromium, when that has not been done (`unpacked` is written last). */
export async function unpackBrowser(folder: string = unpackFolder): Promise<FoundBrowser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`it is for Linux on x64, this is ${process.platform} on ${process.arch}`);
  const mark = join(folder, 'unpacked');
  if (!existsSync(mark)) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // The package unpacks to the temporary folder, and sets what its libraries need in our own environment while it is imported: both are taken back.
  const before = { ...process.env };
  try {
    process.env['TMPDIR'] = folder;
    process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs20.x';
    delete process.env['LD_LIBRARY_PATH'];
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    await writeFile(join(folder, 'fonts', 'fonts.conf'), fontsConfig(folder));
    await writeFile(mark, `${(await readdir(folder)).join('\n')}\n`);
    const environment = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: join(folder, 'fonts') };
    return { executablePath, origin: '@sparticuz/chromium', environment };
  } finally {
    for (const name of Object.keys(process.env)) if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}

/** The package's own names folders of another machine: without this, text takes no room, and every menu ends the browser. */
function fontsConfig(folder: string): string {
  const folders = [join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((path) => `  <dir>${path}</dir>`).join('\n')}
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
