/**
 * A run whose scenario asks how much its VMs slow each other down: the run itself, then each VM alone on the server. To whoever drives it, it is one run: what comes out is that of the run itself
 * (its digest too), with the slowdowns. Ended early, it has none.
 */
import { assert } from '../base/assert.ts';
import type { Simulation } from '../hosts/simulated/simulation.ts';
import type { IoFigures } from '../results/runResult.ts';
import type { RunRecord } from '../results/runRecord.ts';
import { slowdownFigures } from '../results/slowdownFigures.ts';
import { aloneScenario } from './aloneScenario.ts';
import { buildSimulation } from './build.ts';
import type { BuildOptions } from './build.ts';
import type { ScenarioInputs } from './loadInputs.ts';
import type { Scenario } from './scenario.ts';

/** What those who drive a run need of it. */
export interface ScenarioRun {
  readonly nowNs: number;
  readonly finished: boolean;
  readonly events: number;
  readonly ios: number;
  run(eventsMax: number): void;
  stopEarly(): void;
  finish(): RunRecord;
}

/** What a scenario asks for: a simulation, with its VMs alone behind it where slowdowns are wanted. */
export function buildRun(scenario: Scenario, inputs: ScenarioInputs, options: BuildOptions = {}): ScenarioRun {
  return scenario.slowdown && scenario.vms.length > 1 ? new SlowdownRun(scenario, inputs, options) : buildSimulation(scenario, inputs, options);
}

class SlowdownRun implements ScenarioRun {
  readonly #scenario: Scenario;
  readonly #inputs: ScenarioInputs;
  readonly #main: Simulation;
  /** By VM, of those that were run alone. */
  readonly #alone: IoFigures[] = [];
  /** The one that is run now. */
  #current: Simulation;
  /** Of those that are over. */
  #eventsBefore = 0;
  #isStopped = false;

  constructor(scenario: Scenario, inputs: ScenarioInputs, options: BuildOptions) {
    this.#scenario = scenario;
    this.#inputs = inputs;
    this.#main = buildSimulation(scenario, inputs, options);
    this.#current = this.#main;
  }

  /** Of the run itself, as far as all of its runs have come. */
  get nowNs(): number {
    const { durationNs, vms } = this.#scenario;
    const over = this.#current === this.#main ? 0 : this.#alone.length + 1;
    return Math.min(durationNs, Math.round((over * durationNs + this.#current.nowNs) / (vms.length + 1)));
  }

  get finished(): boolean {
    return this.#alone.length === this.#scenario.vms.length;
  }

  get events(): number {
    return this.#eventsBefore + (this.finished ? 0 : this.#current.events);
  }

  get ios(): number {
    return this.#main.ios;
  }

  run(eventsMax: number): void {
    let left = eventsMax;
    while (left > 0 && !this.finished) {
      const before = this.#current.events;
      this.#current.run(left);
      left -= this.#current.events - before;
      if (!this.#current.finished) return;
      this.#next();
    }
  }

  stopEarly(): void {
    this.#isStopped = true;
    if (this.#current === this.#main) this.#main.stopEarly();
  }

  finish(): RunRecord {
    assert(this.finished || this.#isStopped, 'a run is over when it has ended, or was stopped');
    const record = this.#main.finish();
    const { result } = record;
    return this.finished
      ? { ...record, result: { ...result, slowdown: slowdownFigures(result.vms, this.#alone) } }
      : { ...record, result: { ...result, partial: true } };
  }

  /** What has come to its end makes room for the next VM. */
  #next(): void {
    this.#eventsBefore += this.#current.events;
    if (this.#current !== this.#main) this.#alone.push(this.#current.finish().result.vms[0]!);
    if (this.finished) return;
    const { scenario, inputs } = aloneScenario(this.#scenario, this.#inputs, this.#alone.length);
    this.#current = buildSimulation(scenario, inputs);
  }
}
