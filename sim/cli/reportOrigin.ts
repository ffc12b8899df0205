/** What a report says of where its run came from. */
import type { ReportOrigin } from '../../reports/reportInput.ts';
import { readableBytes } from '../../reports/text/readable.ts';
import type { Machine, Manifest } from './manifest.ts';

export function reportOrigin(manifest: Manifest): ReportOrigin {
  return {
    version: versionText(manifest),
    repeatCommand: manifest.repeat,
    scenario: manifest.scenario,
    summary: manifest.scenario.summary,
    machine: machineFacts(manifest),
  };
}

export function versionText({ version, commit }: { readonly version: string; readonly commit: string | null }): string {
  return commit === null ? version : `${version} (${commit.slice(0, 12)})`;
}

/** Name → value. */
export function machineFacts({ machine, startedAt }: { readonly machine: Machine; readonly startedAt: string }): Readonly<Record<string, string>> {
  return {
    processor: `${machine.cpu}, ${String(machine.cores)} cores`,
    memory: readableBytes(machine.memoryBytes),
    system: machine.platform,
    node: machine.node,
    started: startedAt,
  };
}
