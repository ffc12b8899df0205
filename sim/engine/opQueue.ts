import type { IoOp } from './ioOp.ts';

/** First-in first-out queue of requests, linked through them. A request is in at most one. */
export class OpQueue {
  first = -1;
  last = -1;
  count = 0;
  private readonly ops: readonly IoOp[];

  constructor(ops: readonly IoOp[]) {
    this.ops = ops;
  }

  push(op: IoOp): void {
    op.next = -1;
    if (this.last >= 0) this.ops[this.last].next = op.id;
    else this.first = op.id;
    this.last = op.id;
    this.count++;
  }

  /** Puts one back at the front. */
  unshift(op: IoOp): void {
    op.next = this.first;
    this.first = op.id;
    if (this.last < 0) this.last = op.id;
    this.count++;
  }

  /** The first, or undefined. */
  peek(): IoOp | undefined {
    return this.first < 0 ? undefined : this.ops[this.first];
  }

  shift(): IoOp {
    const op = this.ops[this.first];
    this.first = op.next;
    if (this.first < 0) this.last = -1;
    this.count--;
    op.next = -1;
    return op;
  }

  save(): readonly number[] {
    return [this.first, this.last, this.count];
  }

  restore(state: readonly number[]): void {
    [this.first, this.last, this.count] = state as [number, number, number];
  }
}
