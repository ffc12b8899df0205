/** Damage to bytes of a flash device, wherever they are: slots, and behind them the log. */
import type { ContentStore } from './contentStore.ts';

/** So much of the log, the newest, is spared: damage there can't be told from writes that were on their way when power failed, so nobody could say what is right then. */
const sparedBytes = 16 * 1024;

/** Slots that are being read or written just now, and what lies beyond the end of the device, are left as they are. */
export function damageFlash(store: ContentStore, blockBytes: number, offsetBytes: number, lengthBytes: number): void {
  const endBytes = offsetBytes + lengthBytes;
  const slots = Math.min(store.flash.slotCount, Math.ceil(endBytes / blockBytes));
  for (let slot = Math.floor(offsetBytes / blockBytes); slot < slots; slot++) store.damage.strike(slot);
  const { log } = store;
  if (log === null) return;
  const logStartBytes = store.flash.slotCount * blockBytes;
  const end = Math.min(endBytes - logStartBytes, store.logWrittenBytes);
  for (let at = Math.max(0, offsetBytes - logStartBytes); at < end; at++) {
    if (at >= store.logNewestBytes - sparedBytes && at < store.logNewestBytes) continue;
    log[at] ^= 0xff;
    store.damage.isLogHit = true;
  }
}
