/** The blocks that a request touches, for planners: one number for each block of both spaces. */
import { blocksTouched } from '../base/units.ts';
import { Op } from '../engine/protocol.ts';
import type { IoRequest } from '../engine/protocol.ts';

/** Whether the request uses blocks at all. */
export function usesBlocks(request: IoRequest): boolean {
  return (request.op === Op.Read || request.op === Op.Write) && request.view < 0;
}

/** Key of the first block that the request touches; the next one's is 2 more. */
export function firstBlockKey(request: IoRequest, blockBytes: number): number {
  return Math.floor(request.offsetBytes / blockBytes) * 2 + request.space;
}

export function blockCount(request: IoRequest, blockBytes: number): number {
  return blocksTouched(request.offsetBytes, request.lengthBytes, blockBytes);
}
