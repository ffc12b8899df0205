import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Walkthrough } from './walkthrough.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const scripts = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** `npm run update:walkthroughs` writes down what the engine does now: read the difference before committing it. */
describe('walkthroughs', () => {
  it.each(scripts)('%s', async (name) => {
    const walkthrough = new Walkthrough();
    const played = walkthrough.play(readFileSync(folder + name, 'utf8'));
    expect(walkthrough.violations).toEqual([]);
    await expect(played).toMatchFileSnapshot(folder + name);
  });
});
