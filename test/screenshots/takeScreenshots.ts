/**
 * Takes the pictures in the README: one page goes from screen to screen, as a person would, so that what is loaded and run is done once. WebP, made in the browser itself.
 *
 * Arguments: names of screens; none: all of them.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { startDashboardServer } from '../../sim/cli/dashboardServer.ts';
import { main } from '../../sim/cli/main.ts';
import { launchAny } from '../support/launchFound.ts';
import { liveRun, midRun, moreScenes, scenes, type Scene } from './scenes.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const pictureFolder = join(projectFolder, 'web', 'screenshots');
const size = { width: 1280, height: 800 };
const themes = ['light', 'dark'] as const;
const quality = 0.86;
/** Charts draw once more when the theme changes. */
const settleMs = 600;

interface Picture extends Scene {
  readonly name: string;
  readonly screen: string;
}

export async function takeScreenshots(names: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-pictures-'));
  const [pageFolder, outFolder] = [join(folder, 'page'), join(folder, 'out')];
  await build({ configFile: join(projectFolder, 'vite.config.ts'), root: join(projectFolder, 'web'), logLevel: 'error', build: { outDir: pageFolder } });
  await fillResults(outFolder);
  const server = await startDashboardServer({ pageFolder, outFolder }, 0);
  const browser = await launchAny();
  try {
    await mkdir(pictureFolder, { recursive: true });
    const page = await browser.newPage({ locale: 'en-US', viewport: size, reducedMotion: 'reduce' });
    await loadRun(page, server.url);
    for (const picture of await pictures(page)) if (names.length === 0 || names.includes(picture.name)) await take(browser, page, picture);
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the list of results shows. */
async function fillResults(outFolder: string): Promise<void> {
  const calls = [
    ['run', 'quickstart'],
    ['run', 'quickstart', '--seed', '7', '--set', 'server.cache.flush=write-through'],
    ['run', 'ransomware', '--set', 'duration=6s'],
    ['compare', 'quickstart', '--policies', 'write-through,periodic', '--replications', '3', '--set', 'duration=300ms', '--set', 'timeline=[]'],
  ];
  for (const call of calls) await main([...call, '--quiet', '--out', outFolder]);
}

/** To the end of the run that the live screens show. */
async function loadRun(page: Page, url: string): Promise<void> {
  await page.goto(`${url}#/run?${liveRun}&run`);
  await page.locator('.clock[data-phase=finished]').waitFor({ timeout: 180_000 });
}

async function pictures(page: Page): Promise<readonly Picture[]> {
  const links = await page.locator('nav.side a:not(.brand)').evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  const screens = links.map((link) => /^#\/([\w-]+)/.exec(link)?.[1] ?? '').filter((name) => name !== '');
  return [
    ...screens.map((screen) => ({ ...(scenes[screen] ?? midRun), name: screen, screen })),
    ...Object.entries(moreScenes).map(([name, scene]) => ({ ...scene, name })),
  ];
}

async function take(browser: Browser, page: Page, picture: Picture): Promise<void> {
  const { name, screen, query } = picture;
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${screen}?${query}`);
  await page.locator(`main[data-screen=${screen}][data-ready=true]`).waitFor();
  await picture.prepare(page);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(settleMs);
    const file = join(pictureFolder, `${name}-${theme}.webp`);
    await writeFile(file, await asWebp(browser, await page.screenshot()));
    process.stdout.write(`${name}-${theme}.webp ${String(Math.round((await stat(file)).size / 1024))} KiB\n`);
  }
}

/** In a page of its own: that of the dashboard allows no such thing. */
async function asWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const converted = await page.evaluate(
      async ({ source, share }) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        return canvas.toDataURL('image/webp', share);
      },
      { source: `data:image/png;base64,${png.toString('base64')}`, share: quality },
    );
    return Buffer.from(converted.slice(converted.indexOf(',') + 1), 'base64');
  } finally {
    await page.close();
  }
}
