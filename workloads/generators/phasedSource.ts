/**
 * Sources that take turns: the phases of a workload. A phase lasts a given time, or until its source has ended and all of its IO is answered. After the last one it is over, or they
 * begin again, so many times or for ever.
 *
 * Each phase has a clock of its own that stands still while others have their turn. One that lasts a given time goes on where it was when its turn comes again; one that ends by itself
 * begins anew, with the same requests. What could not be taken in its turn, because the host was late, comes at the start of the next. Answers that come after a phase's turn are still its own; it hears of them as if they had come at the end of its turn. Nothing arrives in a phase
 * whose source is null: a pause.
 *
 * When the next IO comes can be told without waiting for the phases to change: they change by themselves as time passes, whether or not anything is asked of them.
 */
import { assert } from '../../sim/base/assert.ts';
import type { IoRequest } from '../../sim/engine/protocol.ts';
import type { IoSource } from '../ioSource.ts';

export interface Phase {
  /** Its times count from 0. Null: a pause. */
  readonly source: IoSource | null;
  /** Infinity: until the source has ended; not of a pause. */
  readonly lastsNs: number;
}

interface PhasedState {
  readonly sources: readonly unknown[];
  readonly localNs: Float64Array;
  readonly inFlight: Float64Array;
  readonly current: number;
  readonly begunNs: number;
  readonly rounds: number;
}

export class PhasedSource implements IoSource {
  readonly #phases: readonly Phase[];
  /** The sources as they were at first: for phases that begin anew. */
  readonly #fresh: readonly unknown[];
  readonly #roundsMax: number;
  readonly #stopNs: number;
  /** Per phase: its own clock when its turn last ended, and IOs in flight. */
  readonly #localNs: Float64Array;
  readonly #inFlight: Float64Array;
  /** Whose turn it is, and since when; beyond the last one when all is over. */
  #current = 0;
  #begunNs: number;
  /** Rounds that have ended. */
  #rounds = 0;
  /** What `nextArrivalNs` says; NaN: to be found. */
  #nextNs = NaN;

  /** Begins at `startNs`, and goes through all phases `rounds` times (Infinity: for ever). Nothing arrives at or after `stopNs`. */
  constructor(phases: readonly Phase[], times: { readonly startNs: number; readonly stopNs: number; readonly rounds: number }) {
    assert(phases.length >= 1 && times.rounds >= 1, 'a phased workload has at least one phase and one round');
    for (const { source, lastsNs } of phases)
      assert(lastsNs > 0 && (source !== null || lastsNs < Infinity), 'a phase lasts some time, or has a source that ends');
    this.#phases = phases;
    this.#fresh = phases.map(({ source }) => (source === null ? null : source.save()));
    this.#roundsMax = times.rounds;
    this.#stopNs = times.stopNs;
    this.#localNs = new Float64Array(phases.length);
    this.#inFlight = new Float64Array(phases.length);
    this.#begunNs = times.startNs;
    this.#skipEnded(times.startNs);
  }

  get done(): boolean {
    return this.#isOver || (this.#inFlight.every((count) => count === 0) && this.nextArrivalNs() === Infinity);
  }

  nextArrivalNs(): number {
    if (Number.isNaN(this.#nextNs)) this.#nextNs = this.#findNextNs();
    return this.#nextNs >= this.#stopNs ? Infinity : this.#nextNs;
  }

  take(nowNs: number, into: IoRequest): number {
    const atNs = this.nextArrivalNs();
    assert(atNs <= nowNs, 'an IO is taken when it has arrived');
    this.#passTo(atNs);
    const phase = this.#current;
    const { source } = this.#phases[phase]!;
    assert(source !== null, 'nothing arrives in a pause');
    const part = source.take(this.#toLocal(phase, nowNs), into);
    this.#inFlight[phase]! += 1;
    this.#nextNs = NaN;
    return part * this.#phases.length + phase;
  }

  onAcknowledged(nowNs: number, part: number): void {
    const phase = part % this.#phases.length;
    const { source } = this.#phases[phase]!;
    assert(source !== null && this.#inFlight[phase]! > 0, 'an acknowledgement answers an IO in flight');
    this.#passTo(nowNs);
    this.#inFlight[phase]! -= 1;
    const isItsTurn = phase === this.#current && !this.#isOver;
    source.onAcknowledged(isItsTurn ? this.#toLocal(phase, nowNs) : this.#localNs[phase]!, Math.floor(part / this.#phases.length));
    this.#nextNs = NaN;
    if (isItsTurn) this.#skipEnded(nowNs);
  }

  delay(byNs: number): void {
    this.#begunNs += byNs;
    this.#nextNs += byNs;
  }

  /** What is in flight at `savedNs` counts as done: a phase that waited for nothing else is over. */
  rewind(saved: unknown, savedNs: number, nowNs: number): void {
    const state = saved as PhasedState;
    const inFlight = this.#inFlight.slice();
    const shiftNs = nowNs - savedNs;
    this.#phases.forEach(({ source, lastsNs }, phase) => {
      if (source === null) return;
      const isItsTurn = phase === state.current;
      const elapsedNs = isItsTurn ? Math.min(lastsNs, Math.max(0, savedNs - state.begunNs)) : 0;
      const localNs = state.localNs[phase]! + elapsedNs;
      source.rewind(state.sources[phase], localNs, localNs);
    });
    this.#restoreOwn(state);
    this.#begunNs += shiftNs;
    this.#inFlight.set(inFlight);
    this.#nextNs = NaN;
    this.#skipEnded(nowNs);
  }

  save(): PhasedState {
    return {
      sources: this.#phases.map(({ source }) => (source === null ? null : source.save())),
      localNs: this.#localNs.slice(),
      inFlight: this.#inFlight.slice(),
      current: this.#current,
      begunNs: this.#begunNs,
      rounds: this.#rounds,
    };
  }

  restore(state: PhasedState): void {
    this.#phases.forEach(({ source }, phase) => source?.restore(state.sources[phase]));
    this.#restoreOwn(state);
  }

  get #isOver(): boolean {
    return this.#rounds >= this.#roundsMax;
  }

  #restoreOwn(state: PhasedState): void {
    this.#localNs.set(state.localNs);
    this.#inFlight.set(state.inFlight);
    this.#current = state.current;
    this.#begunNs = state.begunNs;
    this.#rounds = state.rounds;
    this.#nextNs = NaN;
  }

  /** The clock of the phase whose turn it is; it may lag where its IO is taken late. */
  #toLocal(phase: number, nowNs: number): number {
    return this.#localNs[phase]! + nowNs - this.#begunNs;
  }

  /** Ends the turns that end by `nowNs`. An IO of a phase that is taken late is taken in its turn: the caller then says when it arrived. */
  #passTo(nowNs: number): void {
    while (!this.#isOver) {
      const endNs = this.#begunNs + this.#phases[this.#current]!.lastsNs;
      if (nowNs < endNs) return;
      this.#endTurn(endNs);
      this.#skipEnded(endNs);
    }
  }

  #endTurn(nowNs: number): void {
    const phase = this.#current;
    const { source, lastsNs } = this.#phases[phase]!;
    this.#localNs[phase]! += nowNs - this.#begunNs;
    this.#begunNs = nowNs;
    if (lastsNs === Infinity) source?.rewind(this.#fresh[phase], 0, this.#localNs[phase]!);
    this.#current += 1;
    if (this.#current < this.#phases.length) return;
    this.#current = 0;
    this.#rounds += 1;
  }

  /** Ends the turns of phases whose source has ended. When none of them has anything to give, all is over. */
  #skipEnded(nowNs: number): void {
    for (let turns = 0; !this.#isOver; turns++) {
      const { source, lastsNs } = this.#phases[this.#current]!;
      if (lastsNs < Infinity || this.#inFlight[this.#current]! > 0 || source?.done !== true) return;
      if (turns > this.#phases.length) this.#rounds = this.#roundsMax;
      else this.#endTurn(nowNs);
    }
  }

  /** Goes through the turns to come, as they would be if nothing were answered any more. */
  #findNextNs(): number {
    const count = this.#phases.length;
    let phase = this.#current;
    let rounds = this.#rounds;
    let atNs = this.#begunNs;
    const localNs = this.#localNs.slice();
    for (let turns = 0; rounds < this.#roundsMax; turns++) {
      // Two rounds without an arrival: skip all those in which nothing can come.
      if (turns === 2 * count) {
        const skipped = Math.min(this.#roundsWithoutArrival(localNs), this.#roundsMax - rounds);
        if (skipped === Infinity) return Infinity;
        rounds += skipped;
        this.#phases.forEach(({ lastsNs }, index) => {
          atNs += skipped * lastsNs;
          localNs[index]! += skipped * lastsNs;
        });
        turns = 0;
        continue;
      }
      const { source, lastsNs } = this.#phases[phase]!;
      const nextNs = source === null ? Infinity : Math.max(0, source.nextArrivalNs() - localNs[phase]!);
      if (nextNs < lastsNs) return atNs + nextNs;
      // It ends with an answer, and what comes then is not known.
      if (lastsNs === Infinity) return Infinity;
      atNs += lastsNs;
      localNs[phase]! += lastsNs;
      phase += 1;
      if (phase < count) continue;
      phase = 0;
      rounds += 1;
    }
    return Infinity;
  }

  #roundsWithoutArrival(localNs: Float64Array): number {
    let rounds = Infinity;
    this.#phases.forEach(({ source, lastsNs }, phase) => {
      if (source === null) return;
      rounds = Math.min(rounds, Math.floor((source.nextArrivalNs() - localNs[phase]!) / lastsNs));
    });
    return rounds;
  }
}
