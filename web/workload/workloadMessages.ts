/** What the page asks the worker that looks at workloads, and what it hears. Plain data. */
import type { TraceInfo } from '../../workloads/traces/info/traceInfo.ts';

/** Where requests come from: a file of the user's, or a VM of a scenario. */
export type WorkloadSource =
  | { readonly kind: 'file'; readonly file: File; readonly volume: string; readonly format: string }
  | {
      readonly kind: 'scenario';
      readonly text: string;
      readonly sourceName: string;
      readonly sets: readonly { readonly path: string; readonly value: string }[];
      readonly vm: number;
    };

export interface WorkloadAsked {
  /** Answers to other numbers are out of date. */
  readonly number: number;
  readonly source: WorkloadSource;
  readonly blockBytes: number;
  readonly requestsMax: number;
}

export type WorkloadAnswer =
  | { readonly number: number; readonly kind: 'progress'; readonly requests: number }
  | {
      readonly number: number;
      readonly kind: 'found';
      readonly info: TraceInfo;
      /** Of the scenario, to choose from. */ readonly vms: readonly string[];
      /** More requests would have come. */ readonly isCut: boolean;
    }
  | { readonly number: number; readonly kind: 'failed'; readonly message: string; readonly vms: readonly string[] };
