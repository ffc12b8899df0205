/** Every validation in its short form, and every model broken on purpose. `npm run validate` has the long forms and prints the figures. */
import { describe, expect, test } from 'vitest';
import { describeWithTraces } from '../support/traces.ts';
import { createContext } from './createContext.ts';
import { judge } from './judge.ts';
import type { Validation, ValidationRow } from './validation.ts';
import { validations } from './validations.ts';
import { validationTable } from './validationTable.ts';

function wrongOnes(rows: readonly ValidationRow[]): ValidationRow[] {
  return rows.filter((row) => !judge(row).holds);
}

for (const validation of validations) {
  if (validation.needsTraces === true) describeWithTraces(validation.name, () => ask(validation));
  else describe(validation.name, () => ask(validation));
}

function ask(validation: Validation): void {
  test('agrees with what is known', async () => {
    const rows = await validation.run(createContext('short'));
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
    for (const { samples } of rows) expect(samples).toBeGreaterThan(0);
    expect(wrongOnes(rows), validationTable(validation, rows)).toEqual([]);
  });

  if (validation.faults.length > 0)
    test.each(validation.faults.map((fault) => [fault.name, fault] as const))('notices %s', async (_name, fault) => {
      expect(wrongOnes(await fault.run(createContext('short')))).not.toEqual([]);
    });
}

test('names are unique', () => {
  expect(new Set(validations.map(({ name }) => name)).size).toBe(validations.length);
});
