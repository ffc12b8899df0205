/** Units of time that a trace may be counted in. */
import type { ParamSpec } from '../../sim/base/spec.ts';
import { TimeOrigin } from './timeOrigin.ts';

export const timeUnits = ['ps', 'ns', 'us', 'ms', 's'] as const;
export type TimeUnit = (typeof timeUnits)[number];

const nsPerTick: Readonly<Record<TimeUnit, number>> = { ps: 1, ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** The parameter of formats that do not say the unit of their times. */
export function timeUnitParam(normally: TimeUnit, choices: readonly TimeUnit[], summary: string): ParamSpec<TimeUnit> {
  return { unit: 'name', default: normally, choices, summary };
}

export function timeOriginOf(unit: TimeUnit): TimeOrigin {
  return new TimeOrigin(nsPerTick[unit], unit === 'ps' ? 1000 : 1);
}
