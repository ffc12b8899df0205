/**
 * A real browser for tests; where it comes from, `findBrowser.ts` says.
 *
 * Where there is none, `launchBrowser` says so on standard error and gives null: the test skips itself. Under `CI` it throws instead.
 */
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { isCi } from './isCi.ts';
import './provideBrowser.ts';

/** The caller closes it. Only `--no-sandbox` is switched on: the browser's security stays as users have it. */
export async function launchBrowser(): Promise<Browser | null> {
  const found = inject('browser');
  if (found.executablePath !== null) {
    const environment = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return chromium.launch({
      executablePath: found.executablePath,
      args: ['--no-sandbox'],
      env: { ...Object.fromEntries(environment), ...found.environment },
    });
  }
  if (isCi()) throw new Error(`the browser tests need a browser: ${found.reason}`);
  process.stderr.write(`\nSKIPPED: the browser tests need a browser: ${found.reason}\n`);
  return null;
}

/** A page in a context of its own, in English: the packaged browser has no other locale. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US' });
  return context.newPage();
}
