/**
 * One whole run of a scenario that was drawn, with everything checked: the oracle, the run's laws, what a crash would leave, and that it comes to an end. What is
 * wrong is a value.
 */
import { isDamage } from '../scenario/buildCrashes.ts';
import { buildSimulation } from '../scenario/build.ts';
import type { ScenarioDraft } from '../scenario/drawScenario.ts';
import { loadInputs } from '../scenario/loadInputs.ts';
import { parseScenario } from '../scenario/parse.ts';
import { promisesPrefix } from '../scenario/promisesPrefix.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ScenarioError } from '../scenario/scenarioError.ts';
import type { CrashFigures } from '../results/crashFigures.ts';
import type { RunRecord } from '../results/runRecord.ts';

export interface ScenarioVerdict {
  /** `impossible`: what was drawn does not go together. `interrupted`: it was not run to its end. */
  readonly outcome: 'sound' | 'failed' | 'impossible' | 'interrupted';
  /** What is wrong, in words, where it failed. */
  readonly failure: string;
  readonly ios: number;
  readonly events: number;
  readonly rollbacks: number;
  readonly crashes: readonly CrashFigures[];
}

/** Called between slices of the run, to give time to others; true: the run is to stop. */
export type Pause = () => Promise<boolean>;

const eventsPerSlice = 10_000;
/** Runs that are drawn take less than a tenth of this. */
const eventsMax = 10_000_000;

export async function verifyScenario(draft: ScenarioDraft, pause: Pause): Promise<ScenarioVerdict> {
  let events = 0;
  const verdict = (outcome: ScenarioVerdict['outcome'], failure: string, record: RunRecord | null): ScenarioVerdict => ({
    outcome,
    failure,
    events,
    ios: record === null ? 0 : record.result.ios,
    rollbacks: record === null ? 0 : record.result.rollbacks.filter(({ refused }) => !refused).length,
    crashes: record === null ? [] : record.result.crashes,
  });
  try {
    const scenario = parseScenario(JSON.stringify(draft), 'drawn.json', []);
    const simulation = buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('a drawn scenario reads no files'))));
    while (!simulation.finished && simulation.events < eventsMax && simulation.violations === 0) {
      simulation.run(eventsPerSlice);
      events = simulation.events;
      if (await pause()) return verdict('interrupted', '', null);
    }
    if (simulation.violations > 0) simulation.stopEarly();
    if (events >= eventsMax) return verdict('failed', `the run does not come to an end: ${String(events)} events, at ${String(simulation.nowNs)} ns`, null);
    const record = simulation.finish();
    const failure = whatIsWrong(scenario, record);
    return failure === null ? verdict('sound', '', record) : verdict('failed', failure, record);
  } catch (error) {
    if (error instanceof ScenarioError) return verdict('impossible', error.message, null);
    return verdict('failed', error instanceof Error ? `${error.name}: ${error.message}` : String(error), null);
  }
}

function whatIsWrong(scenario: Scenario, { result }: RunRecord): string | null {
  const [violation] = result.oracle.firstViolations;
  if (violation !== undefined) return violation;
  const broken = result.checks.find(({ passed }) => !passed);
  if (broken !== undefined) return `check ${broken.name}: expected ${String(broken.expected)}, measured ${String(broken.measured)}`;
  // What damaged flash or array has lost, no image can have.
  if (scenario.timeline.some((event) => isDamage(event.do))) return null;
  const torn = result.crashes.find(({ image, consistency }) => consistency !== 'prefix' && (image === 'server' || promisesPrefix(scenario)));
  return torn === undefined
    ? null
    : `crash: the image of the ${torn.image} at ${String(torn.atNs)} ns is ${torn.consistency}, while the server did ${torn.phase}`;
}
