/**
 * Chooses the instants at which a run is sampled for what a crash would leave: about as many as asked for, spread over the measured time and over the phases that
 * occur. The time is cut into so many pieces; in each, from a random instant on, the phase is awaited that was hit least of those that were ever under way.
 *
 * A phase that was never hit is sampled as soon as it is under way, so that even a single short rollback is hit; a later piece is left out for it. Those that are
 * under way from the beginning, as guest writes are, are awaited from a random instant on instead: else all runs would be sampled at their beginning. With
 * more phases than samples asked for, there are more samples.
 */
import { RandomStream } from '../../base/random.ts';
import type { RandomState } from '../../base/random.ts';
import type { Stateful } from '../../base/stateful.ts';
import { crashPhases } from '../../results/crashFigures.ts';
import type { CrashPhase } from '../../results/crashFigures.ts';
import type { PhaseWatch } from './phaseWatch.ts';

export interface CrashSamplerState {
  readonly random: RandomState;
  readonly hits: Int32Array;
  readonly wasSeen: Uint8Array;
  readonly awaitedNs: Float64Array;
  readonly piece: number;
  readonly dueNs: number;
  readonly early: number;
}

/** What most runs do all the time. */
const usual: ReadonlySet<CrashPhase> = new Set<CrashPhase>(['write', 'demotion', 'destage', 'copy-before-destage', 'flush']);
/** The phase that was hit least is awaited for this part of what is left of a piece; then any phase will do. */
const PATIENCE_RATIO = 0.5;
const RECOVERY = crashPhases.indexOf('recovery');
const REST = crashPhases.indexOf('rest');

export class CrashSampler implements Stateful<CrashSamplerState> {
  readonly #watch: PhaseWatch;
  readonly #fromNs: number;
  readonly #pieceNs: number;
  readonly #pieces: number;
  readonly #random: RandomStream;
  /** By phase. */
  readonly #hits = new Int32Array(crashPhases.length);
  readonly #wasSeen = new Uint8Array(crashPhases.length);
  /** From when on a phase that was never hit is sampled at once. */
  readonly #awaitedNs = new Float64Array(crashPhases.length);
  #piece = 0;
  /** From when on a sample is due in this piece. */
  #dueNs: number;
  /** Samples that were taken before their time. */
  #early = 0;

  constructor(watch: PhaseWatch, samples: number, seed: number, fromNs: number, toNs: number) {
    this.#watch = watch;
    this.#fromNs = fromNs;
    this.#pieces = samples;
    this.#pieceNs = (toNs - fromNs) / samples;
    this.#random = new RandomStream(seed, 'crash/instants');
    this.#wasSeen[RECOVERY] = 1;
    this.#dueNs = fromNs + this.#random.next() * this.#pieceNs;
  }

  /** The phase that is to be sampled now, or null. To be asked after every event. */
  due(nowNs: number): CrashPhase | null {
    const { counts } = this.#watch;
    if (nowNs < this.#fromNs) return null;
    for (let phase = 0; phase < RECOVERY; phase += 1) {
      if (counts[phase] === 0) continue;
      if (this.#wasSeen[phase] === 0) this.#firstSeen(phase, nowNs);
      if (this.#hits[phase] > 0 || nowNs < this.#awaitedNs[phase]) continue;
      this.#early += 1;
      return this.#hit(phase);
    }
    if (nowNs < this.#dueNs) return null;
    const wanted = this.#leastHit(this.#wasSeen);
    const underWay = this.#leastHit(counts);
    const pieceEndNs = this.#fromNs + (this.#piece + 1) * this.#pieceNs;
    const isThere = wanted === RECOVERY || (wanted >= 0 && counts[wanted] > 0);
    if (!isThere && nowNs < this.#dueNs + (pieceEndNs - this.#dueNs) * PATIENCE_RATIO) return null;
    if (!isThere && underWay < 0 && nowNs < pieceEndNs) return null;
    this.#nextPiece();
    if (this.#early > 0) {
      this.#early -= 1;
      return null;
    }
    if (isThere) return this.#hit(wanted);
    return this.#hit(underWay < 0 ? REST : underWay);
  }

  save(): CrashSamplerState {
    return {
      random: this.#random.save(),
      hits: this.#hits.slice(),
      wasSeen: this.#wasSeen.slice(),
      awaitedNs: this.#awaitedNs.slice(),
      piece: this.#piece,
      dueNs: this.#dueNs,
      early: this.#early,
    };
  }

  restore(state: CrashSamplerState): void {
    this.#random.restore(state.random);
    this.#hits.set(state.hits);
    this.#wasSeen.set(state.wasSeen);
    this.#awaitedNs.set(state.awaitedNs);
    this.#piece = state.piece;
    this.#dueNs = state.dueNs;
    this.#early = state.early;
  }

  #firstSeen(phase: number, nowNs: number): void {
    this.#wasSeen[phase] = 1;
    const isUsual = nowNs < this.#fromNs + this.#pieceNs && usual.has(crashPhases[phase]);
    this.#awaitedNs[phase] = isUsual ? this.#fromNs + this.#random.next() * this.#pieceNs * this.#pieces : nowNs;
  }

  #hit(phase: number): CrashPhase {
    this.#hits[phase] += 1;
    return crashPhases[phase];
  }

  #nextPiece(): void {
    this.#piece += 1;
    this.#dueNs = this.#piece >= this.#pieces ? Infinity : this.#fromNs + (this.#piece + this.#random.next()) * this.#pieceNs;
  }

  /** Of the phases that are not 0 in `among`; −1: none. */
  #leastHit(among: Int32Array | Uint8Array): number {
    let least = -1;
    for (let phase = 0; phase < REST; phase += 1) if (among[phase] > 0 && (least < 0 || this.#hits[phase] < this.#hits[least])) least = phase;
    return least;
  }
}
