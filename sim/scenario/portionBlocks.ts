import { bytesToBlocksDown } from '../base/units.ts';
import type { Portion } from '../engine/protocol.ts';
import type { VmScenario } from './scenario.ts';

/** A portion in the engine's terms. */
export function portionBlocks(portion: VmScenario['portion'], blockBytes: number): Portion {
  return {
    dramBlocks: bytesToBlocksDown(portion.dramBytes, blockBytes),
    flashBlocks: bytesToBlocksDown(portion.flashBytes, blockBytes),
    logRecords: portion.logRecords,
  };
}
