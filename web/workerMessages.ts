/** What the page and its worker tell each other. Plain data: it is cloned on its way. */
import type { RunRecord } from '../sim/results/runRecord.ts';

export type ToWorker =
  | { readonly kind: 'list' }
  | {
      readonly kind: 'run';
      /** Name of a scenario that ships. */
      readonly scenario: string;
      /** As `--set PATH=VALUE` on the command line. */
      readonly sets: readonly { readonly path: string; readonly value: string }[];
    }
  /** Does now what an event of the timeline would, written as there, without `at`. */
  | { readonly kind: 'event'; readonly text: string }
  /** Ends the run; its record, marked partial, still comes. */
  | { readonly kind: 'stop' };

export interface ScenarioCard {
  readonly name: string;
  /** The question that it asks. */
  readonly summary: string;
  readonly vms: number;
  readonly durationNs: number;
  readonly rollbacks: number;
}

export type FromWorker =
  | { readonly kind: 'listed'; readonly scenarios: readonly ScenarioCard[] }
  | { readonly kind: 'progress'; readonly nowNs: number; readonly durationNs: number; readonly ios: number; readonly wallSeconds: number }
  /** An event that was not understood; the run goes on. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'finished'; readonly record: RunRecord; readonly wallSeconds: number }
  /** `isInput`: the scenario or trace is wrong, and the message is for its author; else it is our bug. */
  | { readonly kind: 'failed'; readonly message: string; readonly isInput: boolean };
