import { mayCrash, needsContents } from './buildCrashes.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioError } from './scenarioError.ts';

/** Refuses a crash, or damage to flash or array, that is added to a run that keeps nothing to recover from. */
export function checkCrash(scenario: Scenario, event: { readonly do: string }, field: string): void {
  if (!needsContents(event.do) || mayCrash(scenario)) return;
  const allowed = 'only a run that was made for it knows contents and checksums: give its scenario a crash in the timeline, or crashSample';
  throw new ScenarioError({ place: { file: 'the event', line: 0, column: 0 }, field, given: `is ${event.do}`, allowed, suggestion: null });
}
