/** What the page and the workers of its experiments tell each other. Plain data. */
import type { ReplicationTask } from '../../sim/experiment/experimentPlan.ts';
import type { ReplicationSample } from '../../sim/experiment/replicationSample.ts';

export interface ToExperimentWorker {
  readonly id: number;
  readonly task: ReplicationTask;
}

export type FromExperimentWorker =
  | { readonly id: number; readonly kind: 'done'; readonly sample: ReplicationSample }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
