/** The README is true as far as a test can tell: the files that it names are there, the scenarios and scripts too. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flushCombinationRows } from './support/flushCombinationRows.ts';
import { flushPolicyRows } from './support/flushPolicyRows.ts';
import { validations } from './validation/validations.ts';

const folder = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');
const scripts = Object.keys((JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { scripts: Record<string, string> }).scripts);

describe('README.md', () => {
  it('names files that exist', () => {
    const named = [...readme.matchAll(/`((?:sim|workloads|reports|web|test)\/[\w./-]+)`|\]\((?!https?:)([^)#]+)\)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(folder + path))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it('lists the scenarios that ship, and no others', () => {
    const shipped = readdirSync(`${folder}workloads/scenarios`)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length));
    const table = readme.slice(readme.indexOf('## Scenarios that ship'), readme.indexOf('## Why its results'));
    expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map((match) => match[1]).sort()).toEqual(shipped.sort());
  });

  it('says of each flush policy what its spec says', () => {
    const table = readme.slice(readme.indexOf('## Flush policies'), readme.indexOf('| flush policy |'));
    expect([...table.matchAll(/^\| `(?!policy`).*$/gm)].map(([row]) => row)).toEqual(flushPolicyRows());
  });

  it('says which settings go with which flush policy', () => {
    const table = readme.slice(readme.indexOf('| flush policy |'), readme.indexOf('## Changes while VMs run'));
    expect([...table.matchAll(/^\| `.*$/gm)].map(([row]) => row)).toEqual(flushCombinationRows());
  });

  it('lists the validations that there are, and no others', () => {
    const table = readme.slice(readme.indexOf('| validation |'), readme.indexOf('How the parts fit'));
    const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(validations.map(({ name }) => name).sort());
  });

  it('has a test for each limit of the claim', () => {
    const tests = readFileSync(`${folder}test/claim.test.ts`, 'utf8');
    for (let limit = 1; limit <= 13; limit++) {
      expect(readme).toMatch(new RegExp(`^\\| C${limit} `, 'm'));
      expect(tests).toMatch(new RegExp(`it\\('(C\\d+ and )?C${limit}\\b`));
    }
  });
});
