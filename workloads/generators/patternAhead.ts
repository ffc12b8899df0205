/**
 * Asks a pattern for its next 16 IOs at once and hands them out one by one. A pattern depends on nothing but itself, so its IOs are the same; but what draws them (streams, tables, the pattern's own
 * state, on many pages of memory) is then touched once for 16 IOs, which counts when many VMs take turns.
 */
import type { IoRequest, Op } from '../../sim/engine/protocol.ts';
import type { IoPattern } from './ioPattern.ts';

interface PatternAheadState {
  /** After what was drawn. */
  readonly pattern: unknown;
  /** What was drawn and is not handed out yet. */
  readonly drawn: Float64Array;
}

const AHEAD = 16;
/** An IO: offset, length, and its op with the bits below. */
const FIELDS = 3;
const FORCE_BIT = 4;
const FLUSH_BIT = 8;

export class PatternAhead implements IoPattern {
  readonly #pattern: IoPattern;
  readonly #drawn = new Float64Array(AHEAD * FIELDS);
  /** Places in `#drawn`: of the next IO, and behind the last. */
  #next = 0;
  #end = 0;

  constructor(pattern: IoPattern) {
    this.#pattern = pattern;
  }

  get done(): boolean {
    return this.#next === this.#end && this.#pattern.done;
  }

  next(into: IoRequest): boolean {
    if (this.#next === this.#end) this.#draw(into);
    const drawn = this.#drawn;
    const at = this.#next;
    const marks = drawn[at + 2]!;
    this.#next = at + FIELDS;
    into.offsetBytes = drawn[at]!;
    into.lengthBytes = drawn[at + 1]!;
    into.op = (marks & 3) as Op;
    into.forceUnitAccess = (marks & FORCE_BIT) !== 0;
    return (marks & FLUSH_BIT) !== 0;
  }

  save(): PatternAheadState {
    return { pattern: this.#pattern.save(), drawn: this.#drawn.slice(this.#next, this.#end) };
  }

  restore(state: PatternAheadState): void {
    this.#pattern.restore(state.pattern);
    this.#drawn.set(state.drawn);
    this.#next = 0;
    this.#end = state.drawn.length;
  }

  /** By way of `into`, whose content means nothing afterwards. */
  #draw(into: IoRequest): void {
    let at = 0;
    for (; at < AHEAD * FIELDS && !this.#pattern.done; at += FIELDS) {
      into.forceUnitAccess = false;
      const isFlushDue = this.#pattern.next(into);
      this.#drawn[at] = into.offsetBytes;
      this.#drawn[at + 1] = into.lengthBytes;
      this.#drawn[at + 2] = marksOf(into, isFlushDue);
    }
    this.#next = 0;
    this.#end = at;
  }
}

function marksOf({ op, forceUnitAccess }: IoRequest, isFlushDue: boolean): number {
  return op | (forceUnitAccess ? FORCE_BIT : 0) | (isFlushDue ? FLUSH_BIT : 0);
}
