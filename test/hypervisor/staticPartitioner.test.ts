import { expect, test } from 'vitest';
import { staticPartition } from '../../sim/hypervisor/staticPartitioner.ts';

const nothing = { dramBlocks: 0, flashBlocks: 0, logRecords: 0 };
const unlimited = { dramBlocks: Infinity, flashBlocks: Infinity, logRecords: Infinity };
const open = { weight: 1, dramBlocks: null, flashBlocks: null, logRecords: null, atLeast: nothing, atMost: unlimited };
const partitioner = staticPartition.create({}, null);

test('gives what is fixed, then shares the rest by weight; the remainder goes to the first', () => {
  const result = partitioner.partition({ dramBlocks: 100, flashBlocks: 1000, logRecords: 7 }, [open, { ...open, weight: 2, dramBlocks: 10 }, open]);
  expect(result).toEqual({
    ok: true,
    portions: [
      { dramBlocks: 45, flashBlocks: 250, logRecords: 2 },
      { dramBlocks: 10, flashBlocks: 500, logRecords: 4 },
      { dramBlocks: 45, flashBlocks: 250, logRecords: 1 },
    ],
  });
});

test('names the amount that is exceeded', () => {
  const result = partitioner.partition({ dramBlocks: 100, flashBlocks: 10, logRecords: 10 }, [
    { ...open, flashBlocks: 8 },
    { ...open, flashBlocks: 4 },
  ]);
  expect(result).toEqual({ ok: false, exceeded: 'flashBlocks', wanted: 12, available: 10 });
});
