/**
 * What the cells of a sweep read is there and fits, said before the first run and not by a worker in the middle; and a hash of it, which finished runs are known by.
 *
 * Cells that read nothing are checked, too: whether disks and portions have room for the IOs is known only then.
 */
import { createHash } from 'node:crypto';
import { loadInputs } from '../scenario/loadInputs.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { requireMemory } from './requireMemory.ts';
import { TraceOpener } from './traceOpener.ts';
import { UsageError } from './usageError.ts';

/** By scenario: a hash over the content of the files that it reads. `nameOf` tells a cell in messages. */
export async function checkSweepInputs(
  scenarios: readonly Scenario[],
  folder: string,
  nameOf: (index: number) => string,
): Promise<(scenario: Scenario) => string> {
  const hashes = new Map<string, string>();
  const reading = new Set<string>();
  for (const [index, scenario] of scenarios.entries()) {
    if (reading.has(workloadsOf(scenario))) continue; // traces are read once, however many cells replay them
    const opener = new TraceOpener(folder, null);
    try {
      requireMemory(scenario);
      await loadInputs(scenario, opener.open);
    } catch (error) {
      if (error instanceof Error && ['ScenarioError', 'UsageError'].includes(error.name)) throw new UsageError(`${nameOf(index)}: ${error.message}`);
      throw error;
    }
    if (opener.inputs().length > 0) reading.add(workloadsOf(scenario));
    const read = opener.inputs().map(({ bytes, sha256 }) => [bytes, sha256]);
    hashes.set(workloadsOf(scenario), createHash('sha256').update(JSON.stringify(read)).digest('hex'));
  }
  return (scenario) => hashes.get(workloadsOf(scenario)) ?? '';
}

/** What is read hangs on the workloads alone. */
function workloadsOf({ vms }: Scenario): string {
  return JSON.stringify(vms.map(({ workloads }) => workloads));
}
