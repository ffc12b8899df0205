/** What the page and the workers of its experiments tell each other. Plain data. */
import type { ReplicationTask } from '../../sim/experiment/experimentPlan.ts';
import type { ReplicationSample } from '../../sim/experiment/replicationSample.ts';
import type { LatencyCdf } from '../../sim/results/runResult.ts';

export interface ToExperimentWorker {
  readonly id: number;
  readonly task: ReplicationTask;
}

/** Latencies of all VMs together. */
export interface TaskLatencies {
  readonly read: LatencyCdf;
  readonly write: LatencyCdf;
}

export type FromExperimentWorker =
  | { readonly id: number; readonly kind: 'done'; readonly sample: ReplicationSample; readonly latencies: TaskLatencies }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
