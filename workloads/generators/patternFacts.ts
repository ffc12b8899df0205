/** What is known of a pattern before it is made, with that of the patterns that it is made of. */
import { assert } from '../../sim/base/assert.ts';
import type { PatternChoice } from '../workloadConfig.ts';
import type { ParamProblem, WorkloadSpec } from './ioPattern.ts';
import { workloadTable } from './workloadTable.ts';

export function workloadNamed(type: string): WorkloadSpec<object> {
  const spec = workloadTable.find(({ name }) => name === type);
  assert(spec !== undefined, 'the type of a workload is in the table');
  return spec;
}

/** What is wrong with its parameters on a space of this size; null: nothing. */
export function patternProblem(choice: PatternChoice, spaceBytes: number): ParamProblem | null {
  const own = workloadNamed(choice.type).problem(choice.params, spaceBytes);
  if (own !== null) return own;
  for (const [index, part] of partsOf(choice).entries()) {
    const problem = patternProblem(part, spaceBytes);
    if (problem !== null) return { ...problem, field: `of.${String(index)}.${problem.field}` };
  }
  return null;
}

export function largestIoBytes(choice: PatternChoice): number {
  return Math.max(workloadNamed(choice.type).largestIoBytes(choice.params), ...partsOf(choice).map(largestIoBytes));
}

/** All offsets and lengths are multiples of each of these. */
export function granulesBytes(choice: PatternChoice): readonly number[] {
  return [...workloadNamed(choice.type).granulesBytes(choice.params), ...partsOf(choice).flatMap(granulesBytes)];
}

/** Does it end by itself? */
export function patternEnds(choice: PatternChoice): boolean {
  const parts = partsOf(choice);
  return parts.length > 0 ? parts.every(patternEnds) : workloadNamed(choice.type).ends?.(choice.params) === true;
}

function partsOf({ type, params }: PatternChoice): readonly PatternChoice[] {
  const spec = workloadNamed(type);
  return spec.parts === undefined ? [] : spec.parts(params);
}
