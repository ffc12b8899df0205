/**
 * How long the arm takes for a seek over so many cylinders.
 *
 * Two ways to say it. Points that were measured on a drive (its extracted curve), with straight lines between them and beyond the last. Or the three figures
 * that data sheets give (one cylinder, mean, full stroke), through which goes the curve of E. K. Lee and R. H. Katz, "An Analytic Performance Model of Disk
 * Arrays" (SIGMETRICS 1993): a·sqrt(d − 1) + b·(d − 1) + c, whose mean over random seeks is the mean that was given. All times in ns, settling included.
 */
import { assert } from '../../base/assert.ts';

export type SeekCurveConfig =
  | { readonly kind: 'figures'; readonly oneCylinderNs: number; readonly meanNs: number; readonly fullStrokeNs: number }
  /** Distances ascend from 1; times may dip a little, as measured ones do. */
  | { readonly kind: 'measured'; readonly distances: readonly number[]; readonly timesNs: readonly number[] };

/** What is wrong with a curve on a disk of so many cylinders, or null. */
export function seekCurveProblem(config: SeekCurveConfig, cylinders: number): string | null {
  if (config.kind === 'measured') {
    if (config.distances.length < 2 || config.distances.length !== config.timesNs.length) return 'a measured seek curve needs two points or more';
    if (config.distances[0] !== 1) return 'a measured seek curve begins with the seek of one cylinder';
    for (let index = 1; index < config.distances.length; index += 1) {
      if (config.distances[index] <= config.distances[index - 1]) return 'the distances of a measured seek curve ascend';
    }
    return config.timesNs.every((timeNs) => timeNs > 0) ? null : 'a seek takes time';
  }
  const { oneCylinderNs, meanNs, fullStrokeNs } = config;
  if (oneCylinderNs <= 0) return 'a seek takes time';
  if (meanNs < oneCylinderNs) return 'the mean seek is not shorter than that of one cylinder';
  if (fullStrokeNs < meanNs) return 'the full stroke is not shorter than the mean seek';
  const { root, linear } = coefficients(config, cylinders);
  const span = cylinders - 1;
  const endSlope = root / (2 * Math.sqrt(span)) + linear;
  if (root < 0 || endSlope < 0) return 'no rising seek curve goes through one cylinder, mean and full stroke as given';
  return null;
}

function coefficients(
  config: { readonly oneCylinderNs: number; readonly meanNs: number; readonly fullStrokeNs: number },
  cylinders: number,
): { readonly root: number; readonly linear: number } {
  const { oneCylinderNs, meanNs, fullStrokeNs } = config;
  const span = cylinders - 1;
  return {
    root: (-10 * oneCylinderNs + 15 * meanNs - 5 * fullStrokeNs) / (3 * Math.sqrt(span)),
    linear: (7 * oneCylinderNs - 15 * meanNs + 8 * fullStrokeNs) / (3 * span),
  };
}

export class SeekCurve {
  readonly #firstNs: number;
  readonly #root: number;
  readonly #linear: number;
  /** Empty for a curve from figures. */
  readonly #distances: Float64Array;
  readonly #timesNs: Float64Array;

  constructor(config: SeekCurveConfig, cylinders: number) {
    assert(seekCurveProblem(config, cylinders) === null, 'a seek curve fits its disk');
    if (config.kind === 'figures') {
      const { root, linear } = coefficients(config, cylinders);
      this.#firstNs = config.oneCylinderNs;
      this.#root = root;
      this.#linear = linear;
      this.#distances = new Float64Array(0);
      this.#timesNs = new Float64Array(0);
    } else {
      this.#firstNs = config.timesNs[0];
      this.#root = 0;
      this.#linear = 0;
      this.#distances = Float64Array.from(config.distances);
      this.#timesNs = Float64Array.from(config.timesNs);
    }
  }

  /** Time of a seek over `distance` cylinders, 0 for none; not rounded. */
  seekNs(distance: number): number {
    if (distance === 0) return 0;
    if (this.#distances.length === 0) return this.#firstNs + this.#root * Math.sqrt(distance - 1) + this.#linear * (distance - 1);
    return this.#between(distance);
  }

  /** Mean over seeks between cylinders that are each drawn evenly, a seek over none included. O(cylinders). */
  meanNs(cylinders: number): number {
    let sum = 0;
    for (let distance = 1; distance < cylinders; distance += 1) sum += 2 * (cylinders - distance) * this.seekNs(distance);
    return sum / (cylinders * cylinders);
  }

  #between(distance: number): number {
    const distances = this.#distances;
    let low = 0;
    let high = distances.length - 1;
    if (distance >= distances[high]) low = high - 1;
    else {
      while (high - low > 1) {
        const middle = (low + high) >>> 1;
        if (distances[middle] <= distance) low = middle;
        else high = middle;
      }
    }
    const share = (distance - distances[low]) / (distances[low + 1] - distances[low]);
    return this.#timesNs[low] + share * (this.#timesNs[low + 1] - this.#timesNs[low]);
  }
}
