/** Writes that the flush policy holds back before they are admitted. */
import type { EngineCore } from './core.ts';
import type { IoOp } from './ioOp.ts';
import type { WriteThrottle } from './policy/flushPolicy.ts';
import type { VmCache } from './vmCache.ts';

/** Must the write, the first in its row, wait still? It is told once how long, unless it is to wait for a destage. */
export function isThrottled(core: EngineCore, vm: VmCache, op: IoOp, throttle: WriteThrottle): boolean {
  if (op.space !== 0) return false;
  if (op.admitAtNs === Infinity) {
    op.admitAtNs = throttle.admitAtNs(core.nowNs, op.arrivedNs, vm);
    if (op.admitAtNs === Infinity) return true;
  }
  if (op.admitAtNs <= core.nowNs) return false;
  vm.admitAtNs = op.admitAtNs;
  core.wakeAt(op.admitAtNs);
  return true;
}
