/** Tables in Markdown, for a paper or a pull request: of a run, or of a comparison. */
import type { Comparison } from '../../sim/results/comparisonResult.ts';
import type { RunResult } from '../../sim/results/runResult.ts';
import { findings } from '../text/findings.ts';
import { metricLabel } from '../text/metricLabels.ts';
import { readableBytes, readableBytesPerSecond, readableCount, readableDuration, readableInstant, readablePercent, readableValue } from '../text/readable.ts';
import { writeCauseText } from '../text/writeCauses.ts';
import { comparisonFindings } from '../comparison/comparisonFindings.ts';

/** The first column names the row, the others hold numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\u202f', ' ').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `| ${head.map((_, column) => (column === 0 ? ':--' : '--:')).join(' | ')} |`, ...rows.map(line)].join('\n');
}

export function runMarkdown(result: RunResult): string {
  const { total, vms, rollbacks, flash, crashes } = result;
  const vmRows = [...vms, { ...total, name: '**total**' }].map((io) => [
    io.name,
    readableCount(Math.round(io.iops)),
    readableBytesPerSecond(io.bytesPerSecond),
    ...[io.latencyNs.read.p50, io.latencyNs.read.p99, io.latencyNs.write.p50, io.latencyNs.write.p99].map(readableDuration),
    readablePercent(io.hitRatio.dram + io.hitRatio.flash),
  ]);
  const causes = Object.entries(flash.bytesWritten).filter(([, bytes]) => bytes > 0);
  const parts = [
    `## ${result.scenario}, seed ${String(result.seed)}`,
    findings(result).join(' ').replaceAll('\u202f', ' '),
    markdownTable(['VM', 'IO/s', 'rate', 'read p50', 'read p99', 'write p50', 'write p99', 'hits'], vmRows),
    rollbacks.length === 0
      ? ''
      : markdownTable(
          ['VM', 'asked at', 'what', 'records walked', 'blocks restored', 'VM ran again after'],
          rollbacks.map((entry) => [
            entry.vm,
            readableInstant(entry.atNs),
            `${entry.kind} to ${entry.target}${entry.refused ? ', refused' : ''}`,
            readableCount(entry.recordsWalked),
            readableCount(entry.blocksRestored),
            entry.refused ? '–' : readableDuration(entry.rtoNs),
          ]),
        ),
    crashes.length === 0
      ? ''
      : markdownTable(
          ['crash at', 'image', 'consistency', 'writes lost', 'lost of', 'back after'],
          crashes
            .slice(0, 50)
            .map((crash) => [
              readableInstant(crash.atNs),
              crash.image,
              crash.consistency,
              readableCount(crash.lostWrites),
              readableDuration(crash.rpoNs),
              readableDuration(crash.rtoNs),
            ]),
        ),
    causes.length === 0
      ? ''
      : markdownTable(
          ['written to flash', 'bytes'],
          causes.map(([cause, bytes]) => [writeCauseText(cause).label, readableBytes(bytes)]),
        ),
    `Digest \`${result.digest}\`.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A row per variant, a column per main metric that there are figures for: mean ± half of the 95 % interval; * shown to differ from the baseline. */
export function comparisonMarkdown(found: Comparison): string {
  const isAll = found.metrics.every(({ isMain }) => !isMain) ? (): boolean => true : (metric: Comparison['metrics'][number]): boolean => metric.isMain;
  const shown = found.metrics.filter((metric) => isAll(metric) && found.variants.some(({ metrics }) => metric.name in metrics));
  const rows = found.variants.map((variant) => [
    variant.name === found.baseline ? `${variant.name} (baseline)` : variant.name,
    ...shown.map(({ name, unit }) => {
      const figures = variant.metrics[name];
      if (figures === undefined) return '–';
      return `${readableValue(figures.mean, unit)} ± ${readableValue((figures.ciHigh - figures.ciLow) / 2, unit)}${figures.significant ? ' *' : ''}`;
    }),
  ]);
  const note = `Mean ± half of the ${String(Math.round(found.confidence * 100))} % confidence interval, n = ${String(found.replications)} seeds. * shown to differ from ${found.baseline} (paired t test, Holm’s correction, ${String(found.significanceLevel)}).`;
  const text = comparisonFindings(found).join(' ').replaceAll('\u202f', ' ');
  return `## ${found.scenario}: ${String(found.variants.length)} variants\n\n${text}\n\n${markdownTable(['variant', ...shown.map(({ name }) => metricLabel(name))], rows)}\n\n${note}\n`;
}
