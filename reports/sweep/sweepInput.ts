/** What the report of a sweep is made of. */
import type { SweepResult } from '../../sim/results/sweepResult.ts';
import type { InputSection } from '../html/inputSection.ts';
import type { Provenance } from '../html/provenance.ts';

export interface SweepInput {
  readonly found: SweepResult;
  readonly origin: Provenance;
}

export type SweepSection = InputSection<SweepInput>;
