/** What the report of a comparison is made of. */
import type { ChartModel } from '../charts/chartModel.ts';
import type { Comparison } from '../../sim/results/comparisonResult.ts';

export interface ComparisonInput {
  readonly found: Comparison;
  readonly origin: ComparisonOrigin;
}

export interface ComparisonOrigin {
  readonly version: string;
  /** Ready to be typed. */
  readonly repeatCommand: string;
  readonly command: string;
  /** The scenario's question, as its author put it; may be empty. */
  readonly summary: string;
  /** Name → value. */
  readonly machine: Readonly<Record<string, string>>;
}

/** A section: its HTML and the charts that the HTML has figures of. */
export interface RenderedSection {
  readonly html: string;
  readonly charts: readonly ChartModel[];
}

export interface ComparisonSection {
  /** Of the anchor. */
  readonly id: string;
  readonly title: string;
  readonly shortTitle: string;
  /** Null when there is nothing to say: the section is left out. */
  render(input: ComparisonInput): RenderedSection | null;
}
