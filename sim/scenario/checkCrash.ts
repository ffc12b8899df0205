import { mayCrash } from './buildCrashes.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioError } from './scenarioError.ts';

/** Refuses a crash that is added to a run that keeps nothing to recover from. */
export function checkCrash(scenario: Scenario, event: { readonly do: string }, field: string): void {
  if (event.do !== 'crash' || mayCrash(scenario)) return;
  const allowed = 'only a run can crash that was made for it: give its scenario a crash in the timeline, or crashSample';
  throw new ScenarioError({ place: { file: 'the event', line: 0, column: 0 }, field, given: 'is crash', allowed, suggestion: null });
}
