/**
 * CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320, as in zlib and gzip), four bytes at a time ("slicing-by-4": M. Kounavis, F. Berry: A systematic approach
 * to building high performance software-based CRC generators, ISCC 2005).
 */
const tables = makeTables();

function makeTables(): Uint32Array {
  const table = new Uint32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let slice = 1; slice < 4; slice++) {
      const before = table[(slice - 1) * 256 + byte];
      table[slice * 256 + byte] = (before >>> 8) ^ table[before & 255];
    }
  }
  return table;
}

/** Of bytes `from` … `to` − 1, as a number from 0 to 2^32 − 1. `before` goes on from another part's. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length, before = 0): number {
  let crc = ~before;
  let at = from;
  for (const end = to - 3; at < end; at += 4) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc = tables[768 + (crc & 255)] ^ tables[512 + ((crc >>> 8) & 255)] ^ tables[256 + ((crc >>> 16) & 255)] ^ tables[crc >>> 24];
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]) & 255];
  return ~crc >>> 0;
}
