/** What the report of a comparison or a sweep says of where it came from. */
import type { Provenance } from '../../reports/html/provenance.ts';
import { shellWord } from './manifest.ts';
import type { Machine } from './manifest.ts';
import { machineFacts, versionText } from './reportOrigin.ts';

interface ExperimentManifest {
  readonly version: string;
  readonly commit: string | null;
  readonly repeat: string;
  /** What was typed, where that is not what repeats it. */
  readonly command?: readonly string[];
  readonly machine: Machine;
  readonly startedAt: string;
}

export function experimentOrigin(manifest: ExperimentManifest, summary: string): Provenance {
  return {
    version: versionText(manifest),
    repeatCommand: manifest.repeat,
    command: manifest.command === undefined ? manifest.repeat : manifest.command.map(shellWord).join(' '),
    summary,
    machine: machineFacts(manifest),
  };
}
