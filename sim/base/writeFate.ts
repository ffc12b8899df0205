/**
 * What a power cut leaves of a write that was not yet durable: all of it, nothing, some of its sectors, or something else altogether. Integers, so that they
 * can be counted in arrays.
 */
export const WriteFate = { Kept: 0, Lost: 1, Torn: 2, Corrupted: 3 } as const;
export type WriteFate = (typeof WriteFate)[keyof typeof WriteFate];
export const writeFateNames = ['kept', 'lost', 'torn', 'corrupted'] as const;

/** A write tears between units of so many bytes: within one, all or nothing is there. */
export const sectorBytes = 512;

/** Who decides what is left of the writes under way when power fails; asked once for each of them, in the order in which they were issued. */
export interface WriteFates {
  /** Power has failed: the writes of one queue (the log; the slots; the array) follow. A device that keeps their order does so within it. */
  begin(): void;
  /** Of the next write. */
  fate(): WriteFate;
  /** Is the next sector of a write that is torn there? Asked sector by sector, from its first. */
  isSectorKept(): boolean;
  /** Numbers in [0, 1), for whatever else is open. */
  next(): number;
}
