/** The sections of the report of a comparison, in their order. A new section is one file in `sections/` and one line here. */
import type { ComparisonSection } from './comparisonInput.ts';
import { allMetricsSection } from './sections/allMetrics.ts';
import { answerSection } from './sections/answer.ts';
import { crashesSection, differencesSection, flashSection, latencySection, throughputSection, tradeOffSection } from './sections/comparisonChartSections.ts';
import { methodSection } from './sections/method.ts';

export const comparisonSections: readonly ComparisonSection[] = [
  answerSection,
  tradeOffSection,
  differencesSection,
  latencySection,
  throughputSection,
  flashSection,
  crashesSection,
  allMetricsSection,
  methodSection,
];
