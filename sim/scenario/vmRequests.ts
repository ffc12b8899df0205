/**
 * The requests that one VM of a scenario issues on a server that answers each of them after the same time: what its workloads ask for, before any cache has to do with it.
 *
 * Looks like a trace of two volumes, disk and memory. Ends with the scenario, with the workloads, or after so many requests. What is rolled back, held or limited by a scheduler in a run is
 * not here.
 */
import { newIoRequest } from '../../workloads/ioSource.ts';
import { addRequest, createTraceBatch, type TraceBatch } from '../../workloads/traces/traceBatch.ts';
import { buildSources } from './build.ts';
import type { ScenarioInputs } from './loadInputs.ts';
import type { Scenario } from './scenario.ts';

export interface VmRequestsOptions {
  /** Index. */
  readonly vm: number;
  /** From a request to its answer: what a closed loop waits for. */
  readonly answerNs: number;
  readonly requestsMax: number;
}

/** By the numbers of spaces. */
export const requestVolumes: readonly string[] = ['disk', 'memory'];

const batchRequests = 8192;

interface Answer {
  readonly atNs: number;
  readonly source: number;
  readonly part: number;
}

/** One batch, filled again and again. */
export async function* vmRequests(scenario: Scenario, inputs: ScenarioInputs, options: VmRequestsOptions): AsyncGenerator<TraceBatch> {
  const sources = buildSources(scenario.vms[options.vm]!, options.vm, scenario, inputs).map(({ source }) => source);
  const request = newIoRequest();
  const batch = createTraceBatch(batchRequests);
  // All answers take the same time: they come in the order in which they were asked for.
  const answers: Answer[] = [];
  let next = 0;
  let left = options.requestsMax;
  while (left > 0) {
    const arrivals = sources.map((source) => source.nextArrivalNs());
    const earliest = arrivals.indexOf(Math.min(...arrivals));
    const arrivalNs = arrivals[earliest] ?? Infinity;
    const answer = answers[next];
    if (answer !== undefined && answer.atNs <= arrivalNs) {
      next += 1;
      if (next === batchRequests) {
        answers.splice(0, next);
        next = 0;
      }
      sources[answer.source]!.onAcknowledged(answer.atNs, answer.part);
      continue;
    }
    if (!(arrivalNs < scenario.durationNs)) break;
    const part = sources[earliest]!.take(arrivalNs, request);
    answers.push({ atNs: arrivalNs + options.answerNs, source: earliest, part });
    addRequest(batch, arrivalNs, request.op, request.offsetBytes, request.lengthBytes, request.space);
    left -= 1;
    if (batch.count === batchRequests) {
      yield batch;
      batch.count = 0;
      await Promise.resolve();
    }
  }
  if (batch.count > 0) yield batch;
}
