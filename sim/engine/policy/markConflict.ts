import type { ParamConflict } from '../../base/spec.ts';

/** A low mark above the high one makes no sense. */
export function markConflict({ low, high }: { readonly low: number; readonly high: number }): ParamConflict | null {
  return low > high ? { param: 'low', allowed: `at most the high mark, ${String(high)}, is possible` } : null;
}
