/** The forms that results are exported to, for each kind of result: one line each. */
import { chromeTraceText } from '../../reports/export/chromeTrace.ts';
import { comparisonCsv } from '../../reports/export/comparisonCsv.ts';
import { comparisonMarkdown, runMarkdown } from '../../reports/export/markdown.ts';
import { sweepCsv } from '../../reports/export/sweepCsv.ts';
import { sweepMarkdown } from '../../reports/export/sweepMarkdown.ts';
import { seriesToCsv } from '../../reports/text/seriesCsv.ts';
import type { Comparison } from '../results/comparisonResult.ts';
import type { IoRecording } from '../results/ioRecording.ts';
import { seriesToParquet } from '../results/seriesParquet.ts';
import { sweepToParquet } from '../results/sweepParquet.ts';
import type { SweepResult } from '../results/sweepResult.ts';
import { tableToParquet } from '../results/tableParquet.ts';
import type { FinishedResult } from './readResultFolder.ts';
import type { FinishedRun } from './readRunFolder.ts';

export const exportForms = ['csv', 'parquet', 'json', 'markdown', 'chrome-trace'] as const;
export type ExportForm = (typeof exportForms)[number];

export interface ExportedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** `recording` is asked for where it is needed, of a run; null: no IOs were recorded. Null: results of this kind have no such form. */
export async function exportResult(result: FinishedResult, form: ExportForm, recording: () => Promise<IoRecording | null>): Promise<ExportedFile | null> {
  switch (result.kind) {
    case 'run':
      return exportRun(result, form, recording);
    case 'comparison':
      return exportComparison(result.name, result.found, form);
    case 'sweep':
      return exportSweep(result.name, result.found, form);
  }
}

async function exportRun(run: FinishedRun, form: ExportForm, recording: () => Promise<IoRecording | null>): Promise<ExportedFile> {
  switch (form) {
    case 'csv':
      return { name: `${run.name}.csv`, content: seriesToCsv(run.series) };
    case 'parquet':
      return { name: `${run.name}.parquet`, content: seriesToParquet(run.series) };
    case 'json':
      return { name: `${run.name}.json`, content: `${JSON.stringify({ ...run.result, rollbackTraces: run.rollbacks }, null, 2)}\n` };
    case 'markdown':
      return { name: `${run.name}.md`, content: runMarkdown(run.result) };
    case 'chrome-trace':
      return { name: `${run.name}.trace.json`, content: chromeTraceText({ ...run, recording: await recording() }) };
  }
}

function exportComparison(name: string, found: Comparison, form: ExportForm): ExportedFile | null {
  switch (form) {
    case 'csv':
      return { name: `${name}.csv`, content: comparisonCsv(found) };
    case 'parquet':
      return { name: `${name}.parquet`, content: comparisonParquet(found) };
    case 'json':
      return { name: `${name}.json`, content: `${JSON.stringify(found, null, 2)}\n` };
    case 'markdown':
      return { name: `${name}.md`, content: comparisonMarkdown(found) };
    case 'chrome-trace':
      return null;
  }
}

function exportSweep(name: string, found: SweepResult, form: ExportForm): ExportedFile | null {
  switch (form) {
    case 'csv':
      return { name: `${name}.csv`, content: sweepCsv(found) };
    case 'parquet':
      return { name: `${name}.parquet`, content: sweepToParquet(found) };
    case 'json':
      return { name: `${name}.json`, content: `${JSON.stringify(found, null, 2)}\n` };
    case 'markdown':
      return { name: `${name}.md`, content: sweepMarkdown(found) };
    case 'chrome-trace':
      return null;
  }
}

/** One row per variant and replication, a column per metric. */
function comparisonParquet(found: Comparison): Uint8Array {
  const rows = found.variants.flatMap((variant) => found.seeds.map((seed, replication) => ({ variant, seed, replication })));
  return tableToParquet(
    [
      { name: 'variant', type: 'text', values: rows.map(({ variant }) => variant.name) },
      { name: 'seed', type: 'whole', values: rows.map(({ seed }) => seed) },
      { name: 'digest', type: 'text', values: rows.map(({ variant, replication }) => variant.digests[replication] ?? '') },
      ...found.metrics.map(({ name }) => ({
        name,
        type: 'double' as const,
        values: rows.map(({ variant, replication }) => variant.metrics[name]?.values[replication] ?? null),
      })),
    ],
    { key: 'hindcast.comparison', value: JSON.stringify({ scenario: found.scenario, baseline: found.baseline, metrics: found.metrics }) },
  );
}
