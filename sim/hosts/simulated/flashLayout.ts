/** How the flash device is laid out: the slots, and the log's area behind them that is written round and round. */
import type { EngineConfig } from '../../engine/protocol.ts';

export interface FlashLayout {
  readonly logStartBytes: number;
  readonly logAreaBytes: number;
  /** Of the whole device. */
  readonly sizeBytes: number;
}

/** Of the slots: that much goes to the log. */
const LOG_AREA_RATIO = 1 / 16;
const LOG_AREA_MIN_BYTES = 1 << 20;

export function flashLayout(config: Pick<EngineConfig, 'flashBlocks' | 'blockBytes'>): FlashLayout {
  const logStartBytes = config.flashBlocks * config.blockBytes;
  const logAreaBytes = Math.max(LOG_AREA_MIN_BYTES, Math.floor(logStartBytes * LOG_AREA_RATIO));
  return { logStartBytes, logAreaBytes, sizeBytes: logStartBytes + logAreaBytes };
}
