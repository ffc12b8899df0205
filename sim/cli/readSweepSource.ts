/** A sweep and the scenario that it varies, read: from a path, standard input, or a study that ships. */
import { dirname, resolve } from 'node:path';
import { readSweepFile } from '../experiment/sweepFile.ts';
import type { SweepFile } from '../experiment/sweepFile.ts';
import type { SweepSource } from '../experiment/sweepPlan.ts';
import { readYaml } from '../scenario/readYaml.ts';
import { ScenarioError } from '../scenario/scenarioError.ts';
import { shortPath } from './runFolder.ts';
import { readScenarioText } from './shippedScenarios.ts';
import type { ScenarioText } from './shippedScenarios.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usageError.ts';

export interface ReadSweep {
  readonly file: SweepFile;
  readonly source: SweepSource;
  /** Of the sweep, unless it has one itself. */
  readonly name: string;
}

/** Throws UsageError and ScenarioError. */
export async function readSweepSource(sweep: ScenarioText, terminal: Terminal): Promise<ReadSweep> {
  const file = readSweepFile(sweep.text, sweep.sourceName);
  return { file, source: await scenarioOf(file, sweep, terminal), name: nameOf(sweep.sourceName) };
}

async function scenarioOf({ scenario }: SweepFile, sweep: ScenarioText, terminal: Terminal): Promise<SweepSource> {
  if (scenario.kind !== 'scalar') return { node: scenario, sourceName: sweep.sourceName };
  const name = String(scenario.value);
  const isBare = /^[\w-]+$/.test(name);
  const path = isBare ? name : shortPath(resolve(terminal.folder, dirname(sweep.sourceName), name), terminal.folder);
  try {
    const { text, sourceName } = await readScenarioText(path, terminal);
    return { node: readYaml(text, { name: sourceName, isCwdRelative: false, hasPlaces: true }), sourceName };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new ScenarioError({ place: scenario.place, field: 'scenario', given: `is ${name}`, allowed: error.message });
  }
}

/** The file's name without folder and ending, as far as it makes a name. */
function nameOf(sourceName: string): string {
  const file = sourceName.slice(sourceName.lastIndexOf('/') + 1).replace(/\.(ya?ml|json)$/i, '');
  const name = file.replace(/[^\w-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'sweep' : name;
}
