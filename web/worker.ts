/// <reference lib="webworker" />
/**
 * The simulation in a worker, from the same files as on the command line: so a run here has the digest that it has in Node. It runs in slices, between
 * which it hears the page and tells it how far it is; how it is sliced changes nothing in the run.
 */
import { InvariantError } from '../sim/base/assert.ts';
import { buildSimulation } from '../sim/scenario/build.ts';
import { liveEvent } from '../sim/scenario/liveEvent.ts';
import { loadInputs } from '../sim/scenario/loadInputs.ts';
import { parseScenario } from '../sim/scenario/parse.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { ScenarioError } from '../sim/scenario/scenarioError.ts';
import type { ScenarioCard, FromWorker, ToWorker } from './workerMessages.ts';
import { openShippedFile, shippedScenarios } from './shippedFiles.ts';

const sliceMs = 50;
let isStopped = false;
/** Events from the page that the run has not taken up. */
let eventTexts: string[] = [];

function tell(message: FromWorker): void {
  postMessage(message);
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'list') tell({ kind: 'listed', scenarios: shippedScenarios.map(({ text, sourceName }) => cardOf(text, sourceName)) });
  else if (data.kind === 'stop') isStopped = true;
  else if (data.kind === 'event') eventTexts.push(data.text);
  else {
    isStopped = false;
    eventTexts = [];
    run(data.scenario, data.sets).catch((error: unknown) => {
      tell({
        kind: 'failed',
        message: error instanceof Error ? error.message : String(error),
        isInput: !(error instanceof InvariantError || error instanceof TypeError || error instanceof RangeError),
      });
    });
  }
});

function cardOf(text: string, sourceName: string): ScenarioCard {
  const { name, summary, vms, durationNs, timeline } = parseScenario(text, sourceName, []);
  // The three-line scenario has its question in a remark only.
  const question = summary === '' ? (/^# Question: (.+)$/m.exec(text)?.[1] ?? '') : summary;
  return { name, summary: question, vms: vms.length, durationNs, rollbacks: timeline.filter((entry) => entry.do === 'rollback').length };
}

function act(simulation: ReturnType<typeof buildSimulation>, scenario: Scenario, text: string): void {
  try {
    simulation.inject(liveEvent(scenario, text, simulation.nowNs));
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    tell({ kind: 'refused', message: error.message });
  }
}

async function run(name: string, sets: readonly { path: string; value: string }[]): Promise<void> {
  const shipped = shippedScenarios.find((scenario) => scenario.name === name);
  if (shipped === undefined) throw new Error(`there is no scenario ${name} here; there are ${shippedScenarios.map((scenario) => scenario.name).join(', ')}`);
  const scenario = parseScenario(
    shipped.text,
    shipped.sourceName,
    sets.map((set) => ({ ...set, cwdRelative: true })),
  );
  const simulation = buildSimulation(scenario, await loadInputs(scenario, openShippedFile), { oracle: scenario.oracle });
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  let sliceEvents = 4_096;
  while (!simulation.finished) {
    if (isStopped) {
      simulation.stopEarly();
      break;
    }
    for (const text of eventTexts.splice(0)) act(simulation, scenario, text);
    const sliceStartMs = performance.now();
    simulation.run(sliceEvents);
    const tookMs = performance.now() - sliceStartMs;
    if (tookMs < sliceMs / 2) sliceEvents *= 2;
    else if (tookMs > sliceMs * 2) sliceEvents = Math.max(1_024, Math.floor(sliceEvents / 2));
    tell({ kind: 'progress', nowNs: simulation.nowNs, durationNs: scenario.durationNs, ios: simulation.ios, wallSeconds: seconds() });
    await new Promise((resolve) => setTimeout(resolve));
  }
  tell({ kind: 'finished', record: simulation.finish(), wallSeconds: seconds() });
}
