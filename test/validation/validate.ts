/**
 * `npm run validate -- [--json FILE] [--page FILE] [--only PART] [--size short|long] [--no-faults]`: asks the simulator what is known from elsewhere, prints a table of
 * expected and got, then shows that models broken on purpose are noticed. A validation is one file in `entries/` and one line in `validations.ts`;
 * `validation.ts` says what it has to give. A few minutes in all.
 * Exit status 0: everything agrees; 1: something does not; 2: the call is wrong.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { isCi } from '../support/isCi.ts';
import { tracesFolder } from '../support/traces.ts';
import { createContext } from './createContext.ts';
import { judge } from './judge.ts';
import type { Validation, ValidationRow, ValidationSize } from './validation.ts';
import { publishedPage } from './publishedPage.ts';
import { validations } from './validations.ts';
import { faultTable, validationTable } from './validationTable.ts';
import type { FaultFound } from './validationTable.ts';

const usage = `usage: npm run validate -- [--json FILE] [--page FILE] [--only PART] [--size short|long] [--no-faults]
  --json FILE   write what was found there, too
  --page FILE   write published figures and ours there, side by side (Markdown)
  --only PART   only validations whose name has PART in it: ${validations.map(({ name }) => name).join(', ')}
  --size SIZE   long (default), or short: fewer samples, wider tolerances, as in npm test
  --no-faults   leave out the models that are broken on purpose`;

interface Found {
  readonly validation: Validation;
  readonly rows: readonly ValidationRow[];
  readonly seconds: number;
}

export async function validate(words: readonly string[]): Promise<number> {
  let options;
  try {
    options = parseArgs({
      args: [...words],
      options: {
        json: { type: 'string' },
        page: { type: 'string' },
        only: { type: 'string' },
        size: { type: 'string' },
        'no-faults': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { size = 'long', only = '' } = options;
  if (options.help === true) return print(usage);
  if (size !== 'short' && size !== 'long') return refuse(`--size is short or long, not ${size}`);
  const chosen = withTraces(validations.filter(({ name }) => name.includes(only)));
  if (chosen.length === 0) return refuse(`no validation has "${only}" in its name; there are ${validations.map(({ name }) => name).join(', ')}`);

  const found: Found[] = [];
  for (const validation of chosen) found.push(await ask(validation, size));
  const faults = options['no-faults'] === true ? [] : await tryFaults(chosen);
  if (faults.length > 0) print(`${faultTable(faults)}\n`);
  const rows = found.flatMap((one) => one.rows);
  const failed = rows.filter((row) => !judge(row).holds).length;
  const missed = faults.filter(({ caughtBy }) => caughtBy === null).length;
  print(
    `${rows.length} figures: ${failed === 0 ? 'all agree' : `${failed} DO NOT AGREE`}; ${faults.length} broken models: ${missed === 0 ? 'all noticed' : `${missed} NOT NOTICED`}`,
  );
  if (options.json !== undefined) writeJson(options.json, size, found, faults);
  if (options.page !== undefined) writeFileSync(options.page, publishedPage(found));
  return failed + missed === 0 ? 0 : 1;
}

/** Without the real traces what needs them is left out, and that is said; under CI it is not left out, and fails. */
function withTraces(wanted: readonly Validation[]): readonly Validation[] {
  if (existsSync(tracesFolder) || isCi()) return wanted;
  for (const { name, needsTraces } of wanted) if (needsTraces === true) process.stderr.write(`SKIPPED ${name}: real traces are missing: ${tracesFolder}\n`);
  return wanted.filter(({ needsTraces }) => needsTraces !== true);
}

async function ask(validation: Validation, size: ValidationSize): Promise<Found> {
  process.stderr.write(`${validation.name} …\n`);
  const startedMs = performance.now();
  const rows = await validation.run(createContext(size));
  const seconds = (performance.now() - startedMs) / 1000;
  print(`${validationTable(validation, rows)}\n  ${seconds.toFixed(1)} s\n`);
  return { validation, rows, seconds };
}

async function tryFaults(chosen: readonly Validation[]): Promise<FaultFound[]> {
  const found: FaultFound[] = [];
  for (const { name, faults } of chosen)
    for (const fault of faults) {
      process.stderr.write(`${name}, broken: ${fault.name} …\n`);
      const rows = await fault.run(createContext('short'));
      found.push({ validation: name, fault: fault.name, summary: fault.summary, caughtBy: rows.find((row) => !judge(row).holds)?.what ?? null });
    }
  return found;
}

function writeJson(file: string, size: ValidationSize, found: readonly Found[], faults: readonly FaultFound[]): void {
  const figures = found.map(({ validation: { name, summary, source, tolerance }, rows, seconds }) => ({
    name,
    summary,
    source,
    tolerance,
    seconds,
    rows: rows.map((row) => ({ ...row, ...judge(row) })),
  }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ schemaVersion: 1, size, node: process.version, validations: figures, faults }, null, 2)}\n`);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n${usage}\n`);
  return 2;
}
