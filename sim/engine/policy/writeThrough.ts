/**
 * Write-through: every block is destaged at once, and a write is acknowledged when the array has it (durability class `array`).
 */
import type { Spec } from '../../base/spec.ts';
import type { FlushContext, FlushPolicy } from './flushPolicy.ts';
import { StatelessFlush } from './statelessFlush.ts';

class WriteThrough extends StatelessFlush {
  override readonly demandsDurability = 'array';
}

export const writeThrough: Spec<Record<never, never>, FlushContext, FlushPolicy> = {
  name: 'write-through',
  summary: 'Destages every write at once; acknowledged when the array has it',
  source: 'Byan et al.: Mercury: host-side flash caching for the data center, MSST 2012',
  params: {},
  create: () => new WriteThrough(),
};
