/**
 * What the host itself sees of each workload: how many requests came, how long the answered ones took. The run's checks hold it against what the workload was
 * told to do (a rate; a number of places and a think time).
 */
import type { Stateful } from '../../base/stateful.ts';

export interface SourceLedgerState {
  readonly columns: readonly Float64Array[];
  readonly disturbed: Uint8Array;
  readonly sums: readonly number[];
}

export class SourceLedger implements Stateful<SourceLedgerState> {
  /** By source: requests without guest flushes, and the intended arrival of the last one. */
  readonly arrivals: Float64Array;
  readonly lastArrivalNs: Float64Array;
  /** By source: requests answered in whatever way, flushes too; the sum of the times from intended arrival to answer, and the longest. */
  readonly answered: Float64Array;
  readonly responseNs: Float64Array;
  readonly responseMaxNs: Float64Array;
  /** Blocks that reads touched, and writes that covered a block in part; dropped requests don't count. */
  readBlocks = 0;
  partialWrites = 0;
  /** Blocks of reads that were in the engine when the server crashed: found, but never answered. */
  lostReadBlocks = 0;
  /** By VM: it was held at some time, so its workloads did not go as they were told. */
  readonly disturbed: Uint8Array;
  /** Nothing arrived from then on. */
  stoppedNs = Infinity;

  constructor(sourceCount: number, vmCount: number) {
    this.arrivals = new Float64Array(sourceCount);
    this.lastArrivalNs = new Float64Array(sourceCount);
    this.answered = new Float64Array(sourceCount);
    this.responseNs = new Float64Array(sourceCount);
    this.responseMaxNs = new Float64Array(sourceCount);
    this.disturbed = new Uint8Array(vmCount);
  }

  arrive(source: number, arrivalNs: number): void {
    this.arrivals[source] += 1;
    this.lastArrivalNs[source] = arrivalNs;
  }

  answer(source: number, responseNs: number): void {
    this.answered[source] += 1;
    this.responseNs[source] += responseNs;
    if (responseNs > this.responseMaxNs[source]) this.responseMaxNs[source] = responseNs;
  }

  /** A read, or with `isWrite` a write, of these bytes went through the engine. `perBlock` is 1 / bytes of a block, which is a power of two. */
  touch(isWrite: boolean, offsetBytes: number, lengthBytes: number, perBlock: number): void {
    const from = offsetBytes * perBlock;
    const to = (offsetBytes + lengthBytes) * perBlock;
    if (isWrite) {
      if (from !== Math.floor(from) || to !== Math.floor(to)) this.partialWrites += 1;
    } else this.readBlocks += Math.ceil(to) - Math.floor(from);
  }

  /** A read was lost in a crash. */
  lose(offsetBytes: number, lengthBytes: number, perBlock: number): void {
    this.lostReadBlocks += Math.ceil((offsetBytes + lengthBytes) * perBlock) - Math.floor(offsetBytes * perBlock);
  }

  save(): SourceLedgerState {
    return {
      columns: this.#columns().map((column) => column.slice()),
      disturbed: this.disturbed.slice(),
      sums: [this.stoppedNs, this.readBlocks, this.partialWrites, this.lostReadBlocks],
    };
  }

  restore(state: SourceLedgerState): void {
    for (const [index, column] of this.#columns().entries()) column.set(state.columns[index]);
    this.disturbed.set(state.disturbed);
    [this.stoppedNs, this.readBlocks, this.partialWrites, this.lostReadBlocks] = state.sums as [number, number, number, number];
  }

  #columns(): readonly Float64Array[] {
    return [this.arrivals, this.lastArrivalNs, this.answered, this.responseNs, this.responseMaxNs];
  }
}
