/** The result of a sweep as findings ask for it: a metric where some axes have certain values. What is not there is an error in the study, and an assertion. */
import { assert } from '../../base/assert.ts';
import type { SweepResult, SweptCell, SweptFigures } from '../../results/sweepResult.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { StudyTheory } from './study.ts';

/** Values by label of their axis; axes that have but one value may be left out. */
export type Place = Readonly<Record<string, string>>;

export class SweepView {
  readonly result: SweepResult;
  readonly #scenarios: readonly Scenario[];

  /** `scenarios` by cell. */
  constructor(result: SweepResult, scenarios: readonly Scenario[]) {
    this.result = result;
    this.#scenarios = scenarios;
  }

  values(label: string): readonly string[] {
    const axis = this.result.axes.find((candidate) => candidate.label === label);
    assert(axis !== undefined, 'a study asks for what its sweep varies');
    return axis.values;
  }

  mean(metric: string, place: Place): number {
    return this.figures(metric, place).mean;
  }

  figures(metric: string, place: Place): SweptFigures {
    const found = this.result.cells[this.#cellAt(place)]?.metrics[metric];
    assert(found !== undefined, 'a study asks for a metric that its runs have');
    return found;
  }

  /** Ratio of two means. */
  ratio(metric: string, place: Place, base: Place): number {
    return this.mean(metric, place) / this.mean(metric, base);
  }

  /** The intervals of two cells don't touch: a rough test, enough to tell an effect from noise. */
  areApart(metric: string, one: Place, other: Place): boolean {
    const [first, second] = [this.figures(metric, one), this.figures(metric, other)];
    const [firstLow, firstHigh, secondLow, secondHigh] = [first.ciLow, first.ciHigh, second.ciLow, second.ciHigh].map((value) => value ?? NaN);
    return (firstLow ?? 0) > (secondHigh ?? 0) || (secondLow ?? 0) > (firstHigh ?? 0);
  }

  /** Of the theory, in a cell. */
  expected(theory: StudyTheory, cell: number): number | null {
    const scenario = this.#scenarios[cell];
    const swept = this.result.cells[cell];
    assert(scenario !== undefined && swept !== undefined, 'each cell has a scenario');
    return theory.value(scenario, (metric) => swept.metrics[metric]?.mean ?? NaN);
  }

  /** The largest deviation of ours from the theory, over the cells that it says something of. */
  largestDeviation(theory: StudyTheory): number {
    const deviations = this.result.cells.flatMap((cell, number) => {
      const [got, expected] = [cell.metrics[theory.metric]?.mean, this.expected(theory, number)];
      return got === undefined || expected === null ? [] : [Math.abs(got / expected - 1)];
    });
    return Math.max(...deviations);
  }

  #cellAt(place: Place): number {
    const { axes, cells } = this.result;
    const wanted = Object.entries(place).map(([label, value]) => {
      const axis = axes.findIndex((candidate) => candidate.label === label);
      const index = axes[axis]?.values.indexOf(value) ?? -1;
      assert(index >= 0, 'a study names axes and values that its sweep has');
      return { axis, index };
    });
    const found = cells.findIndex((cell: SweptCell) => wanted.every(({ axis, index }) => cell.at[axis] === index));
    assert(found >= 0, 'a study asks for a cell that its sweep has');
    return found;
  }
}
