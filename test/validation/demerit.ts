/**
 * The demerit figure of C. Ruemmler and J. Wilkes ("An Introduction to Disk Drive Modeling", IEEE Computer, March 1994), as DiskSim's validation uses it: the
 * root mean square of the horizontal distance between two cumulative distributions of response times. With as many samples on both sides that is the
 * distance between the k-th smallest of one and the k-th smallest of the other.
 */
export function demerit(
  modelled: readonly number[],
  measured: readonly number[],
): { readonly rms: number; readonly measuredMean: number; readonly share: number } {
  const first = Float64Array.from(modelled).sort();
  const second = Float64Array.from(measured).sort();
  if (first.length !== second.length || first.length === 0) throw new Error('a demerit figure needs as many samples on both sides');
  let squares = 0;
  let sum = 0;
  for (let index = 0; index < first.length; index += 1) {
    squares += (first[index]! - second[index]!) ** 2;
    sum += second[index]!;
  }
  const rms = Math.sqrt(squares / first.length);
  const measuredMean = sum / first.length;
  return { rms, measuredMean, share: rms / measuredMean };
}
