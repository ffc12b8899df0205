/** Share of the accesses that each of `items` items gets by Zipf's law, most popular first; exponent 0: all alike. */
export function zipfShares(items: number, exponent: number): Float64Array {
  const shares = Float64Array.from({ length: items }, (_, rank) => Math.exp(-exponent * Math.log(rank + 1)));
  const sum = shares.reduceRight((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
