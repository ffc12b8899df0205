/** What the report of a comparison is made of. */
import type { Comparison } from '../../sim/results/comparisonResult.ts';
import type { InputSection } from '../html/inputSection.ts';
import type { Provenance } from '../html/provenance.ts';

export interface ComparisonInput {
  readonly found: Comparison;
  readonly origin: Provenance;
}

export type ComparisonSection = InputSection<ComparisonInput>;
