/** What was found, as aligned text: a table of figures for each validation, and one of the broken models. */
import { judge } from './judge.ts';
import type { Validation, ValidationRow } from './validation.ts';

const HEAD = ['', 'figure', 'expected', 'got', 'deviation', 'allowed', '± 99 %', 'samples'];

export function validationTable(validation: Validation, rows: readonly ValidationRow[]): string {
  const cells = rows.map((row) => {
    const { deviation, allowed, isRelative, holds } = judge(row);
    const bound = row.is === 'atLeast' ? '>= ' : row.is === 'atMost' ? '<= ' : '';
    const confidence = row.confidence === null ? '' : isRelative ? percent(row.confidence / Math.abs(row.expected)) : amount(row.confidence);
    return [
      holds ? 'ok' : 'FAILS',
      row.what,
      bound + amount(row.expected),
      amount(row.got),
      isRelative ? signed(deviation, percent) : signed(deviation, amount),
      isRelative ? percent(allowed) : amount(allowed),
      confidence,
      row.samples.toLocaleString('en-US'),
    ];
  });
  return [
    `${validation.name}: ${validation.summary}`,
    `  source: ${validation.source}`,
    `  tolerance: ${validation.tolerance}`,
    ...aligned([HEAD, ...cells], 2),
  ].join('\n');
}

/** One broken model, and what became of it. */
export interface FaultFound {
  readonly validation: string;
  readonly fault: string;
  readonly summary: string;
  /** The first row that failed; null: nobody noticed. */
  readonly caughtBy: string | null;
}

export function faultTable(faults: readonly FaultFound[]): string {
  const cells = faults.map(({ validation, fault, summary, caughtBy }) => [
    caughtBy === null ? 'MISSED' : 'caught',
    validation,
    `${fault} (${summary})`,
    caughtBy === null ? '' : `by ${caughtBy}`,
  ]);
  return ['models broken on purpose:', ...aligned(cells, Infinity)].join('\n');
}

/** Columns before `numbersFrom` to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[], numbersFrom: number): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number): string => (column < numbersFrom ? text.padEnd(widths[column]!) : text.padStart(widths[column]!));
  return rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd());
}

function amount(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e12) return value.toLocaleString('en-US');
  if (Math.abs(value) >= 1e4) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(5)).toString();
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2)).toString()} %`;
}

function signed(value: number, format: (value: number) => string): string {
  return value > 0 ? `+${format(value)}` : format(value);
}
