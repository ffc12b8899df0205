/**
 * Write amplification of a log-structured flash under uniform random one-page writes, cleaned in the order of writing: with α physical pages per mapped page,
 * a page is still valid when its block's turn comes with p = exp(−α(1 − p)); each write costs 1/(1 − p). The limit of many blocks. L. Xiang, B. Kurkoski,
 * "An improved analytic expression for write amplification in NAND flash", arXiv 1110.4245; B. Menon 1995 has the same expression for log-structured arrays.
 */
export function fifoWriteAmplification(physicalPerMapped: number): number {
  let valid = 0;
  for (let step = 0; step < 10_000; step += 1) valid = Math.exp(-physicalPerMapped * (1 - valid));
  return 1 / (1 - valid);
}
