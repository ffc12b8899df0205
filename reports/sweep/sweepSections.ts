/** The sections of the report of a sweep, in their order. A new section is one file in `sections/` and one line here. */
import { allMetricsSection } from './sections/allMetrics.ts';
import { foundSection } from './sections/found.ts';
import { methodSection } from './sections/method.ts';
import { effectsSection, parametersSection } from './sections/parameters.ts';
import { tradeOffSection } from './sections/tradeOff.ts';
import type { SweepSection } from './sweepInput.ts';

export const sweepSections: readonly SweepSection[] = [foundSection, parametersSection, effectsSection, tradeOffSection, allMetricsSection, methodSection];
