/**
 * A real browser for tests; where it comes from, `findBrowser.ts` says.
 *
 * Where there is none, `launchBrowser` says so on standard error and gives null: the test skips itself. Under `CI` it throws instead.
 */
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { isCi } from './isCi.ts';
import { launchFound } from './launchFound.ts';
import './provideBrowser.ts';

/** The caller closes it. */
export async function launchBrowser(): Promise<Browser | null> {
  const found = inject('browser');
  if (found.executablePath !== null) return launchFound(found);
  if (isCi()) throw new Error(`the browser tests need a browser: ${found.reason}`);
  process.stderr.write(`\nSKIPPED: the browser tests need a browser: ${found.reason}\n`);
  return null;
}

/** A page in a context of its own, in English: the packaged browser has no other locale. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US' });
  return context.newPage();
}
