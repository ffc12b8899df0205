/**
 * Near misses: which allowed word someone meant. Used in every message about a name that does not exist (fields, policies, commands, files).
 *
 * The distance is that of optimal string alignment (insertions, deletions, substitutions, swaps of neighbours), upper and lower case alike. It is meant for
 * messages: lists of some hundred words, not hot paths.
 */

/** The word of `allowed` nearest to `given`, or null when none is near enough (about a third of the letters differ). */
export function nearMiss(given: string, allowed: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const word of allowed) {
    const distanceMax = Math.max(1, Math.floor(Math.max(given.length, word.length) * 0.35));
    const distance = editDistance(given.toLowerCase(), word.toLowerCase());
    if (distance <= distanceMax && distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 8) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let distance = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) distance = Math.min(distance, beforeLast[column - 2] + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length];
}
