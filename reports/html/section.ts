/** A section of the report: one file in `sections/` and one line in `sectionTable.ts`. */
import type { RunView } from '../charts/runView.ts';
import type { ReportInput } from '../reportInput.ts';

export interface Section {
  /** Of the anchor. */
  readonly id: string;
  readonly title: string;
  /** As it stands in the list of contents. */
  readonly shortTitle: string;
  /** HTML below the heading, or null when the run has nothing to say here: the section is left out. */
  render(input: ReportInput, view: RunView): string | null;
}
