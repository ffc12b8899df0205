/**
 * What the engine asks of a host that keeps the bytes of the log: checksums of what it wrote last to a slot, and to a block of the array. A host that keeps no
 * bytes gives none; lengths and times are the same.
 */
export interface DurableImage {
  /** Of the content of a flash slot, as last written, 0 … 2^32 − 1. */
  slotChecksum(slot: number): number;
  /** Of the content of a disk block on the array, as last written by the server; 0 where it never wrote it. */
  arrayChecksum(vm: number, block: number): number;
}
