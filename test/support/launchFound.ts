/** Starts a browser that `findBrowser` found. Only `--no-sandbox` is switched on: its security stays as users have it. The caller closes it. */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findBrowser } from './findBrowser.ts';
import type { FoundBrowser } from './findBrowser.ts';

export function launchFound({ executablePath, environment }: Pick<FoundBrowser, 'executablePath' | 'environment'>): Promise<Browser> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({ executablePath, args: ['--no-sandbox'], env: { ...Object.fromEntries(own), ...environment } });
}

/** For programs. Throws when there is none. */
export async function launchAny(): Promise<Browser> {
  const found = await findBrowser(process.env);
  if (found.executablePath === null) throw new Error(`there is no browser: ${found.reason}`);
  return launchFound(found);
}
