/** What a report says of where its run came from. */
import type { ReportOrigin } from '../../reports/reportInput.ts';
import { readableBytes } from '../../reports/text/readable.ts';
import type { Manifest } from './manifest.ts';

export function reportOrigin(manifest: Manifest): ReportOrigin {
  const { machine } = manifest;
  return {
    version: manifest.commit === null ? manifest.version : `${manifest.version} (${manifest.commit.slice(0, 12)})`,
    repeatCommand: manifest.repeat,
    scenario: manifest.scenario,
    summary: manifest.scenario.summary,
    machine: {
      processor: `${machine.cpu}, ${String(machine.cores)} cores`,
      memory: readableBytes(machine.memoryBytes),
      system: machine.platform,
      node: machine.node,
      started: manifest.startedAt,
    },
  };
}
