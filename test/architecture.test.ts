/**
 * The shape of the project as a test: who may import whom, which names stay out of the simulation, what lies where, how long files and functions get.
 * The tables are in `architecture/rules.ts`; a message names the file and line, what is wrong, and what is allowed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as rules from './architecture/rules.ts';
import type { SourceFile } from './architecture/sourceFile.ts';
import { importCycles, isWithin, projectFolder, reachableFrom, readSourceTree, targetOf } from './architecture/sourceTree.ts';

const tree = readSourceTree();
const files = [...tree.values()];

/** Fails with one line per complaint. */
function expectNone(complaints: readonly string[]): void {
  expect(complaints, `\n${complaints.join('\n')}\n`).toHaveLength(0);
}

function ruleFor(path: string): [folder: string, rule: rules.ImportRule] | undefined {
  const fitting = Object.entries(rules.importRules).filter(([folder]) => isWithin(path, folder));
  return fitting.sort(([first], [second]) => second.length - first.length)[0];
}

/** What is wrong with an import, or null. */
function importFault(file: SourceFile, specifier: string): { readonly to: string; readonly complaint: string } | null {
  const found = ruleFor(file.path);
  if (found === undefined) return { to: specifier, complaint: 'lies in a folder that is not in the table of imports' };
  const [folder, rule] = found;
  const target = targetOf(file.path, specifier);
  switch (target.kind) {
    case 'node':
      return rule.node === true ? null : { to: 'node:*', complaint: `imports ${target.name}; Node's modules are not for ${folder}` };
    case 'package': {
      if (rule.packages.includes('*') || rule.packages.includes(target.name)) return null;
      return { to: target.name, complaint: `imports the package ${target.name}; ${folder} may import ${listed(rule.packages)}` };
    }
    case 'file': {
      if (!tree.has(target.path) && !existsSync(projectFolder + target.path))
        return { to: target.path, complaint: `imports ${target.path}, which does not exist` };
      if (ruleFor(target.path)?.[0] === folder || rule.may.some((allowed) => isWithin(target.path, allowed))) return null;
      // A folder with rules of its own inside another is still a part of that.
      if (isWithin(target.path, folder)) return null;
      return { to: target.path, complaint: `imports ${target.path}; ${folder} may import ${listed(rule.may)}` };
    }
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

describe('imports', () => {
  test('go only where the table allows', () => {
    const used = new Set<(typeof rules.importDebts)[number]>();
    const complaints: string[] = [];
    for (const file of files) {
      for (const { specifier, line } of file.imports) {
        const fault = importFault(file, specifier);
        if (fault === null) continue;
        const debt = rules.importDebts.find((candidate) => candidate.from === file.path && candidate.to === fault.to);
        if (debt === undefined) complaints.push(`${file.path}:${line} ${fault.complaint}`);
        else used.add(debt);
      }
    }
    const paid = rules.importDebts.filter((debt) => !used.has(debt)).map((debt) => `the debt ${debt.from} → ${debt.to} is paid: take it off the list`);
    expectNone([...complaints, ...paid]);
  });

  test('do not run in circles', () => {
    expectNone(importCycles(tree));
  });

  test('name files with their ending, and none twice', () => {
    const complaints = files.flatMap((file) => {
      const paths = file.imports.map((imported) => imported.specifier).filter((specifier) => specifier.startsWith('.'));
      return paths.filter((path) => !/\.\w+(\?.*)?$/.test(path)).map((path) => `${file.path} imports ${path} without an ending`);
    });
    expectNone(complaints);
  });
});

describe('the simulation', () => {
  const simulation = files.filter((file) => rules.simulationFolders.some((folder) => isWithin(file.path, folder)));

  test('uses no name that depends on the machine or the hour', () => {
    const pure = simulation.filter((file) => !rules.hostFolders.some((folder) => isWithin(file.path, folder)));
    const banned = new Set([...rules.bannedNames, 'Math.random']);
    expectNone(pure.flatMap((file) => file.names.filter((use) => banned.has(use.name)).map((use) => `${file.path}:${use.line} uses ${use.name}`)));
  });

  test('computes with what is exact everywhere', () => {
    const complaints = simulation.flatMap((file) => {
      const allowed = new Set([...rules.exactMath, ...(rules.mathByFile[file.path] ?? [])].map((name) => `Math.${name}`));
      const uses = file.names.filter((use) => (use.name.startsWith('Math') || use.name === '**') && !allowed.has(use.name));
      return uses.map((use) => `${file.path}:${use.line} uses ${use.name}, which is not exact on every machine; exact are ${rules.exactMath.join(', ')}`);
    });
    expectNone(complaints);
  });
});

describe('the tree', () => {
  test('has nothing at its top but what belongs there', () => {
    const generated = ['.git', 'node_modules', 'out', 'dist', 'coverage', '.vite'];
    const found = readdirSync(projectFolder).filter((name) => !rules.topLevel.includes(name) && !generated.includes(name));
    expectNone(found.map((name) => `${name} at the top is not in the list`));
  });

  test('has no folder without import rules', () => {
    expectNone(files.filter((file) => ruleFor(file.path) === undefined).map((file) => `${file.path} lies in a folder that is not in the table of imports`));
  });

  test('has no dead files', () => {
    const pages = files.map((file) => file.path).filter((path) => path.endsWith('.html'));
    const product = reachableFrom(tree, [...rules.productEntries, ...pages]);
    const isProgramOfTests = (path: string): boolean => path.startsWith('test/') && /\.(test\.ts|mjs|d\.ts|globalSetup\.ts)$/.test(path);
    const tests = reachableFrom(tree, [...files.map((file) => file.path).filter(isProgramOfTests), 'test/fuzz/fuzz.ts']);
    const complaints = files.flatMap((file) => {
      if (product.has(file.path) || file.path.endsWith('.d.ts')) return [];
      if (file.path.startsWith('test/')) return tests.has(file.path) ? [] : [`${file.path} is used by no test`];
      if (file.path in rules.awaitingUse) return [];
      return [`${file.path} is used by ${tests.has(file.path) ? 'tests only' : 'nobody'}`];
    });
    const inUse = Object.keys(rules.awaitingUse).filter((path) => product.has(path) || !tree.has(path));
    expectNone([...complaints, ...inUse.map((path) => `${path} waits for nothing any more: take it off the list`)]);
  });
});

describe('length', () => {
  test(`functions are at most ${rules.functionLinesMax} lines long`, () => {
    const lengths = new Map<string, number>();
    for (const file of files) {
      for (const measured of file.functions) {
        const name = `${file.path} ${measured.name}`;
        lengths.set(name, Math.max(measured.lines, lengths.get(name) ?? 0));
      }
    }
    expectNone(ratchet(lengths, rules.functionLinesMax, rules.longFunctions));
  });

  test(`files are at most ${rules.fileLinesMax} lines long`, () => {
    const lengths = new Map(files.map((file) => [file.path, file.lines]));
    expectNone(ratchet(lengths, rules.fileLinesMax, rules.longFiles));
  });
});

/** Complaints about what is too long and not listed, listed and longer still, or listed and a tenth shorter by now. */
function ratchet(lengths: ReadonlyMap<string, number>, max: number, listedLengths: Readonly<Record<string, number>>): string[] {
  const complaints: string[] = [];
  for (const [name, lines] of lengths) {
    const allowed = listedLengths[name] ?? max;
    if (lines > allowed) complaints.push(`${name} has ${lines} lines; allowed are ${allowed}`);
  }
  for (const [name, allowed] of Object.entries(listedLengths)) {
    const lines = lengths.get(name) ?? 0;
    if (lines <= max) complaints.push(`${name} has ${lines} lines now: take it off the list`);
    else if (lines < allowed * 0.9) complaints.push(`${name} has ${lines} lines now: write ${lines} for ${allowed} into the list`);
  }
  return complaints;
}
