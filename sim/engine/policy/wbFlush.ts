/**
 * Write-back with barriers that reach the array (WB-flush): a flush of the guest, and a write with FUA, is answered only when the array holds every block that
 * was written before it. The loss of the whole server then costs no more than what came after the last barrier, as a file system expects.
 *
 * Between barriers nothing is destaged but what makes room; with `background` everything is, as soon as the array takes it, so that barriers find less to do.
 */
import type { Spec } from '../../base/spec.ts';
import type { FlushContext, FlushPolicy } from './flushPolicy.ts';
import { WbPersist } from './wbPersist.ts';

type Params = { readonly background: boolean };

class WbFlush extends WbPersist {
  readonly flushesToArray = true;
}

export const wbFlush: Spec<Params, FlushContext, FlushPolicy> = {
  name: 'wb-flush',
  summary: 'Write-back whose barriers hold: a flush of the guest is answered when the array has all that was written before it',
  source: 'Qin, Brown, Goel: Reliable writeback for client-side flash caches, USENIX ATC 2014',
  params: { background: { unit: 'flag', default: false, summary: 'destage between barriers too, as soon as the array takes it' } },
  create: (params) => new WbFlush(params.background),
};
