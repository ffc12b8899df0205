export const DestagePhase = {
  Free: 0,
  /** The preimage that only the array holds is read, written to flash, and the log told so. */
  PreimageRead: 1,
  PreimageWrite: 2,
  PreimageLog: 3,
  /** The version is read from flash (or a snapshot), then written to the array. */
  Read: 4,
  Write: 5,
} as const;
export type DestagePhase = (typeof DestagePhase)[keyof typeof DestagePhase];

/** A destage under way, or the copy of a preimage before it. Pooled. */
export class Destage {
  readonly id: number;
  phase: DestagePhase = DestagePhase.Free;
  vm = 0;
  node = -1;
  /** The version that goes to the array (phases Read and Write). */
  sequence = -1;
  cell = -1;
  buffer = -1;
  /** Reference of the log record that superseded this version while it was on its way, or −1. */
  record = -1;
  /** The first write to the block since the destage began: since then it is dirty again. −1: none. */
  redirtySequence = -1;
  redirtyNs = 0;
  /** The record whose preimage is copied, and the flash cell that it goes to. */
  copyRecord = -1;
  copyCell = -1;
  /** The snapshot that is planned of that record's version instead, or −1. */
  snapshot = -1;

  constructor(id: number) {
    this.id = id;
  }
}
