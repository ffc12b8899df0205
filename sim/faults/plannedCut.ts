/**
 * What a power cut does to the writes that are not yet durable, as the weights of a plan say. A device may keep what was on its way, lose it, have written
 * some of its sectors, or have spoilt it; it need not have written in the order in which it was told to, unless it is one that does (`isOrdered`): then all up to some
 * write is there, that one perhaps in part, and nothing after it.
 */
import { WriteFate } from '../base/writeFate.ts';
import type { WriteFates } from '../base/writeFate.ts';
import { pick } from './draws.ts';
import type { Draws } from './draws.ts';

export interface CutWeights {
  /** Relative frequency of each fate, by WriteFate. */
  readonly fates: readonly [number, number, number, number];
  /** Of a torn write: probability that a sector is there. */
  readonly sectorRatio: number;
  readonly isOrdered: boolean;
}

/** Each fate about as often as the others; writes in any order. */
export const evenCut: CutWeights = { fates: [4, 3, 2, 1], sectorRatio: 0.5, isOrdered: false };

export function drawCutWeights(draws: Draws): CutWeights {
  const weight = (): number => (draws.next() < 0.5 ? Math.floor(1 + 9 * draws.next()) : 0);
  const fates: [number, number, number, number] = [weight(), weight(), weight(), weight()];
  if (fates.every((value) => value === 0)) fates[WriteFate.Lost] = 1;
  const sectorRatio = pick(draws, [0.1, 0.5, 0.9]);
  return { fates, sectorRatio, isOrdered: draws.next() < 0.2 };
}

export class PlannedCut implements WriteFates {
  /** How often each fate was dealt, by WriteFate. */
  readonly counts: [number, number, number, number] = [0, 0, 0, 0];
  private readonly weights: CutWeights;
  private readonly draws: Draws;
  private hasEnded = false;

  constructor(weights: CutWeights, draws: Draws) {
    this.weights = weights;
    this.draws = draws;
  }

  begin(): void {
    this.hasEnded = false;
  }

  fate(): WriteFate {
    const fate = this.hasEnded ? WriteFate.Lost : this.draw();
    if (this.weights.isOrdered && fate !== WriteFate.Kept) this.hasEnded = true;
    this.counts[fate]++;
    return fate;
  }

  isSectorKept(): boolean {
    return this.draws.next() < this.weights.sectorRatio;
  }

  next(): number {
    return this.draws.next();
  }

  private draw(): WriteFate {
    const { fates } = this.weights;
    let at = this.draws.next() * (fates[0] + fates[1] + fates[2] + fates[3]);
    for (const fate of [WriteFate.Kept, WriteFate.Lost, WriteFate.Torn]) {
      at -= fates[fate];
      if (at < 0) return fate;
    }
    return fates[WriteFate.Corrupted] > 0 ? WriteFate.Corrupted : WriteFate.Lost;
  }
}
