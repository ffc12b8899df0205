/** What waits for the arm, in the order of arrival. Owned by the disk. */
export interface DiskQueue {
  readonly length: number;
  cylinderAt(index: number): number;
  sectorAt(index: number): number;
}

/** Which of the waiting operations the arm goes to next. Has no state of its own: what it says follows from the queue and the arm. */
export interface DiskScheduler {
  /**
   * Index in the queue, which holds at least one. The arm is at `cylinder`; the last access ended before `sector`. `positionNs(index)`: how long it takes until the first sector of a waiting
   * operation is under its head, overhead, arm, switch, settling and rotation together.
   */
  pick(queue: DiskQueue, cylinder: number, sector: number, positionNs: (index: number) => number): number;
}
