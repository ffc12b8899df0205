/** Every workload of the table that is drawn keeps the contract of `IoPattern`: it is enough to be in the table to be tested here. Traces have tests of their own. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { Op } from '../../sim/engine/protocol.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { IoPattern } from '../../workloads/generators/ioPattern.ts';
import { workloadTable } from '../../workloads/generators/workloadTable.ts';
import { hasDescription } from './hasDescription.ts';

const blockBytes = 4096;
const spaceBytes = 16 * 1024 * 1024;
const drawn = workloadTable.filter(({ name }) => name !== 'trace');

interface DrawnIo {
  readonly op: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

function create(spec: (typeof workloadTable)[number], seed: number): IoPattern {
  const params = Object.fromEntries(Object.entries(spec.params as Record<string, { readonly default: unknown }>).map(([name, param]) => [name, param.default]));
  return spec.create(params, { blockBytes, spaceBytes, stream: new RandomStream(seed, spec.name), key: 7, trace: null });
}

function take(pattern: IoPattern, count: number): DrawnIo[] {
  const into = { op: Op.Read, offsetBytes: 0, lengthBytes: 0 } as IoRequest;
  return Array.from({ length: count }, () => {
    pattern.next(into);
    return { op: into.op, offsetBytes: into.offsetBytes, lengthBytes: into.lengthBytes };
  });
}

describe.each(drawn.map((spec) => [spec.name, spec] as const))('workload %s', (_, spec) => {
  it('says what it is', () => {
    hasDescription(spec);
  });

  it('stays inside its space, and reads and writes', () => {
    const ios = take(create(spec, 1), 20_000);
    const outside = ios.filter(
      ({ offsetBytes, lengthBytes }) => !Number.isSafeInteger(offsetBytes) || offsetBytes < 0 || lengthBytes <= 0 || offsetBytes + lengthBytes > spaceBytes,
    );
    expect(outside).toEqual([]);
    expect(new Set(ios.map(({ op }) => op))).toEqual(new Set([Op.Read, Op.Write]));
  });

  it('is the same with the same seed, and another with another', () => {
    expect(take(create(spec, 1), 1_000)).toEqual(take(create(spec, 1), 1_000));
    expect(take(create(spec, 1), 1_000)).not.toEqual(take(create(spec, 2), 1_000));
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const first = create(spec, 3);
    take(first, 777);
    const saved = structuredClone(first.save());
    const expected = take(first, 777);
    const second = create(spec, 4);
    second.restore(saved);
    expect(take(second, 777)).toEqual(expected);
  });
});

it('names of workloads are unique', () => {
  expect(new Set(workloadTable.map(({ name }) => name)).size).toBe(workloadTable.length);
});
