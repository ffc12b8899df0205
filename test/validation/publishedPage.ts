/** The page of published figures: what others measured beside what comes out here, deviations named. Markdown. */
import { judge } from './judge.ts';
import type { Validation, ValidationRow } from './validation.ts';

interface Found {
  readonly validation: Validation;
  readonly rows: readonly ValidationRow[];
}

export function publishedPage(found: readonly Found[]): string {
  const parts = found.flatMap(({ validation, rows }) => (validation.deviations === undefined ? [] : [part(validation, rows, validation.deviations)]));
  return `# Published figures, and ours

Made by \`npm run validate -- --only published --page test/validation/PUBLISHED.md\`, which asks the simulator anew and fails where a figure is off by more than the tolerance.

${parts.join('\n')}`;
}

function part({ name, summary, source, tolerance }: Validation, rows: readonly ValidationRow[], deviations: string): string {
  return `## ${name}

${summary} Source: ${source}.

| figure | published | ours | difference | within tolerance |
| --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}

Tolerance: ${tolerance}. Deviations: ${deviations}
`;
}

function line(row: ValidationRow): string {
  const { what, expected, got, is = 'equal' } = row;
  const { deviation, isRelative, holds } = judge(row);
  const bound = { equal: '', atLeast: 'at least ', atMost: 'at most ' }[is];
  const difference = is === 'equal' ? (isRelative ? `${(deviation * 100).toFixed(0)} %` : rounded(deviation)) : '';
  return `| ${what} | ${bound}${rounded(expected)} | ${rounded(got)} | ${difference} | ${holds ? 'yes' : '**no**'} |`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
