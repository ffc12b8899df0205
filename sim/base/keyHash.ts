/**
 * Which keys are in a sample: those whose hash lies below a threshold, so that all uses of a key are sampled or none, whoever asks and whenever.
 *
 * MurmurHash3's 32-bit finaliser over both halves of the key (public domain, A. Appleby); 24 bits of it, as in the SHARDS paper.
 */

/** Hashes are 0 … this − 1. */
export const keyHashModulus = 0x100_0000;
/** 2^-32: takes a key to its upper half. */
const toUpper = 1 / 0x1_0000_0000;

/** `key` is 0 … 2^53 − 1. Another seed gives other hashes. */
export function keyHash(key: number, seed: number): number {
  const upper = (key * toUpper) | 0;
  return mix(mix(upper ^ seed) ^ (key | 0)) >>> 8;
}

function mix(word: number): number {
  let hash = word ^ (word >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
