/** `manifest.json` of a sweep: what runs it again, and where and when it was run. Its plan stands there as a checksum alone: the cells are in `sweep.json`. */
import { nullable, number, oneOf, record, text } from '../results/shape.ts';
import type { Shape } from '../results/shape.ts';
import { machineShape } from './manifest.ts';
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

const sweepManifestShape: Shape<SweepManifest> = record<SweepManifest>(
  {
    kind: oneOf(['hindcast-sweep-manifest'], 'what this file is'),
    schemaVersion: oneOf([1], 'version of this format'),
    version: text('of Hindcast'),
    commit: nullable(text('of the checkout')),
    repeat: text('command'),
    workingFolder: text('absolute'),
    startedAt: text('ISO 8601'),
    wallSeconds: number('s', 0),
    runs: number('count', 0),
    runsDone: number('count', 0),
    machine: machineShape,
    planSha256: text('of the plan'),
  },
  'manifest of a sweep',
);

/** Throws ShapeError with the place and what was expected there. */
export function parseSweepManifest(value: unknown): SweepManifest {
  sweepManifestShape.check(value, '');
  return value as SweepManifest;
}
