/**
 * `manifest.json`: all that is needed to repeat a run bit for bit, and what it then must yield. `hindcast run manifest.json` does it and compares.
 *
 * The scenario stands there as resolved, under a checksum: a manifest that was edited by hand is no record of a run any more, and is refused.
 * Host time and machine stand here and nowhere else; nothing of them is in the digest.
 */
import { createHash } from 'node:crypto';
import { arch, cpus, platform, totalmem } from 'node:os';
import process from 'node:process';
import { list, nullable, number, oneOf, record, ShapeError, text } from '../results/shape.ts';
import type { Shape } from '../results/shape.ts';
import { oracleModes } from '../scenario/scenario.ts';
import type { OracleMode, Scenario } from '../scenario/scenario.ts';
import { UsageError } from './usageError.ts';

export interface ManifestInput {
  /** As the scenario names it. */
  readonly name: string;
  /** What was read of it. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface Machine {
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
}

export interface Manifest {
  readonly kind: 'hindcast-manifest';
  readonly schemaVersion: 1;
  readonly version: string;
  readonly commit: string | null;
  readonly seed: number;
  /** Of the trajectory. */
  readonly digest: string;
  readonly events: number;
  readonly simulatedNs: number;
  /** The run was ended early after so many events, and what was in flight was still answered; a repetition does the same. Null: it ended by itself. */
  readonly stoppedAfterEvents: number | null;
  readonly oracle: OracleMode;
  /** Type this to repeat the run. */
  readonly repeat: string;
  /** What was typed. */
  readonly command: readonly string[];
  /** Files that were read besides the scenario: traces. */
  readonly inputs: readonly ManifestInput[];
  /** What relative names of inputs counted from, and where Hindcast itself was; absolute. */
  readonly workingFolder: string;
  readonly packageFolder: string;
  readonly startedAt: string;
  readonly wallSeconds: number;
  readonly machine: Machine;
  readonly scenarioSha256: string;
  readonly scenario: Scenario;
}

const anyObject: Shape<Scenario> = {
  schema: { type: 'object' },
  check(value, place) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(`${place}: expected an object`);
  },
};

export const machineShape: Shape<Machine> = record<Machine>(
  { platform: text('system'), cpu: text('model'), cores: number('count', 0), memoryBytes: number('bytes', 0), node: text('version') },
  'where it ran',
);

const manifestShape: Shape<Manifest> = record<Manifest>(
  {
    kind: oneOf(['hindcast-manifest'], 'what this file is'),
    schemaVersion: oneOf([1], 'version of this format'),
    version: text('of Hindcast'),
    commit: nullable(text('of the checkout')),
    seed: number('of the random numbers'),
    digest: text('of the trajectory'),
    events: number('count', 0),
    simulatedNs: number('ns', 0),
    stoppedAfterEvents: nullable(number('count', 0)),
    oracle: oneOf(oracleModes, 'how much was checked'),
    repeat: text('command'),
    command: list(text('word'), 'as typed'),
    inputs: list(record<ManifestInput>({ name: text('as in the scenario'), bytes: number('read', 0), sha256: text('of what was read') }, 'a file'), 'traces'),
    workingFolder: text('absolute'),
    packageFolder: text('absolute'),
    startedAt: text('ISO 8601'),
    wallSeconds: number('s', 0),
    machine: machineShape,
    scenarioSha256: text('of the scenario below'),
    scenario: anyObject,
  },
  'manifest of a run',
);

/** The manifest that a text holds; null when the text is something else (a scenario). Throws UsageError for a damaged one. */
export function parseManifest(source: string, name: string): Manifest | null {
  if (!source.trimStart().startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return null; // the scenario's parser says what is wrong, with line and column
  }
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'hindcast-manifest') return null;
  const check: (value: unknown, place: string) => asserts value is Manifest = manifestShape.check;
  try {
    check(value, '');
  } catch (error) {
    if (error instanceof ShapeError) throw new UsageError(`${name} is a damaged manifest: ${error.message}`);
    throw error;
  }
  if (scenarioSha256(value.scenario) !== value.scenarioSha256) {
    throw new UsageError(
      `${name}: the scenario in this manifest was changed after the run; a manifest repeats a run as it was. Run a scenario file to run something else`,
    );
  }
  return value;
}

export function scenarioSha256(scenario: Scenario): string {
  return createHash('sha256').update(JSON.stringify(scenario)).digest('hex');
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    platform: `${platform()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
  };
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
