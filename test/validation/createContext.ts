/** The way from the text of a scenario to the result of its run: the one that `hindcast run` takes, without files. */
import { Simulation } from '../../sim/hosts/simulated/simulation.ts';
import { simulationConfigOf } from '../../sim/scenario/build.ts';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Planting, SimulatedOutcome, ValidationContext, ValidationSize } from './validation.ts';

const EVENTS_AT_A_TIME = 100_000;

/** `plant` breaks the model that is run; null: the model as it is. */
export function createContext(size: ValidationSize, plant: Planting | null = null): ValidationContext {
  return {
    size,
    async simulate(text: string): Promise<SimulatedOutcome> {
      const scenario = parseScenario(text, 'validation.yaml', []);
      const inputs = await loadInputs(scenario, () => Promise.reject(new Error('a validation has no traces')));
      const config = simulationConfigOf(scenario, inputs, { oracle: scenario.crashSample > 0 ? scenario.oracle : 'off' });
      const simulation = new Simulation(plant === null ? config : plant(config));
      while (!simulation.finished) simulation.run(EVENTS_AT_A_TIME);
      const { result, series } = simulation.finish();
      return { result, series };
    },
  };
}
