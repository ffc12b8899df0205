/** The short form of `npm run verify`: some whole random runs; and that a fault in the engine is found, and made short. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { CacheEngine } from '../../sim/engine/engine.ts';
import { reduceScenario } from '../../sim/experiment/reduceScenario.ts';
import { failureKind } from '../../sim/experiment/failureKind.ts';
import { verifyScenario } from '../../sim/experiment/verifyScenario.ts';
import { drawScenario } from '../../sim/scenario/drawScenario.ts';
import { main } from '../../sim/cli/main.ts';
import { TestTerminal } from './testTerminal.ts';

const folder = await mkdtemp(join(tmpdir(), 'hindcast-verify-'));
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** As it is before it is replaced. */
function methodOf<Name extends 'complete' | 'locate'>(name: Name): CacheEngine[Name] {
  return Object.getOwnPropertyDescriptor(CacheEngine.prototype, name)?.value as CacheEngine[Name];
}

describe('hindcast verify', () => {
  test('runs the scenarios of some seeds and finds nothing wrong', async () => {
    const terminal = new TestTerminal({ folder });
    expect(await main(['verify', '--seeds', '1..2', '--json'], terminal)).toBe(0);
    const { seeds, ios, crashes, failed } = JSON.parse(terminal.outText) as { seeds: number; ios: number; crashes: number; failed: unknown[] };
    expect({ seeds, failed }).toEqual({ seeds: 2, failed: [] });
    expect(ios).toBeGreaterThan(1000);
    expect(crashes).toBeGreaterThan(5);
  });

  test('draws the same scenario again', () => {
    expect(drawScenario(7, 0)).toEqual(drawScenario(7, 0));
    expect(drawScenario(7, 1)).not.toEqual(drawScenario(7, 0));
  });

  test('finds a fault that was planted in the engine, names the line that repeats it, and writes the scenario', async () => {
    const complete = methodOf('complete');
    let completions = 0;
    // From the 200th completion on it takes each block for its neighbour.
    vi.spyOn(CacheEngine.prototype, 'complete').mockImplementation(function (this: CacheEngine, nowNs, completion) {
      completions += 1;
      complete.call(this, nowNs, completion);
    });
    const locate = methodOf('locate');
    vi.spyOn(CacheEngine.prototype, 'locate').mockImplementation(function (this: CacheEngine, vm, space, block) {
      return locate.call(this, vm, space, completions > 200 ? block ^ 1 : block);
    });
    const terminal = new TestTerminal({ folder });
    expect(await main(['verify', '--seeds', '2', '--no-reduce', '--out', 'out'], terminal)).toBe(1);
    vi.restoreAllMocks();
    expect(terminal.errText).toContain('again: npx hindcast verify --seeds 2');
    expect(await readFile(join(folder, 'out', 'verify-2.yaml'), 'utf8')).toContain('npx hindcast run out/verify-2.yaml');
  });

  test('leaves out of a failing scenario what does not matter', async () => {
    const draft = drawScenario(5, 0);
    const { draft: short } = await reduceScenario(
      {
        ...draft,
        timeline: [
          { at: '1ms', do: 'crash' },
          { at: '2ms', do: 'undo' },
        ],
      },
      300,
      (candidate) => Promise.resolve(JSON.stringify(candidate).includes('"crash"') && 'vms' in candidate),
    );
    expect(short).toMatchObject({ timeline: [{ do: 'crash' }], vms: [] });
    expect(Object.keys(short).sort()).toEqual(['timeline', 'vms']);
  });

  test('a run that is interrupted says so', async () => {
    expect((await verifyScenario(drawScenario(1, 0), () => Promise.resolve(true))).outcome).toMatch(/interrupted|impossible/);
  });

  test('tells kinds of failures apart', () => {
    expect(failureKind('I9 at 123 ns: after a crash the disk of VM 1, recovered')).toBe('I9: after a crash the disk of VM ');
    expect(failureKind('I4 at 123 ns: read 4')).not.toBe(failureKind('I9 at 123 ns: read 4'));
  });

  test.each([
    ['--seeds', '5..2', /A range such as 1\.\.100/],
    ['--minutes', '0', /above 0/],
  ])('refuses %s %s', async (flag, value, message) => {
    const terminal = new TestTerminal({ folder });
    expect(await main(['verify', flag, value], terminal)).toBe(2);
    expect(terminal.errText).toMatch(message);
  });
});
