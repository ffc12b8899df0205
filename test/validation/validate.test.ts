/** The command: what it prints, and its exit status. */
import { afterEach, expect, test, vi } from 'vitest';
import { validate } from './validate.ts';

function listen(): { readonly out: () => string; readonly err: () => string } {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const text = (spy: typeof out): string => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  return { out: () => text(out), err: () => text(err) };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('prints expected and got, and whether all agree', async () => {
  const { out } = listen();
  expect(await validate(['--only', 'closed-network', '--size', 'short'])).toBe(0);
  expect(out()).toMatch(/figure +expected +got +deviation +allowed +± 99 % +samples/);
  expect(out()).toMatch(/ok +N = 8: reads per ms +4\.3397 /);
  expect(out()).toMatch(/caught +closed-network +a channel too many/);
  expect(out()).toMatch(/all agree; \d+ broken models: all noticed\n$/);
});

test.each([[['--only', 'nothing']], [['--size', 'huge']], [['--unknown']]])('refuses %j with status 2 and its usage', async (words) => {
  const { err } = listen();
  expect(await validate(words)).toBe(2);
  expect(err()).toContain('usage: npm run validate');
});
