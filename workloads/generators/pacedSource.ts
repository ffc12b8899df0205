/**
 * An IO source made of two parts that know nothing of each other: a pattern (what) and a pacing (when); and what all workloads have in common: a stop, a number of IOs or bytes,
 * guest flushes after every so many writes or where the pattern asks for one, a share of writes that force unit access.
 *
 * A flush is sent in its turn; or, with `flushWaits`, when everything before it is answered, and nothing comes after it until it is answered itself: a barrier.
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
  /** It ends with the IO that makes it so many bytes; Infinity: no limit. */
  readonly bytes: number;
  /** A guest flush after so many writes; 0: never. */
  readonly flushEvery: number;
  readonly flushWaits: boolean;
  readonly forceUnitAccessRatio: number;
}

interface PacedSourceState {
  readonly pattern: unknown;
  readonly pacing: unknown;
  readonly stream: RandomState;
  readonly iosLeft: number;
  readonly bytesLeft: number;
  readonly writesSinceFlush: number;
  readonly flush: number;
  readonly isDueBehind: boolean;
  readonly inFlight: number;
  readonly lastNs: number;
  readonly answeredNs: number;
}

/** A flush is due, or a barrier is in flight: everything waits for it. */
const NONE = 0;
const DUE = 1;
const OUT = 2;

export class PacedSource implements IoSource {
  readonly #pattern: IoPattern;
  readonly #pacing: Pacing;
  readonly #stream: RandomStream;
  readonly #options: PacedSourceOptions;
  readonly #flushWaits: boolean;
  readonly #countsBytes: boolean;
  #iosLeft: number;
  #bytesLeft: number;
  #writesSinceFlush = 0;
  /** NONE, DUE or OUT. */
  #flush = NONE;
  /** After a rewind: a flush is due behind the barrier that is in flight. */
  #isDueBehind = false;
  /** Kept only where flushes wait. */
  #inFlight = 0;
  /** Arrival of the IO that was taken last. */
  #lastNs = 0;
  /** Time of the latest answer; kept only where flushes wait. */
  #answeredNs = 0;

  /** `stream` is this source's own, for what is drawn here. */
  constructor(pattern: IoPattern, pacing: Pacing, stream: RandomStream, options: PacedSourceOptions) {
    this.#pattern = pattern;
    this.#pacing = pacing;
    this.#stream = stream;
    this.#options = options;
    this.#flushWaits = options.flushWaits;
    this.#countsBytes = options.bytes < Infinity;
    this.#iosLeft = options.ios;
    this.#bytesLeft = options.bytes;
  }

  get done(): boolean {
    if (this.#iosLeft <= 0 || this.#pattern.done) return this.#flush !== DUE || this.#pacing.isOver(this.#options.stopNs);
    return this.#pacing.isOver(this.#options.stopNs);
  }

  nextArrivalNs(): number {
    if (this.#flush !== NONE) return this.#flushArrivalNs();
    if (this.#iosLeft <= 0 || this.#pattern.done) return Infinity;
    const atNs = this.#pacing.nextArrivalNs();
    return atNs >= this.#options.stopNs ? Infinity : atNs;
  }

  take(nowNs: number, into: IoRequest): number {
    const atNs = this.nextArrivalNs();
    assert(atNs <= nowNs, 'an IO is taken when it has arrived');
    into.space = this.#options.space;
    into.view = -1;
    into.forceUnitAccess = false;
    this.#lastNs = atNs;
    if (this.#flushWaits) this.#inFlight += 1;
    if (this.#flush === DUE) {
      this.#takeFlush(into);
      return 0;
    }
    if (this.#pattern.next(into)) this.#flush = DUE;
    this.#pacing.onTaken(into.lengthBytes);
    this.#iosLeft -= 1;
    if (this.#countsBytes) this.#countBytes(into.lengthBytes);
    if (into.op === Op.Write) this.#countWrite(into);
    return 0;
  }

  onAcknowledged(nowNs: number): void {
    this.#pacing.onAcknowledged(nowNs);
    if (this.#flushWaits) this.#onAnsweredToWaiting(nowNs);
  }

  delay(byNs: number): void {
    this.#pacing.delay(byNs);
    this.#lastNs += byNs;
    this.#answeredNs += byNs;
  }

  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    const state = saved as PacedSourceState;
    const inFlight = this.#inFlight;
    const barrierIsOut = this.#flush === OUT;
    this.#pattern.restore(state.pattern);
    this.#pacing.rewind(state.pacing, savedNs, nowNs);
    this.#restoreOwn(state);
    this.#inFlight = inFlight;
    this.#isDueBehind = barrierIsOut && (this.#flush === DUE || this.#isDueBehind);
    if (barrierIsOut) this.#flush = OUT;
    else if (this.#flush === OUT) this.#flush = NONE;
    this.#lastNs += nowNs - savedNs;
    this.#answeredNs += nowNs - savedNs;
  }

  save(): PacedSourceState {
    return {
      pattern: this.#pattern.save(),
      pacing: this.#pacing.save(),
      stream: this.#stream.save(),
      iosLeft: this.#iosLeft,
      bytesLeft: this.#bytesLeft,
      writesSinceFlush: this.#writesSinceFlush,
      flush: this.#flush,
      isDueBehind: this.#isDueBehind,
      inFlight: this.#inFlight,
      lastNs: this.#lastNs,
      answeredNs: this.#answeredNs,
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
    this.#bytesLeft = state.bytesLeft;
    this.#writesSinceFlush = state.writesSinceFlush;
    this.#flush = state.flush;
    this.#isDueBehind = state.isDueBehind;
    this.#inFlight = state.inFlight;
    this.#lastNs = state.lastNs;
    this.#answeredNs = state.answeredNs;
  }

  /** When the bytes are used up, so are the IOs. */
  #countBytes(lengthBytes: number): void {
    this.#bytesLeft -= lengthBytes;
    if (this.#bytesLeft <= 0) this.#iosLeft = 0;
  }

  #flushArrivalNs(): number {
    const { stopNs } = this.#options;
    const flushWaits = this.#flushWaits;
    if (this.#flush === OUT || (flushWaits && this.#inFlight > 0)) return Infinity;
    const readyNs = flushWaits ? Math.max(this.#lastNs, this.#answeredNs) : this.#lastNs;
    const atNs = this.#pacing.isClosed ? Math.max(readyNs, this.#pacing.nextArrivalNs()) : readyNs;
    return atNs >= stopNs ? Infinity : atNs;
  }

  /** A barrier has nothing beside it: the answer is its own. Places in a closed loop that were ready in the meantime are ready now. */
  #onAnsweredToWaiting(nowNs: number): void {
    this.#inFlight -= 1;
    this.#answeredNs = nowNs;
    if (this.#flush !== OUT) return;
    this.#flush = this.#isDueBehind ? DUE : NONE;
    this.#isDueBehind = false;
    this.#pacing.catchUp(nowNs);
  }

  #takeFlush(into: IoRequest): void {
    into.op = Op.Flush;
    into.offsetBytes = 0;
    into.lengthBytes = 0;
    this.#writesSinceFlush = 0;
    this.#flush = this.#flushWaits ? OUT : NONE;
    if (this.#pacing.isClosed) this.#pacing.onTaken(0);
  }

  #countWrite(into: IoRequest): void {
    this.#writesSinceFlush += 1;
    if (this.#options.flushEvery > 0 && this.#writesSinceFlush >= this.#options.flushEvery) this.#flush = DUE;
    const ratio = this.#options.forceUnitAccessRatio;
    if (ratio > 0 && this.#stream.next() < ratio) into.forceUnitAccess = true;
  }
}
