/**
 * `npm run bench -- [--json FILE] [--only PART] [--size smoke|real] [--repeats N]`: runs the benchmarks, prints a table, and writes a JSON file for machines.
 *
 * Numbers are worth comparing within one run, or between runs on one quiet machine; between machines compare the ratios.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchmarkResult } from './benchmark.ts';
import { benchmarks, yardstick } from './benchmarks.ts';
import { runBenchmarks } from './runBenchmarks.ts';

const usage = `usage: npm run bench -- [--json FILE] [--only PART] [--size smoke|real] [--repeats N]
  --json FILE     write the results there, too
  --only PART     only benchmarks whose name has PART in it, and the yardstick: ${benchmarks.map((benchmark) => benchmark.name).join(', ')}
  --size SIZE     real (default), or smoke: does it work at all?
  --repeats N     go through the list N times and take the medians (default 1)`;

export async function main(words: readonly string[]): Promise<number> {
  let options;
  try {
    options = parseArgs({
      args: [...words],
      options: { json: { type: 'string' }, only: { type: 'string' }, size: { type: 'string' }, repeats: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { size = 'real', only = '', repeats = '1' } = options;
  if (options.help === true) return print(usage);
  if (size !== 'smoke' && size !== 'real') return refuse(`--size is smoke or real, not ${size}`);
  if (!/^[1-9]\d?$/.test(repeats)) return refuse(`--repeats is 1 to 99, not ${repeats}`);
  const chosen = benchmarks.filter((benchmark) => benchmark.name.includes(only));
  if (chosen.length === 0) return refuse(`no benchmark has "${only}" in its name; there are ${benchmarks.map((benchmark) => benchmark.name).join(', ')}`);

  const results = await runBenchmarks({
    benchmarks: benchmarks.filter(
      (benchmark) => chosen.includes(benchmark) || benchmark.name === yardstick.benchmark || chosen.some(({ alsoBeside }) => alsoBeside === benchmark.name),
    ),
    size,
    repeats: Number(repeats),
    onStart: (benchmark, contender, repeat) => {
      process.stderr.write(`${benchmark.name} ${contender}${repeat === 0 ? '' : ` (${repeat + 1})`}\n`);
    },
  });
  if (options.json !== undefined) {
    mkdirSync(dirname(options.json), { recursive: true });
    writeFileSync(options.json, `${JSON.stringify({ schemaVersion: 1, size, machine: machine(), yardstick, results }, null, 2)}\n`);
  }
  return print(table(results));
}

function machine(): { node: string; cpu: string; cores: number } {
  return { node: process.version, cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length };
}

function table(results: readonly BenchmarkResult[]): string {
  const head = ['benchmark', 'contender', 'per second', 'ns each', `x ${yardstick.contender}`, 'other figures'];
  const rows = results.map((result) => [
    result.benchmark,
    result.contender,
    `${Math.round(result.perSecond).toLocaleString('en-US')} ${result.operation}s`,
    result.nsPerOperation.toPrecision(3),
    result.ratio === null ? '' : result.ratio.toFixed(3),
    Object.entries(result.figures ?? {})
      .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
      .join(', '),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number): boolean => column >= 2 && column <= 4;
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    ...rows.map(line),
    '',
    `x ${yardstick.contender}: rate divided by that of ${yardstick.contender} in ${yardstick.benchmark}, in this run`,
  ].join('\n');
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n${usage}\n`);
  return 2;
}
