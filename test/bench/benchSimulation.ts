/** The simulation of `workloads/scenarios/bench-oltp.yaml`, as long as a benchmark wants it to run. */
import { readFileSync } from 'node:fs';
import type { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import { buildSimulation, engineConfigOf } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { CacheEngine } from '../../sim/engine/engine.ts';
import type { EngineConfig } from '../../sim/engine/protocol.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

const file = new URL('../../workloads/scenarios/bench-oltp.yaml', import.meta.url);

/** Long enough for any number of IOs. */
const DURATION_NS = 1e14;

/** `sets` as in `--set PATH=VALUE`. The time series is sampled as often as in the scenario itself. */
export function benchScenario(sets: Readonly<Record<string, string>> = {}): Scenario {
  const list = Object.entries(sets).map(([path, value]) => ({ path, value, cwdRelative: true }));
  return { ...parseScenario(readFileSync(file, 'utf8'), 'bench-oltp.yaml', list), durationNs: DURATION_NS };
}

export async function benchSimulation(scenario: Scenario): Promise<Simulation> {
  return buildSimulation(scenario, await loadInputs(scenario, () => Promise.reject(new Error('the scenario has no traces'))), { oracle: 'off' });
}

/** The engine of the scenario alone. */
export async function benchEngine(scenario: Scenario): Promise<{ readonly engine: CacheEngine; readonly config: EngineConfig }> {
  const config = engineConfigOf(scenario, await loadInputs(scenario, () => Promise.reject(new Error('the scenario has no traces'))));
  return { engine: new CacheEngine(config), config };
}

/** Runs until that many more requests are answered. */
export function runIos(simulation: Simulation, ios: number): void {
  const target = simulation.ios + ios;
  while (simulation.ios < target) simulation.run(target - simulation.ios > 10_000 ? 1000 : 1);
}
