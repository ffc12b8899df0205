/** A section of a report that has its own charts, as those of comparisons and sweeps are: one file, and one line in the table of its report. */
import type { ChartModel } from '../charts/chartModel.ts';
import type { PageSection } from './page.ts';

/** HTML, and the charts that it has figures of. */
export interface RenderedSection {
  readonly html: string;
  readonly charts: readonly ChartModel[];
}

export interface InputSection<Input> {
  /** Of the anchor. */
  readonly id: string;
  readonly title: string;
  readonly shortTitle: string;
  /** Null when there is nothing to say: the section is left out. */
  render(input: Input): RenderedSection | null;
}

export function renderSections<Input>(sections: readonly InputSection<Input>[], input: Input): (PageSection & RenderedSection)[] {
  return sections.flatMap((section) => {
    const part = section.render(input);
    return part === null ? [] : [{ id: section.id, title: section.title, shortTitle: section.shortTitle, ...part }];
  });
}
