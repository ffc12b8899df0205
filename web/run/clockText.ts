/** An instant of simulated time on a clock: always the same number of digits, so that nothing moves while it runs. */
export function clockText(ns: number): string {
  const micros = Math.floor(ns / 1000);
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros % 1e6).padStart(6, '0');
  return `${seconds}.${fraction.slice(0, 3)}\u202f${fraction.slice(3)} s`;
}
