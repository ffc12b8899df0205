/** A log that is limited keeps to its limit after every write, and reports the window that works. */
import { expect, test } from 'vitest';
import { createContext } from '../validation/createContext.ts';

const text = (target: number): string => `
duration: 1s
server: { dram: { size: 16MiB }, flash: { size: 64MiB }, cache: { retention: { records: 100 } } }
vms: [{ disk: 40MiB, memory: 0B, workload: { type: uniform, readRatio: 0, ios: 1000, queueDepth: 1 } }]
timeline: [{ at: 900ms, do: rollback, target: { sequence: ${target} } }]
`;

test('one hundred records reach one hundred writes back, no further', async () => {
  const { result } = await createContext('short').simulate(text(900));
  expect(result.cache.logRecords.max).toBe(100);
  expect(result.rollbacks).toMatchObject([{ refused: false, sequence: 900, recordsWalked: 100 }]);
  const further = await createContext('short').simulate(text(899));
  expect(further.result.rollbacks).toMatchObject([{ refused: true, sequence: 900 }]);
});
