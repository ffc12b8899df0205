/**
 * The summary that a run prints on the terminal: a table by VM, then what the oracle, the log and the flash have to say. Plain text; colours are
 * given by the caller (a terminal that has none gives the identity).
 */
import type { IoFigures, RunResult } from '../../sim/results/runResult.ts';
import { readableAmount, readableBytes, readableBytesPerSecond, readableCount, readableDuration, readableInstant, readablePercent } from './readable.ts';
import { crashOutcomes } from './crashOutcomes.ts';
import { lifeText } from './lifeText.ts';
import { writeCauseText } from './writeCauses.ts';
import { oracleVerdict } from './verdict.ts';

export interface SummaryInk {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

export const plainInk: SummaryInk = { bold: (text) => text, dim: (text) => text, good: (text) => text, bad: (text) => text };

/** Rows of the VMs that do most; the rest are left to the report. */
const vmRowsMax = 12;

const changeLinesMax = 8;

/** Several lines, the last without a line end. */
export function summaryText(result: RunResult, ink: SummaryInk = plainInk): string {
  const verdict = oracleVerdict(result);
  const wear = wearText(result);
  const speed = result.wallSeconds > 0 ? `, ${readableCount(Math.round(result.ios / result.wallSeconds))} IOs/s` : '';
  const lines = [
    `${ink.bold(result.scenario)}  seed ${result.seed}, ${readableDuration(result.simulatedNs)} simulated in ${readableDuration(result.wallSeconds * 1e9)}${speed}${result.partial ? ink.bad('  PARTIAL: ended early') : ''}`,
    '',
    ...ioTable(result, ink),
    '',
    ...rollbackTable(result, ink),
    ...crashLines(result),
    fact('window', `${readableDuration(result.cache.windowNs.end)} at the end, ${readableDuration(result.cache.windowNs.mean)} on average`),
    fact('flash', flashText(result)),
    ...(wear === null ? [] : [fact('wear', wear)]),
    ...changeLines(result),
    fact('stalls', result.cache.stalls === 0 ? 'none' : `${readableCount(result.cache.stalls)}, ${readableDuration(result.total.stallNs)} in all`),
    fact(
      'oracle',
      `${verdict.kind === 'failed' ? ink.bad(verdict.word) : verdict.kind === 'passed' ? ink.good(verdict.word) : ink.dim(verdict.word)}${oracleDetail(result)}`,
    ),
    ...result.oracle.firstViolations.map((violation) => `          ${ink.bad(violation)}`),
    ...checkLines(result, ink),
    fact('digest', result.digest),
  ];
  return lines.join('\n').replaceAll('\u202f', ' ');
}

function fact(name: string, value: string): string {
  return `${name.padEnd(10)}${value}`;
}

/** The laws that every run is held to: how many, and those that are broken by name. */
function checkLines({ checks }: RunResult, ink: SummaryInk): string[] {
  const broken = checks.filter((check) => !check.passed);
  if (broken.length > 0) return broken.map((check) => fact('check', ink.bad(`${check.name}: expected ${check.expected}, measured ${check.measured}`)));
  return checks.length === 0 ? [] : [fact('checks', ink.dim(`${readableAmount(checks.length, 'law')} of queues and conservation held`))];
}

/** What was changed on the way: the first few. */
function changeLines({ changes }: RunResult): string[] {
  const shown = changes.slice(0, changeLinesMax).map(({ atNs, vm, path, value, reason }) => {
    const what = `${readableInstant(atNs)}${vm === null ? '' : `, ${vm}`}: ${path} = ${value}`;
    return fact('changed', reason === null ? what : `${what}, refused: ${reason}`);
  });
  return changes.length > changeLinesMax ? [...shown, fact('', `and ${readableCount(changes.length - changeLinesMax)} more`)] : shown;
}

/** What the crashes and samples left, a line for each image. */
function crashLines({ crashes }: RunResult): string[] {
  return crashOutcomes(crashes).map(({ image, text }) => fact(image === 'array' ? 'no server' : 'recovered', text));
}

function oracleDetail(result: RunResult): string {
  if (result.oracle.mode === 'off') return '';
  return `; checked ${readableAmount(result.oracle.checkedReads, 'read')}, ${readableAmount(result.oracle.checkedRollbacks, 'rollback')} (${result.oracle.mode})`;
}

function flashText(result: RunResult): string {
  const causes = Object.entries(result.flash.bytesWritten)
    .filter(([, bytes]) => bytes > 0)
    .sort((left, right) => right[1] - left[1]);
  const total = causes.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (total === 0) return 'nothing written';
  return `${readableBytes(total)} written: ${causes.map(([cause, bytes]) => `${writeCauseText(cause).label} ${readablePercent(bytes / total)}`).join(', ')}`;
}

/** Null where the flash knows no wear. */
function wearText({ flash: { wear, writeAmplification, erases } }: RunResult): string | null {
  if (wear === null) return null;
  const life = wear.lifeYears === null ? '' : `, ${lifeText(wear.lifeYears)} to live at ${wear.drivesWrittenPerDay.toFixed(1)} drives written a day`;
  return `write amplification ${writeAmplification.toFixed(2)}, ${readableAmount(erases, 'erase')}${life}`;
}

function ioTable(result: RunResult, ink: SummaryInk): string[] {
  const head = ['VM', 'IO/s', 'rate', 'read p50', 'p99', 'write p50', 'p99', 'DRAM hits', 'flash hits', 'stalled'];
  const busiest = [...result.vms].sort((left, right) => right.iops - left.iops).slice(0, vmRowsMax);
  const shown = result.vms.filter((vm) => busiest.includes(vm));
  const rows = [...shown.map(ioRow), ioRow({ ...result.total, name: 'total' })];
  const lines = alignedTable(head, rows);
  const more = result.vms.length - shown.length;
  return [ink.dim(lines[0]!), ...lines.slice(1, -1), ...(more > 0 ? [ink.dim(`and ${readableAmount(more, 'more VM')}`)] : []), ink.bold(lines.at(-1)!)];
}

function ioRow(io: IoFigures): string[] {
  const { read, write } = io.latencyNs;
  return [
    io.name,
    readableCount(Math.round(io.iops)),
    readableBytesPerSecond(io.bytesPerSecond),
    read.count === 0 ? '–' : readableDuration(read.p50),
    read.count === 0 ? '–' : readableDuration(read.p99),
    write.count === 0 ? '–' : readableDuration(write.p50),
    write.count === 0 ? '–' : readableDuration(write.p99),
    io.reads === 0 ? '–' : readablePercent(io.hitRatio.dram),
    io.reads === 0 ? '–' : readablePercent(io.hitRatio.flash),
    io.stallNs === 0 ? '–' : readableDuration(io.stallNs),
  ];
}

function rollbackTable(result: RunResult, ink: SummaryInk): string[] {
  if (result.rollbacks.length === 0) return [];
  const head = ['at', 'VM', '', 'to', 'records', 'blocks', 'RTO', 'oracle'];
  const rows = result.rollbacks.map((rollback) => [
    readableInstant(rollback.atNs),
    rollback.vm,
    rollback.kind,
    rollback.target,
    readableCount(rollback.recordsWalked),
    readableCount(rollback.blocksRestored),
    rollback.refused ? '–' : readableDuration(rollback.rtoNs),
    rollback.refused ? `refused: ${rollback.reason ?? ''}` : rollback.checked ? 'checked' : 'not checked',
  ]);
  const lines = alignedTable(head, rows, new Set([1, 2, 3, 7]));
  return [ink.dim(lines[0]!), ...lines.slice(1), ''];
}

/** Columns of `left` and the first one to the left, the others, numbers, to the right. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[], left: ReadonlySet<number> = new Set([0])): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row
      .map((cell, column) => (left.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
