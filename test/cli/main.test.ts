import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '../../sim/cli/commands.ts';
import { main } from '../../sim/cli/main.ts';
import { TestTerminal } from './testTerminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-main-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A word list split at spaces: none of these tests needs more. */
async function call(words: string): Promise<{ status: number; out: string; err: string }> {
  const terminal = new TestTerminal({ folder });
  const status = await main(words === '' ? [] : words.split(' '), terminal);
  return { status, out: terminal.outText, err: terminal.errText };
}

const names = commands.map((build) => build({ terminal: new TestTerminal(), words: [], end: () => undefined }).name());

describe('help', () => {
  it('of the program names every command', async () => {
    const { status, out, err } = await call('--help');
    expect(status).toBe(0);
    expect(err).toBe('');
    for (const name of names) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each(names)('of %s has what every command has', async (name) => {
    for (const words of [`${name} --help`, `help ${name}`]) {
      const { status, out, err } = await call(words);
      expect(status).toBe(0);
      expect(err).toBe('');
      for (const part of ['--json', '--out <dir>', '--seed <number>', '--quiet', 'Examples:', `$ hindcast ${name} `, 'Exit status:'])
        expect(out).toContain(part);
      expect(out).not.toContain('\u001b');
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
    }
  });

  it('is shown when nothing is said, as a wrong call', async () => {
    const { status, out, err } = await call('');
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: hindcast');
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect((await call('--version')).out).toMatch(new RegExp(`^${version}( \\([0-9a-f]{12}\\))?\n$`));
  });
});

describe('wrong calls: status 2, one message, nothing on standard output', () => {
  it.each([
    ['rnu quickstart', /^hindcast: unknown command 'rnu'; did you mean run\?\nSee `hindcast --help`\.\n$/],
    ['help rnu', new RegExp(`^hindcast: unknown command 'rnu'; there are ${names.join(', ')}; did you mean run\\?\n$`)],
    ['simulate', /^hindcast: unknown command 'simulate'\n/],
    ['--jsno', /^hindcast: unknown option '--jsno'\n/],
    ['run', /^hindcast: missing required argument 'scenario'\nSee `hindcast run --help`\.\n$/],
    ['run a b', /^hindcast: too many arguments for 'run'\. Expected 1 argument but got 2/],
    ['run quickstart --quite', /^hindcast: unknown option '--quite'; did you mean --quiet\?\n/],
    ['run quickstart --sed 1', /^hindcast: unknown option '--sed'; did you mean one of --seed, --set\?\n/],
    ['run quickstart --seed', /^hindcast: option '--seed <number>' argument missing\n/],
    ['run quickstart --seed -1', /^hindcast: option '--seed <number>' argument '-1' is invalid\. A whole number from 0 to 4294967295 is needed\.\n/],
    ['run quickstart --seed 1.5', /argument '1\.5' is invalid/],
    ['run quickstart --seed x', /argument 'x' is invalid/],
    ['run quickstart --seed 99999999999', /argument '99999999999' is invalid/],
    ['run quickstart --oracle fulll', /^hindcast: option '--oracle <mode>' argument 'fulll' is invalid\. Allowed choices are full, sampled, off\.\n/],
    ['run quickstart --set seed', /^hindcast: option '--set <path=value>' argument 'seed' is invalid\. PATH=VALUE is needed, such as server\.flash\.size=1GiB/],
    ['run quickstart --set =5', /PATH=VALUE is needed/],
    [
      'run quikstart',
      /^hindcast: there is neither a file .*quikstart nor a scenario of the name quikstart that ships \(.*quickstart.*\); did you mean quickstart\?\n$/,
    ],
    ['run nowhere.yaml', /^hindcast: the scenario nowhere\.yaml does not exist \(looked for .*nowhere\.yaml\)\n$/],
    ['run .', /^hindcast: \. is a folder; the scenario must be a file\n$/],
    ['schema', /^hindcast: missing required argument 'document'\n/],
    [
      'schema results',
      /^hindcast: argument 'results' is invalid|command-argument value 'results' is invalid for argument 'document'\. Allowed choices are scenario, sweep, result\.\n/,
    ],
    [
      'run quickstart --set server.dram.size=4TiB',
      /^hindcast: scenario quickstart: server\.dram\.size 4\.00 TiB and server\.flash\.size .* need about .* GiB of memory for the tables of the cache and its devices; this machine has /,
    ],
    ['report', /^hindcast: missing required argument 'results'\n/],
    ['report nowhere', /^hindcast: the result nowhere does not exist \(looked for .*nowhere\)\n$/],
    ['report .', /^hindcast: \. is not the folder of a run, a comparison or a sweep: it has no result\.json, compare\.json or sweep\.json\n$/],
  ])('hindcast %s', async (words, message) => {
    const { status, out, err } = await call(words);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at |\r|\u001b/);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
});

describe('schema', () => {
  it.each(['scenario', 'result'])('%s is a JSON Schema', async (document) => {
    const { status, out, err } = await call(`schema ${document}`);
    expect(status).toBe(0);
    expect(err).toBe('');
    const schema = JSON.parse(out) as Record<string, unknown>;
    expect(schema['$schema']).toContain('json-schema.org');
    expect(() => z.fromJSONSchema(schema)).not.toThrow();
  });

  it('goes to a file with --out', async () => {
    const { status, out } = await call('schema result --out schemas');
    expect(status).toBe(0);
    expect(out).toBe('schemas/hindcast-result.schema.json\n');
    expect(JSON.parse(readFileSync(join(folder, out.trim()), 'utf8'))).toHaveProperty('title');
  });
});
