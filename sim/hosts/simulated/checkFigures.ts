/** The three forms that a run's check has: equal, equal but for what chance and ends may do, at most. */
import type { CheckFigures } from '../../results/runResult.ts';

/** Sums of integers are exact up to 2^53 ns of operation time; beyond, this much is lost to rounding. */
const ROUNDING = 1e-9;

interface Law {
  readonly name: string;
  readonly summary: string;
}

export function checkEqual(law: Law, expected: number, measured: number): CheckFigures {
  return checkNear(law, expected, measured, 0);
}

/** `slack` is absolute, in the unit of the figures. */
export function checkNear({ name, summary }: Law, expected: number, measured: number, slack: number): CheckFigures {
  const scale = Math.max(1, Math.abs(expected));
  const tolerance = ROUNDING + slack / scale;
  return { name, summary, expected, measured, tolerance, passed: Math.abs(measured - expected) <= tolerance * scale };
}

export function checkAtMost({ name, summary }: Law, limit: number, measured: number): CheckFigures {
  return { name, summary, expected: limit, measured, tolerance: ROUNDING, passed: measured <= limit * (1 + ROUNDING) };
}
