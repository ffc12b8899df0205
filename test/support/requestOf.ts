import type { IoRequest, RequestTag, VmId } from '../../sim/engine/protocol.ts';

/** A request to be filled in. */
export function requestOf(parts: Partial<IoRequest> = {}): IoRequest {
  return { tag: 0 as RequestTag, vm: 0 as VmId, space: 0, op: 0, offsetBytes: 0, lengthBytes: 0, forceUnitAccess: false, buffer: 0, view: -1, ...parts };
}
