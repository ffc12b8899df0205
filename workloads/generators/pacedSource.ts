/**
 * An IO source made of two parts that know nothing of each other: a pattern (what) and a pacing (when); and what all workloads have in common: a start and a stop, a number of IOs,
 * a guest flush after every so many writes, a share of writes that force unit access.
 */
import { assert } from '../../sim/base/assert.ts';
import type { RandomState, RandomStream } from '../../sim/base/random.ts';
import { Op, type IoRequest, type Space } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../ioSource.ts';
import type { IoPattern } from './ioPattern.ts';
import type { Pacing } from './pacing.ts';

export interface PacedSourceOptions {
  readonly space: Space;
  /** Nothing arrives at or after it; Infinity: no limit. */
  readonly stopNs: number;
  /** Number of IOs, guest flushes not counted; Infinity: no limit. */
  readonly ios: number;
  /** A guest flush after so many writes; 0: never. */
  readonly flushEvery: number;
  readonly forceUnitAccessRatio: number;
}

interface PacedSourceState {
  readonly pattern: unknown;
  readonly pacing: unknown;
  readonly stream: RandomState;
  readonly iosLeft: number;
  readonly writesSinceFlush: number;
  readonly lastNs: number;
}

export class PacedSource implements IoSource {
  readonly #pattern: IoPattern;
  readonly #pacing: Pacing;
  readonly #stream: RandomStream;
  readonly #options: PacedSourceOptions;
  #iosLeft: number;
  #writesSinceFlush = 0;
  /** Arrival of the IO that was taken last. */
  #lastNs = 0;

  /** `stream` is this source's own, for what is drawn here. */
  constructor(pattern: IoPattern, pacing: Pacing, stream: RandomStream, options: PacedSourceOptions) {
    this.#pattern = pattern;
    this.#pacing = pacing;
    this.#stream = stream;
    this.#options = options;
    this.#iosLeft = options.ios;
  }

  get done(): boolean {
    if (this.#iosLeft <= 0 || this.#pattern.done) return !this.#flushIsDue();
    return this.#pacing.isOver(this.#options.stopNs);
  }

  nextArrivalNs(): number {
    const isFlush = this.#flushIsDue();
    if (!isFlush && (this.#iosLeft <= 0 || this.#pattern.done)) return Infinity;
    const atNs = isFlush && !this.#pacing.isClosed ? this.#lastNs : this.#pacing.nextArrivalNs();
    return atNs >= this.#options.stopNs ? Infinity : atNs;
  }

  take(nowNs: number, into: IoRequest): void {
    const atNs = this.nextArrivalNs();
    assert(atNs <= nowNs, 'an IO is taken when it has arrived');
    into.space = this.#options.space;
    into.view = -1;
    into.forceUnitAccess = false;
    this.#lastNs = atNs;
    if (this.#flushIsDue()) {
      this.#takeFlush(into);
      return;
    }
    this.#pattern.next(into);
    this.#pacing.onTaken();
    this.#iosLeft -= 1;
    if (into.op === Op.Write) this.#countWrite(into);
  }

  onAcknowledged(nowNs: number): void {
    this.#pacing.onAcknowledged(nowNs);
  }

  delay(byNs: number): void {
    this.#pacing.delay(byNs);
    this.#lastNs += byNs;
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    const state = saved as PacedSourceState;
    this.#pattern.restore(state.pattern);
    this.#pacing.rewind(state.pacing, savedNs, nowNs);
    this.#restoreOwn(state);
    this.#lastNs = nowNs;
  }

  save(): PacedSourceState {
    return {
      pattern: this.#pattern.save(),
      pacing: this.#pacing.save(),
      stream: this.#stream.save(),
      iosLeft: this.#iosLeft,
      writesSinceFlush: this.#writesSinceFlush,
      lastNs: this.#lastNs,
    };
  }

  restore(state: PacedSourceState): void {
    this.#pattern.restore(state.pattern);
    this.#pacing.restore(state.pacing);
    this.#restoreOwn(state);
  }

  #restoreOwn(state: PacedSourceState): void {
    this.#stream.restore(state.stream);
    this.#iosLeft = state.iosLeft;
    this.#writesSinceFlush = state.writesSinceFlush;
    this.#lastNs = state.lastNs;
  }

  #flushIsDue(): boolean {
    return this.#options.flushEvery > 0 && this.#writesSinceFlush >= this.#options.flushEvery;
  }

  #takeFlush(into: IoRequest): void {
    into.op = Op.Flush;
    into.offsetBytes = 0;
    into.lengthBytes = 0;
    this.#writesSinceFlush = 0;
    if (this.#pacing.isClosed) this.#pacing.onTaken();
  }

  #countWrite(into: IoRequest): void {
    this.#writesSinceFlush += 1;
    const ratio = this.#options.forceUnitAccessRatio;
    if (ratio > 0) into.forceUnitAccess = this.#stream.next() < ratio;
  }
}
