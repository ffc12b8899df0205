/** Reports as self-contained HTML files. For Node; `html/reportPage.ts`, `comparison/comparisonPage.ts` and `sweep/sweepPage.ts` are the parts that need none. */
import { reportClientScript } from './clientBundle.ts';
import type { ComparisonInput } from './comparison/comparisonInput.ts';
import { comparisonPage } from './comparison/comparisonPage.ts';
import { indexPage } from './html/indexPage.ts';
import type { IndexEntry } from './html/indexPage.ts';
import { reportPage } from './html/reportPage.ts';
import type { ReportInput } from './reportInput.ts';
import type { SweepInput } from './sweep/sweepInput.ts';
import { sweepPage } from './sweep/sweepPage.ts';

export async function renderReport(input: ReportInput): Promise<string> {
  return reportPage(input, await reportClientScript());
}

export async function renderComparison(input: ComparisonInput): Promise<string> {
  return comparisonPage(input, await reportClientScript());
}

export async function renderSweep(input: SweepInput): Promise<string> {
  return sweepPage(input, await reportClientScript());
}

export async function renderIndex(entries: readonly IndexEntry[], version: string): Promise<string> {
  return indexPage(entries, version, await reportClientScript());
}
