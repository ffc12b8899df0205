/**
 * `manifest.json` of a comparison: what repeats it, and the digests that it must then yield. `hindcast compare manifest.json` does it.
 *
 * The scenarios stand there as resolved, under a checksum, as in the manifest of a run.
 */
import { createHash } from 'node:crypto';
import type { ExperimentPlan } from '../experiment/experimentPlan.ts';
import { UsageError } from './usageError.ts';
import type { Machine } from './manifest.ts';

export interface CompareManifest {
  readonly kind: 'hindcast-comparison-manifest';
  readonly schemaVersion: 1;
  readonly version: string;
  readonly commit: string | null;
  /** What to type to repeat it, and what was typed. */
  readonly repeat: string;
  readonly command: readonly string[];
  /** What names of traces count from; absolute. */
  readonly workingFolder: string;
  readonly startedAt: string;
  readonly wallSeconds: number;
  readonly machine: Machine;
  /** By variant, then by replication. */
  readonly digests: readonly (readonly string[])[];
  readonly planSha256: string;
  /** As it came to be: the replications that were run, the warm-up that was found. */
  readonly plan: ExperimentPlan;
}

export function planSha256(plan: ExperimentPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

/** The manifest that a text holds; null when it is something else. Throws UsageError for one that was changed or is of no comparison. */
export function parseCompareManifest(text: string, name: string): CompareManifest | null {
  if (!text.trimStart().startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // the scenario's parser says what is wrong, with line and column
  }
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
  if (value.kind === 'hindcast-manifest')
    throw new UsageError(`${name} is the manifest of a run; \`hindcast run ${name}\` repeats it. A comparison begins with a scenario`);
  if (value.kind !== 'hindcast-comparison-manifest') return null;
  const manifest = value as CompareManifest;
  const isWhole = typeof manifest.plan === 'object' && Array.isArray(manifest.digests) && typeof manifest.workingFolder === 'string';
  if (!isWhole || planSha256(manifest.plan) !== manifest.planSha256) {
    throw new UsageError(`${name}: the plan in this manifest was changed after the comparison; a manifest repeats a comparison as it was`);
  }
  return manifest;
}
