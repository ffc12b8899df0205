/** What a request of a trace may be at most, whatever the format: every byte that it touches has an address below 2^53, which is what numbers are exact up to. */
export const sectorBytes = 512 as const;
/** 8 PiB less one request of the largest length. */
export const offsetBytesMax = Number.MAX_SAFE_INTEGER - 0xffff_ffff;
export const sectorMax = Math.floor(offsetBytesMax / sectorBytes);
/** Of a read or write, in bytes; longer ones are taken for damage. */
export const lengthBytesMax = 0x7fff_ffff;
export const sectorsMax = Math.floor(lengthBytesMax / sectorBytes);

/** For `ReadNotes`: what touches no byte is no request. */
export const emptyRequests = 'requests of length 0, left out';
