/** `hindcast studies`: what a study found, computed from its runs, with the closed form beside it, on a page; studies that there are none of are refused. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../sim/cli/main.ts';
import { TestTerminal } from './testTerminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-studies-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function call(words: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  const terminal = new TestTerminal({ folder });
  const status = await main(['studies', ...words], terminal);
  return { status, out: terminal.outText, err: terminal.errText };
}

describe('hindcast studies', () => {
  it('runs a study, says what it found, and writes the page', { timeout: 60_000 }, async () => {
    const { status, out } = await call(['traffic-jam', '--set', 'duration=42s', '--page', 'FOUND.md']);
    expect(status).toBe(0);
    expect(out).toMatch(/^traffic-jam: How long do reads wait for a periodic flush\?\n {2}expected: The wait follows the closed form/);
    expect(out).toMatch(
      /found: Mean read latency is best with policy=spread .* is met within \d+\.\d % on average over 4 cells; farthest off is policy=periodic /,
    );
    expect(out).toContain('out/sweep-traffic-jam-1');
    const page = readFileSync(join(folder, 'FOUND.md'), 'utf8');
    expect(page).toContain('Made by `npx hindcast studies traffic-jam --set duration=42s --page FOUND.md`');
    expect(page).toContain('| policy | interval | mean read latency | closed form |');
    expect(page).toMatch(/\| periodic \| 1s \| [67]\d\.\d ms ± .* \| 67\.3 ms \|/);
    expect(page).toMatch(/\| spread \| 1s \| [789]\.\d\d ms ± .* \| – \|/);
  });

  it('refuses what is no study', async () => {
    const { status, err } = await call(['trafic-jam']);
    expect(status).toBe(2);
    expect(err).toMatch(/^hindcast: there is no study trafic-jam that ships \(.*\); did you mean traffic-jam\?/);
  });
});
