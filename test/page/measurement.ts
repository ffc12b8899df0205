/** What `npm run measure:page` measures: a figure, and what it has to be. */
import type { Page } from 'playwright-core';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Null: it is for information. */
  readonly limit: { readonly kind: 'at most' | 'at least'; readonly value: number } | null;
}

export interface Measurement {
  readonly name: string;
  /** `open` gives a page of 1440 × 900 on the built dashboard; its address is behind `#/`. */
  measure(open: (hash: string) => Promise<Page>): Promise<readonly Figure[]>;
}

export function holds({ value, limit }: Figure): boolean {
  return limit === null || (limit.kind === 'at most' ? value <= limit.value : value >= limit.value);
}

/** Sets of a scenario as they stand in an address. */
export function setsHash(sets: Readonly<Record<string, string>>): string {
  return Object.entries(sets)
    .map(([path, value]) => `&set=${encodeURIComponent(`${path}=${value}`)}`)
    .join('');
}

export async function waitForPhase(page: Page, phase: 'paused' | 'playing' | 'finished', timeout = 60_000): Promise<void> {
  await page.locator(`.clock[data-phase=${phase}]`).waitFor({ timeout });
}
