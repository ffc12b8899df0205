/**
 * The cells of a sweep, resolved: each combination of values with its scenario, and the seeds that it is run with.
 *
 * Everything that can be wrong with a sweep is refused here, before anything runs, at the place where it stands.
 */
import { parseQuantity } from '../base/units.ts';
import type { QuantityUnit } from '../base/units.ts';
import { nearMiss } from '../base/nearMiss.ts';
import type { ScenarioSet } from '../scenario/applySets.ts';
import { refuseNode } from '../scenario/field.ts';
import type { InputNode } from '../scenario/inputNode.ts';
import { parseScenarioNode } from '../scenario/parse.ts';
import type { OracleMode, Scenario } from '../scenario/scenario.ts';
import type { SweptForm } from '../results/sweepResult.ts';
import { axisLabels } from './axisLabels.ts';
import type { ClosedForm } from './closedForms/closedForm.ts';
import { replicationSeeds } from './replicationSeeds.ts';
import { nodeText, seedsNormal } from './sweepFile.ts';
import type { SweepFile, WrittenAxis, WrittenValue } from './sweepFile.ts';

export interface SweepAxis {
  /** As short as it is clear; the column of the results. */
  readonly label: string;
  /** Of the scenario; null: the variants. */
  readonly path: string | null;
  readonly values: readonly string[];
  /** The values as numbers in the base unit, where all of them are quantities of one kind. */
  readonly scale: { readonly unit: QuantityUnit; readonly values: readonly number[] } | null;
}

export interface SweepCell {
  /** By axis, the index of its value. */
  readonly at: readonly number[];
  /** What makes it differ from the others, as text. */
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  /** With the first seed. */
  readonly scenario: Scenario;
}

export interface SweepPlan {
  readonly name: string;
  readonly summary: string;
  readonly expected: string;
  readonly axes: readonly SweepAxis[];
  readonly cells: readonly SweepCell[];
  readonly seeds: readonly number[];
  /** Names of metrics that are shown; null: the main ones. */
  readonly metrics: readonly string[] | null;
  /** What theory gives for one of the metrics, by cell; null: nothing was named. */
  readonly closedForm: SweptForm | null;
}

/** What a sweep's scenario comes from: a document and its name. */
export interface SweepSource {
  readonly node: InputNode;
  readonly sourceName: string;
}

export interface SweepChanges {
  /** Applied to all cells, before what varies. */
  readonly sets: readonly ScenarioSet[];
  /** Instead of the scenario's. */
  readonly seed: number | null;
  readonly oracle: OracleMode;
}

export const cellsMax = 10_000;
const runsMax = 1_000_000;

/** `name` is the sweep's unless it has one itself. Throws ScenarioError. */
export function sweepPlan(file: SweepFile, source: SweepSource, name: string, changes: SweepChanges): SweepPlan {
  const axes = namedAxes(file.axes);
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  const last = file.axes.at(-1)?.node ?? source.node;
  if (count > cellsMax) refuseNode(last, 'grid', `these are ${String(count)} cells; at most ${String(cellsMax)} are possible`);
  const fixed = file.set.map(({ path, node }) => ({ path, value: '', node, cwdRelative: false }));
  const cells = combinations(file, axes).map(({ at, values }) => {
    const varied = values.flatMap(({ sets }) => sets.map(({ path, node }) => ({ path, value: '', node, cwdRelative: false })));
    const scenario = parseScenarioNode(source.node, source.sourceName, [...fixed, ...changes.sets, ...varied]);
    const sets = varied.map(({ path, node }) => ({ path, value: nodeText(node) }));
    return { at, sets, scenario: { ...scenario, name: file.name ?? name, summary: file.summary, oracle: changes.oracle } };
  });
  const first = cells[0];
  if (first === undefined) return refuseNode(file.without[0]?.node ?? last, 'without', 'something must be left to be run');
  refuseIdle(file.axes, axes, cells);
  const wanted = file.seeds ?? seedsNormal;
  const seeds = typeof wanted === 'number' ? replicationSeeds(changes.seed ?? first.scenario.seed, wanted) : wanted;
  if (seeds.length * cells.length > runsMax) refuseNode(last, 'seeds', `these are more than ${String(runsMax)} runs; fewer cells or seeds are needed`);
  const seed = seeds[0] ?? first.scenario.seed;
  return {
    name: file.name ?? name,
    summary: file.summary,
    expected: file.expected,
    axes,
    cells: cells.map((cell) => ({ ...cell, scenario: { ...cell.scenario, seed } })),
    seeds,
    metrics: file.metrics,
    closedForm: file.closedForm === null ? null : formOf(file.closedForm, cells),
  };
}

function formOf(form: ClosedForm, cells: readonly SweepCell[]): SweptForm {
  const { name, source, metric } = form;
  return { name, source, metric, values: cells.map(({ scenario }) => form.value(scenario)) };
}

function namedAxes(written: readonly WrittenAxis[]): SweepAxis[] {
  const labels = axisLabels(written.flatMap(({ path }) => path ?? []));
  return written.map(({ path, values }, axis) => ({
    label: path === null ? 'variant' : (labels[written.slice(0, axis).filter((before) => before.path !== null).length] ?? path),
    path,
    values: values.map(({ label }) => label),
    scale: path === null ? null : scaleOf(values),
  }));
}

const units: readonly QuantityUnit[] = ['ns', 'bytes', 'bytesPerSecond', 'perSecond', 'ratio'];

/** Of what is set, or else of the names that the values have. */
function scaleOf(values: readonly WrittenValue[]): SweepAxis['scale'] {
  const set = values.map(({ node }) => (node.kind !== 'scalar' ? '' : typeof node.value === 'string' ? node.value : node.text));
  return quantities(set) ?? quantities(values.map(({ label }) => label));
}

function quantities(texts: readonly string[]): SweepAxis['scale'] {
  for (const unit of units) {
    const parsed = texts.map((text) => parseQuantity(text, unit));
    const numbers = parsed.flatMap((quantity) => (quantity.ok ? [quantity.value] : []));
    if (numbers.length === texts.length) return { unit, values: numbers };
  }
  return null;
}

interface Combination {
  readonly at: readonly number[];
  readonly values: readonly WrittenValue[];
}

/** The last axis changes fastest; without those that are left out. */
function combinations(file: SweepFile, axes: readonly SweepAxis[]): Combination[] {
  let all: Combination[] = [{ at: [], values: [] }];
  for (const { values } of file.axes) {
    all = all.flatMap((before) => values.map((value, index) => ({ at: [...before.at, index], values: [...before.values, value] })));
  }
  const left = file.without.map((entry) => leftOut(entry, axes));
  return all.filter(({ at }) => !left.some((test) => test(at)));
}

function leftOut({ node, labels }: SweepFile['without'][number], axes: readonly SweepAxis[]): (at: readonly number[]) => boolean {
  const names = axes.map(({ label }) => label);
  const wanted = [...labels].map(([name, value]) => {
    const axis = axes.findIndex(({ label, path }) => label === name || path === name);
    const found = axes[axis];
    if (found === undefined) refuseNode(node, `without.${name}`, `it is none of what varies: ${names.join(', ')}`, nearMiss(name, names));
    const index = found.values.indexOf(value);
    if (index < 0) refuseNode(node, `without.${name}`, `${value} is none of its values: ${found.values.join(', ')}`, nearMiss(value, found.values));
    return { axis, index };
  });
  return (at) => wanted.every(({ axis, index }) => at[axis] === index);
}

/** A field that changes no scenario is a misunderstanding (a VM's own setting goes before the server's). */
function refuseIdle(written: readonly WrittenAxis[], axes: readonly SweepAxis[], cells: readonly SweepCell[]): void {
  for (const [number, { label, values }] of axes.entries()) {
    if (values.length < 2) continue;
    const texts = new Map<string, Set<string>>();
    let compared = 0;
    for (const { at, scenario } of cells) {
      const others = at.map((index, axis) => (axis === number ? '' : index)).join();
      const group = texts.get(others) ?? new Set();
      if (texts.has(others)) compared++;
      texts.set(others, group.add(JSON.stringify(scenario)));
    }
    const isIdle = compared > 0 && [...texts.values()].every((group) => group.size === 1);
    const node = written[number]?.node;
    if (isIdle && node !== undefined)
      refuseNode(node, label, "all its values make the same scenario: it has no effect (a VM's own setting goes before the server's)");
  }
}
