/** What the report of a comparison or a sweep says of where it came from. */
import type { Provenance } from '../../reports/html/provenance.ts';
import type { SweepResult } from '../results/sweepResult.ts';
import type { CompareManifest } from './compareManifest.ts';
import { shellWord } from './manifest.ts';
import type { Machine } from './manifest.ts';
import { machineFacts, versionText } from './reportOrigin.ts';
import type { SweepManifest } from './sweepManifest.ts';

interface ExperimentManifest {
  readonly version: string;
  readonly commit: string | null;
  readonly repeat: string;
  /** What was typed, where that is not what repeats it. */
  readonly command?: readonly string[];
  readonly machine: Machine;
  readonly startedAt: string;
}

export function comparisonOrigin(manifest: CompareManifest): Provenance {
  return experimentOrigin(manifest, manifest.plan.variants[0]?.scenario.summary ?? '');
}

export function sweepOrigin(manifest: SweepManifest, { summary }: SweepResult): Provenance {
  return experimentOrigin(manifest, summary);
}

function experimentOrigin(manifest: ExperimentManifest, summary: string): Provenance {
  return {
    version: versionText(manifest),
    repeatCommand: manifest.repeat,
    command: manifest.command === undefined ? manifest.repeat : manifest.command.map(shellWord).join(' '),
    summary,
    machine: machineFacts(manifest),
  };
}
