import { expect } from 'vitest';
import type { ParamSpec } from '../../sim/base/spec.ts';

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly params: object;
}

/** Help, messages and docs come from the spec: everything in it is filled in, and the defaults are within their bounds. */
export function hasDescription(spec: Described): void {
  expect(spec.name).toMatch(/^[a-z0-9][a-z0-9-]*$/i);
  expect(spec.summary.length).toBeGreaterThan(10);
  expect(spec.source).not.toBe('');
  for (const [name, param] of Object.entries(spec.params as Record<string, ParamSpec<unknown>>)) {
    expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(param.summary).not.toBe('');
    if (typeof param.default === 'number') {
      expect(param.default).toBeGreaterThanOrEqual(param.min ?? -Infinity);
      expect(param.default).toBeLessThanOrEqual(param.max ?? Infinity);
    }
  }
}
