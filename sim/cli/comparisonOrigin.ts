/** What the report of a comparison says of where it came from. */
import type { ComparisonOrigin } from '../../reports/comparison/comparisonInput.ts';
import { readableBytes } from '../../reports/text/readable.ts';
import type { CompareManifest } from './compareManifest.ts';
import { shellWord } from './manifest.ts';

export function comparisonOrigin(manifest: CompareManifest): ComparisonOrigin {
  const { machine, plan } = manifest;
  return {
    version: manifest.commit === null ? manifest.version : `${manifest.version} (${manifest.commit.slice(0, 12)})`,
    repeatCommand: manifest.repeat,
    command: manifest.command.map(shellWord).join(' '),
    summary: plan.variants[0]?.scenario.summary ?? '',
    machine: {
      processor: `${machine.cpu}, ${String(machine.cores)} cores`,
      memory: readableBytes(machine.memoryBytes),
      system: machine.platform,
      node: machine.node,
      started: manifest.startedAt,
    },
  };
}
