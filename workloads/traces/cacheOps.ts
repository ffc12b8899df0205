/**
 * Operations of a cache, as libCacheSim numbers them, as those of a disk: get and gets read; set, add, cas, replace, append, prepend and incr write; delete discards. nop is no request.
 */
import { Op } from '../../sim/engine/protocol.ts';

export const unknownCacheOp = 255;
export const noCacheOp = 254;

const names = ['nop', 'get', 'gets', 'set', 'add', 'cas', 'replace', 'append', 'prepend', 'delete', 'incr'];

/** By code. */
export const cacheOps: Uint8Array = new Uint8Array(256).fill(unknownCacheOp);
names.forEach((name, code) => {
  cacheOps[code] = name === 'nop' ? noCacheOp : name.startsWith('get') ? Op.Read : name === 'delete' ? Op.Discard : Op.Write;
});

/** For messages: `0 nop, 1 get, …`. */
export const cacheOpNames: string = names.map((name, code) => `${String(code)} ${name}`).join(', ');
