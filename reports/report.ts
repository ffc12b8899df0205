/** A run as one self-contained HTML file. For Node; `html/reportPage.ts` is the part that needs none. */
import { reportClientScript } from './clientBundle.ts';
import { reportPage } from './html/reportPage.ts';
import type { ReportInput } from './reportInput.ts';

export async function renderReport(input: ReportInput): Promise<string> {
  return reportPage(input, await reportClientScript());
}
