import type { ParamSpec } from '../base/spec.ts';

export type PlannerParams = {
  readonly intervalNs: number;
  readonly stepRatio: number;
  readonly historyWindowNs: number;
  readonly sampleKeys: number;
  readonly tiers: string;
};

/** What all policies that move portions share. */
export const plannerParams: { readonly [K in keyof PlannerParams]: ParamSpec<PlannerParams[K]> } = {
  intervalNs: { unit: 'ns', default: 1_000_000_000, min: 1_000_000, max: 86_400_000_000_000, summary: 'time between two divisions' },
  stepRatio: { unit: 'ratio', default: 0.01, min: 0, max: 1, summary: 'portions stay as they are when less than this share of a tier would change hands' },
  historyWindowNs: {
    unit: 'ns',
    default: 5_000_000_000,
    max: 86_400_000_000_000,
    summary: 'how far back history is to reach, of VMs that have no retention time',
  },
  sampleKeys: { unit: 'count', default: 8192, min: 64, max: 4_194_304, summary: 'blocks of a VM that are watched at most; more are more exact' },
  tiers: {
    unit: 'name',
    default: 'dram',
    choices: ['dram', 'both'],
    summary: 'what holds blocks that are read again: DRAM (clean ones that leave it are dropped, flash is for history), or DRAM and flash as one LRU',
  },
};
