/**
 * One run of an experiment, in a worker thread or in this one: traces read, simulation built, driven to its end, its figures kept.
 *
 * What goes wrong comes back as a value, since errors lose their class on the way between threads. What a variant reads is kept between its runs; of traces only the last ones.
 */
import { setImmediate } from 'node:timers/promises';
import type { ReplicationTask } from '../experiment/experimentPlan.ts';
import { replicationSample } from '../experiment/replicationSample.ts';
import type { ReplicationSample } from '../experiment/replicationSample.ts';
import { buildRun } from '../scenario/slowdownRun.ts';
import { loadInputs } from '../scenario/loadInputs.ts';
import type { ScenarioInputs } from '../scenario/loadInputs.ts';
import { TraceOpener } from './traceOpener.ts';

export type ReplicationOutcome =
  | { readonly sample: ReplicationSample | null }
  | { readonly failure: { readonly name: string; readonly message: string; readonly stack: string; readonly events: number } };

const eventsPerSlice = 1 << 16;
const keptMax = 64;
const kept = new Map<string, ScenarioInputs>();

/** `folder` is what names of traces count from. `isInterrupted` is asked now and then, and the sample is null when it was; null: nobody interrupts, and no time is given to others. */
export async function runReplication(task: ReplicationTask, folder: string, isInterrupted: (() => boolean) | null): Promise<ReplicationOutcome> {
  let events = 0;
  try {
    const simulation = buildRun(task.scenario, await inputsOf(task, folder));
    while (!simulation.finished) {
      simulation.run(eventsPerSlice);
      events = simulation.events;
      if (isInterrupted === null) continue;
      await setImmediate();
      if (isInterrupted()) return { sample: null };
    }
    return { sample: replicationSample(simulation.finish()) };
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    return { failure: { name: known.name, message: known.message, stack: known.stack ?? '', events } };
  }
}

/** What a variant reads is the same in all its replications. */
async function inputsOf({ scenario }: ReplicationTask, folder: string): Promise<ScenarioInputs> {
  const key = JSON.stringify([folder, { ...scenario, seed: 0, warmupNs: 0 }]);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const inputs = await loadInputs(scenario, new TraceOpener(folder, null).open);
  if (inputs.traces.size > 0 || kept.size >= keptMax) kept.clear();
  kept.set(key, inputs);
  return inputs;
}
