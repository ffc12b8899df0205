/**
 * Write-around: as write-through, but the cache does not keep what was written: once the array has it, its slots are free, and the block comes into the cache
 * when it is read. On its way the data is in DRAM and, as with any write whose log has to survive a crash, on flash.
 */
import type { Spec } from '../../base/spec.ts';
import type { FlushContext, FlushPolicy } from './flushPolicy.ts';
import { StatelessFlush } from './statelessFlush.ts';

class WriteAround extends StatelessFlush {
  override readonly demandsDurability = 'array';
  readonly dropsDestaged = true;
}

export const writeAround: Spec<Record<never, never>, FlushContext, FlushPolicy> = {
  name: 'write-around',
  summary: 'Destages every write at once, acknowledged when the array has it, and keeps no copy: a block is cached when it is read',
  source: 'Facebook flashcache, doc/flashcache-sa-guide.txt: cache mode write-around',
  params: {},
  create: () => new WriteAround(),
};
