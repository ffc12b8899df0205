/// <reference lib="webworker" />
/** Looks at a workload in a worker of its own: a trace of any size as it streams in, or what a VM of a scenario would ask for. The last question counts. */
import type { ScenarioInputs } from '../../sim/scenario/loadInputs.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { requestVolumes, vmRequests } from '../../sim/scenario/vmRequests.ts';
import { readTraceInfo, type InspectedTrace } from '../../workloads/traces/info/traceInfo.ts';
import { openTrace } from '../../workloads/traces/openTrace.ts';
import type { TraceBatch } from '../../workloads/traces/traceBatch.ts';
import { openShippedFile } from '../worker/shippedFiles.ts';
import { chunksOf } from './chunksOf.ts';
import type { WorkloadAnswer, WorkloadAsked, WorkloadSource } from './workloadMessages.ts';

/** Blocks up to which stack distances are exact: about 100 MB. */
const exactBlocksMax = 1_000_000;
const answerNs = 200_000;
const progressEvery = 16;

let asked = 0;

class Superseded extends Error {}

addEventListener('message', ({ data }: MessageEvent<WorkloadAsked>) => {
  asked = data.number;
  look(data).catch((error: unknown) => {
    if (error instanceof Superseded) return;
    tell({ number: data.number, kind: 'failed', message: error instanceof Error ? error.message : String(error), vms: vmNames });
  });
});

let vmNames: readonly string[] = [];

function tell(answer: WorkloadAnswer): void {
  postMessage(answer);
}

async function look({ number, source, blockBytes, requestsMax }: WorkloadAsked): Promise<void> {
  vmNames = [];
  const watched = { isCut: false };
  const opened = await open(source, requestsMax);
  const info = await readTraceInfo(
    { ...opened, batches: watch(opened.batches, { number, requestsMax, watched }) },
    { file: source.kind === 'file' ? source.file.name : source.sourceName, blockBytes, exactBlocksMax },
  );
  if (info.requests === 0) throw new Error('there is no request in it');
  tell({ number, kind: 'found', info, vms: vmNames, isCut: watched.isCut });
}

async function open(source: WorkloadSource, requestsMax: number): Promise<InspectedTrace> {
  if (source.kind === 'file') {
    const { file, volume, format } = source;
    // A bare key is a block, as in `hindcast trace info`.
    return openTrace(chunksOf(file.stream()), { file: file.name, format, as: 'unknown', objectSizeBytes: 512, keySizeBytes: 4096, volume });
  }
  const scenario = parseScenario(
    source.text,
    source.sourceName,
    source.sets.map((set) => ({ ...set, cwdRelative: true })),
  );
  vmNames = scenario.vms.map(({ name }) => name);
  const inputs: ScenarioInputs = await loadInputs(scenario, openShippedFile);
  return {
    format: { name: 'scenario', storesTimes: true },
    lacksOp: () => false,
    volumes: { names: requestVolumes },
    notes: { list: () => [] },
    batches: vmRequests(scenario, inputs, { vm: Math.min(source.vm, vmNames.length - 1), answerNs, requestsMax: requestsMax + 1 }),
  };
}

interface Watch {
  readonly number: number;
  readonly requestsMax: number;
  readonly watched: { isCut: boolean };
}

/** Tells how far it is, ends when there is enough, and stops when something else is asked. */
async function* watch(batches: AsyncIterable<TraceBatch>, { number, requestsMax, watched }: Watch): AsyncGenerator<TraceBatch> {
  let requests = 0;
  let batchCount = 0;
  for await (const batch of batches) {
    if (requests + batch.count > requestsMax) {
      watched.isCut = true;
      batch.count = requestsMax - requests;
    }
    requests += batch.count;
    if (batch.count > 0) yield batch;
    if (watched.isCut) return;
    batchCount += 1;
    if (batchCount % progressEvery !== 0) continue;
    tell({ number, kind: 'progress', requests });
    await new Promise((resolve) => setTimeout(resolve));
    if (asked !== number) throw new Superseded();
  }
}
