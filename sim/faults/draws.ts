/** Where random numbers come from: `next` in [0, 1). A `RandomStream` is one. */
export interface Draws {
  next(): number;
}

/** One of the choices, each as likely as the others. */
export function pick<T>(draws: Draws, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(draws.next() * choices.length)] ?? choices[0];
}
