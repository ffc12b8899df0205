import { Op } from '../../sim/engine/protocol.ts';

/** SCSI operation codes (SBC-4) that a block trace holds: READ and WRITE of 6, 10, 12 and 16 bytes, SYNCHRONIZE CACHE, UNMAP. 255: any other. */
export const scsiOps: Uint8Array = new Uint8Array(65536).fill(255);
for (const code of [0x08, 0x28, 0xa8, 0x88]) scsiOps[code] = Op.Read;
for (const code of [0x0a, 0x2a, 0xaa, 0x8a]) scsiOps[code] = Op.Write;
scsiOps[0x35] = Op.Flush;
scsiOps[0x91] = Op.Flush;
scsiOps[0x42] = Op.Discard;
