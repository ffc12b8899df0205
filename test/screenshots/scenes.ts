/** How each screen is brought to where a picture of it says something. A screen without a line here is shown as it opens, on the run that is loaded. */
import type { Page } from 'playwright-core';

export interface Scene {
  /** Behind the name of the screen in the address. */
  readonly query: string;
  prepare(page: Page): Promise<void>;
}

/** The run that the live screens show. */
export const liveRun = 'scenario=overwrite-and-rollback';
/** Long for a slow machine. */
const waitMs = 120_000;

/** A screen without a scene of its own: in the middle of things, while a rollback can still be undone. */
export const midRun: Scene = {
  query: `${liveRun}&set=seed%3D1&at=4200000000`,
  prepare: async (page) => {
    const clock = page.locator('.clock', { hasText: '4.200' });
    if ((await page.locator('.run-bar:not([hidden])').count()) > 0) await clock.waitFor({ timeout: waitMs });
  },
};

/** Two axes, and done in half a minute. */
const shortSweep = `summary: When is write-back worth its risk?
scenario: quickstart
set: { duration: 300ms, timeline: [], vms: 2 }
grid:
  server.cache.flush: [write-through, periodic, write-back]
  array.writeLatency: [20us, 200us, 1ms, 5ms]
seeds: 3
`;

const asItOpens = async (): Promise<void> => {
  await Promise.resolve();
};

export const scenes: Readonly<Record<string, Scene>> = {
  scenarios: { query: '', prepare: asItOpens },
  run: {
    query: liveRun,
    prepare: async (page) => {
      await page.locator('.clock[data-phase]').waitFor({ timeout: waitMs });
    },
  },
  // While the rollback can still be undone: all states are there.
  'cache-map': {
    query: midRun.query,
    prepare: async (page) => {
      await midRun.prepare(page);
      const strip = page.getByRole('slider', { name: /Slots of neighbour in DRAM/ });
      await strip.locator('canvas').click({ position: { x: 100, y: 60 } });
      await page.getByRole('region', { name: 'History of the block' }).waitFor({ timeout: waitMs });
    },
  },
  swimlanes: {
    query: midRun.query,
    prepare: async (page) => {
      await midRun.prepare(page);
      await page.getByRole('button', { name: '99.9 %', exact: true }).click();
      await page.getByRole('region', { name: 'Steps of the IO' }).waitFor({ timeout: waitMs });
    },
  },
  compare: {
    query: 'scenario=quickstart&duration=1s&n=5&values=write-through%2C%20periodic%2C%20age%2C%20watermark',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.locator('table.comparison').waitFor({ timeout: waitMs });
    },
  },
  sweep: {
    query: '',
    prepare: async (page) => {
      await page.getByRole('textbox', { name: 'Text of the sweep' }).fill(shortSweep);
      await page.getByRole('button', { name: 'Run the sweep' }).click();
      await page.locator('table.sweep-map').waitFor({ timeout: waitMs });
    },
  },
  workload: {
    query: 'scenario=ransomware',
    prepare: async (page) => {
      await page.locator('.workload-charts canvas').first().waitFor({ timeout: waitMs });
    },
  },
  reports: {
    query: '',
    prepare: async (page) => {
      await page.locator('table.report-list').waitFor({ timeout: waitMs });
    },
  },
  about: { query: liveRun, prepare: asItOpens },
};

/** Views of a screen that are pictures of their own. */
export const moreScenes: Readonly<Record<string, Scene & { readonly screen: string }>> = {
  editor: {
    screen: 'scenarios',
    query: 'edit=ransomware',
    prepare: async (page) => {
      await page.getByText('This is a scenario.').waitFor({ timeout: waitMs });
    },
  },
};
