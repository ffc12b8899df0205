/**
 * What the engine asks of a host that keeps the bytes of the log: checksums of what is in a slot, and in a block of the array. A host that keeps no bytes gives
 * none; lengths and times are the same. The same content has the same checksum, wherever it is.
 */
export interface DurableImage {
  /** Of what the command that completes has written to a flash slot, or read from it, 0 … 2^32 − 1. Asked only while that command completes. */
  slotChecksum(slot: number): number;
  /** Of what the command that completes has written to a disk block on the array, or read from it, 0 … 2^32 − 1. Asked only while that command completes. */
  arrayChecksum(vm: number, block: number): number;
  /** Of what the command that completes has read from a snapshot of the array. Asked only while that command completes. */
  snapshotChecksum(vm: number, snapshot: number): number;
}
