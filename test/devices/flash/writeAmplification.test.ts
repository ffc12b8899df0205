/**
 * Against the closed form of the FIFO limit, p = e^(−α(1−p)), WA = 1 / (1 − p), α = T/U, and figures of an independent simulation with 4000 blocks of 64 pages (W. Bux, I. Iliadis;
 * B. Van Houdt; L. Xiang, B. Kurkoski, arXiv 1110.4245: 2.36 by expression, 2.35 simulated at over-provisioning 0.3).
 */
import { describe, expect, it } from 'vitest';
import { writeAmplification } from './writeAmplification.ts';

/** The FIFO limit, by iteration from below. */
function closedForm(spare: number): number {
  const alpha = 1 / (1 - spare);
  let p = 0;
  for (let step = 0; step < 10_000; step += 1) p = Math.exp(-alpha * (1 - p));
  return 1 / (1 - p);
}

const table = [
  { spare: 0.1, fifo: 5.194, greedy: 4.832 },
  { spare: 0.2, fifo: 2.695, greedy: 2.602 },
  { spare: 0.3 / 1.3, fifo: 2.366, greedy: 2.295 },
  { spare: 0.3, fifo: 1.877, greedy: 1.835 },
] as const;

describe('write amplification under uniform random writes', () => {
  it.each([
    [0.1, 5.179],
    [0.2, 2.693],
    [0.3 / 1.3, 2.364],
    [0.3, 1.876],
  ])('closed form at spare %d is %d', (spare, expected) => {
    expect(Math.abs(closedForm(spare) - expected)).toBeLessThan(0.001);
  });

  it.each(table.slice(1))('FIFO at spare $spare: within 0.5 % of the closed form', ({ spare, fifo }) => {
    const { amplification } = writeAmplification({ gc: 'fifo', spare, pagesPerBlock: 64, blocks: 2000, settle: 1.5, measure: 1.5 });
    expect(Math.abs(amplification / closedForm(spare) - 1)).toBeLessThan(0.005);
    expect(Math.abs(amplification / fifo - 1)).toBeLessThan(0.005);
  });

  it.each(table.slice(1))('greedy at spare $spare', ({ spare, greedy }) => {
    const { amplification } = writeAmplification({ gc: 'greedy', spare, pagesPerBlock: 64, blocks: 2000, settle: 1.5, measure: 1.5 });
    expect(Math.abs(amplification / greedy - 1)).toBeLessThan(0.01);
  });

  it('4000 blocks of 64 pages with little spare: FIFO within 0.5 %, greedy within 1 %', () => {
    const amplification = (gc: string): number =>
      writeAmplification({ gc, spare: 0.1, pagesPerBlock: 64, blocks: 4000, settle: 1.5, measure: 1 }).amplification;
    expect(Math.abs(amplification('fifo') / closedForm(0.1) - 1)).toBeLessThan(0.005);
    expect(Math.abs(amplification('greedy') / 4.832 - 1)).toBeLessThan(0.01);
  });

  it.each([
    [16, 2.117],
    [256, 2.348],
  ])('greedy depends on the block: %d pages give %d', (pagesPerBlock, expected) => {
    const blocks = pagesPerBlock === 16 ? 4000 : 800;
    const { amplification } = writeAmplification({ gc: 'greedy', spare: 0.3 / 1.3, pagesPerBlock, blocks, settle: 2, measure: 2 });
    expect(Math.abs(amplification / expected - 1)).toBeLessThan(0.01);
  });

  it('d-choices lies between one random block and greedy, and comes near it with 10 choices', () => {
    const { amplification } = writeAmplification({ gc: 'd-choices', spare: 0.3 / 1.3, pagesPerBlock: 64, blocks: 1000, settle: 2, measure: 2 });
    expect(amplification).toBeGreaterThan(2.295);
    expect(amplification).toBeLessThan(2.45);
  });
});
