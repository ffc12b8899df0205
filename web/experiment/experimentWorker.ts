/// <reference lib="webworker" />
/** One run of an experiment after the other, from the same files as on the command line. */
import { replicationSample } from '../../sim/experiment/replicationSample.ts';
import type { ReplicationSample } from '../../sim/experiment/replicationSample.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { buildRun } from '../../sim/scenario/slowdownRun.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { openShippedFile } from '../worker/shippedFiles.ts';
import type { FromExperimentWorker, ToExperimentWorker } from './experimentMessages.ts';

const eventsPerSlice = 1_000_000;

addEventListener('message', ({ data: { id, task } }: MessageEvent<ToExperimentWorker>) => {
  run(task.scenario)
    .then((sample) => postMessage({ id, kind: 'done', sample } satisfies FromExperimentWorker))
    .catch((error: unknown) => {
      postMessage({ id, kind: 'failed', message: error instanceof Error ? error.message : String(error) } satisfies FromExperimentWorker);
    });
});

async function run(scenario: Scenario): Promise<ReplicationSample> {
  const simulation = buildRun(scenario, await loadInputs(scenario, openShippedFile));
  while (!simulation.finished) simulation.run(eventsPerSlice);
  return replicationSample(simulation.finish());
}
