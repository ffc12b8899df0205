/** Whether a row holds, and by how much it is off. */
import type { ValidationRow } from './validation.ts';

export interface Judgement {
  /** got − expected, relative to `expected` where the tolerance is. */
  readonly deviation: number;
  readonly allowed: number;
  readonly isRelative: boolean;
  readonly holds: boolean;
}

/** Rounding of the last bits: figures that are to be the same may differ by this share. */
const ROUNDING = 1e-12;

export function judge({ expected, got, tolerance, is = 'equal' }: ValidationRow): Judgement {
  const isRelative = 'relative' in tolerance;
  const allowed = isRelative ? tolerance.relative : tolerance.absolute;
  const difference = got - expected;
  const slack = (isRelative ? allowed * Math.abs(expected) : allowed) + ROUNDING * Math.abs(expected);
  const deviation = isRelative ? (difference === 0 ? 0 : difference / Math.abs(expected)) : difference;
  const holds = Number.isFinite(got) && (is === 'atMost' || difference >= -slack) && (is === 'atLeast' || difference <= slack);
  return { deviation, allowed, isRelative, holds };
}
