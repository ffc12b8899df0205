/** The digests of the scenarios that ship, at an instant that is reached within seconds. */
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildSimulation } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const scenarioFolder = 'workloads/scenarios/';

/** By name, as `hindcast run` takes it. */
export const scenarioNames: readonly string[] = (await readdir(projectFolder + scenarioFolder))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

/** With a rollback behind it; the others, which go on as they began, are looked at after this share of their duration. */
const instantsNs: ReadonlyMap<string, number> = new Map([
  ['quickstart', 3.2e9],
  ['overwrite-and-rollback', 4.2e9],
  ['bench-oltp', 15e6],
]);
const otherShare = 0.05;

/** When a scenario is looked at. */
export async function instantNs(name: string): Promise<number> {
  return instantsNs.get(name) ?? Math.round((await scenarioNamed(name)).durationNs * otherShare);
}

/** The digest of a run in Node at this instant; Infinity: at its end. */
export async function digestAt(name: string, atNs: number): Promise<string> {
  const scenario = await scenarioNamed(name);
  const inputs = await loadInputs(scenario, (path) => Promise.resolve(createReadStream(projectFolder + path) as AsyncIterable<Uint8Array>));
  const simulation = buildSimulation(scenario, inputs, { oracle: 'off' });
  simulation.run(Infinity, atNs);
  return simulation.digest();
}

async function scenarioNamed(name: string): Promise<Scenario> {
  const sourceName = `${scenarioFolder}${name}.yaml`;
  return parseScenario(await readFile(projectFolder + sourceName, 'utf8'), sourceName, []);
}
