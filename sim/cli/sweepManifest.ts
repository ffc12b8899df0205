/** `manifest.json` of a sweep: what runs it again, and where and when it was run. Its plan stands there as a checksum alone: the cells are in `sweep.json`. */
import type { Machine } from './manifest.ts';

export interface SweepManifest {
  readonly kind: 'hindcast-sweep-manifest';
  readonly schemaVersion: 1;
  readonly version: string;
  readonly commit: string | null;
  /** What to type to run it again. */
  readonly repeat: string;
  /** What names of traces count from; absolute. */
  readonly workingFolder: string;
  readonly startedAt: string;
  readonly wallSeconds: number;
  /** In all, and those that were not there already. */
  readonly runs: number;
  readonly runsDone: number;
  readonly machine: Machine;
  readonly planSha256: string;
}
