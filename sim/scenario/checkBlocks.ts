import { formatQuantity } from '../base/units.ts';
import type { Resolver } from './resolver.ts';

/** Sizes of spaces, tiers and portions are whole blocks, and fewer than 2^31 of them. */
export function checkBlocks(path: string, bytes: number, blockBytes: number, resolver: Resolver): void {
  resolver.check(bytes % blockBytes === 0, path, `it must be a multiple of the block size, ${formatQuantity(blockBytes, 'bytes')}`);
  resolver.check(bytes / blockBytes < 2 ** 31, path, `at most 2^31 - 1 blocks of ${formatQuantity(blockBytes, 'bytes')} are possible`);
}
