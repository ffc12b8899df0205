/**
 * Hit ratios under independent references by the characteristic time: H. Che, Y. Tung, Z. Wang, "Hierarchical web caching systems", IEEE JSAC 20(7), 2002;
 * for FIFO, and why it is that exact, C. Fricker, P. Robert, J. Roberts, arXiv 1202.3974.
 */
export type ReferencePolicy = 'lru' | 'fifo';

/** Share of the references that a cache of `capacity` items has, when item i is referenced with probability `shares[i]`. */
export function characteristicHitRatio(policy: ReferencePolicy, shares: Float64Array, capacity: number): number {
  const presence = policy === 'lru' ? (x: number): number => 1 - Math.exp(-x) : (x: number): number => x / (1 + x);
  const held = (time: number): number => shares.reduce((sum, share) => sum + presence(share * time), 0);
  let low = 0;
  let high = capacity;
  while (held(high) < capacity) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (held(middle) < capacity) low = middle;
    else high = middle;
  }
  return shares.reduce((sum, share) => sum + share * presence(share * high), 0);
}
