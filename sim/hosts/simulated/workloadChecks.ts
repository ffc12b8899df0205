/**
 * Laws of the workloads: each did what it was told, over the whole run. One line for each law, of the workload that is furthest off.
 *
 * - Response-time law, R = N/X − Z: of N places each is thinking or waiting for its answer, so throughput times (response + think time) is N. The think time
 *   is the one in the scenario, the response the host's.
 * - Arrivals of an open workload come at its rate.
 *
 * Left out: workloads that a rollback held, that are over before the run is, or of which nothing so simple follows.
 */
import type { CheckFigures } from '../../results/runResult.ts';
import { checkNear } from './checkFigures.ts';
import type { SimulatedSource, SourceLaw } from './simulationConfig.ts';
import type { SourceLedger } from './sourceLedger.ts';

/** So many standard deviations: chance does not go further in any number of runs that anybody makes. */
const SIGMAS = 7;
/** Fewer than this many requests say nothing. */
const REQUESTS_MIN = 50;

interface Deviation {
  readonly expected: number;
  readonly measured: number;
  readonly slack: number;
}

export function workloadChecks(sources: readonly SimulatedSource[], ledger: SourceLedger, endNs: number): CheckFigures[] {
  const checks: CheckFigures[] = [];
  for (const kind of ['closed', 'open'] as const) {
    let worst: Deviation | null = null;
    let count = 0;
    for (const [number, { vm, source, law = null }] of sources.entries()) {
      if (law === null || law.kind !== kind || ledger.disturbed[vm] !== 0 || source.done) continue;
      const deviation = law.kind === 'closed' ? closedDeviation(law, ledger, number, endNs) : openDeviation(law, ledger, number);
      if (deviation === null) continue;
      count += 1;
      if (worst === null || excess(deviation) > excess(worst)) worst = deviation;
    }
    if (worst === null) continue;
    const ofHow = count === 1 ? '' : ` (of ${count} workloads the one furthest off)`;
    const law =
      kind === 'closed'
        ? { name: 'response-time law', summary: `Throughput times response and think time is the number of places of a closed loop${ofHow}` }
        : { name: 'arrivals', summary: `An open workload has as many arrivals as its rate says${ofHow}` };
    checks.push(checkNear(law, worst.expected, worst.measured, worst.slack));
  }
  return checks;
}

function excess({ expected, measured, slack }: Deviation): number {
  return Math.abs(measured - expected) / (slack + Number.MIN_VALUE);
}

function closedDeviation(law: SourceLaw & { kind: 'closed' }, ledger: SourceLedger, number: number, endNs: number): Deviation | null {
  const { places, think, startNs, stopNs } = law;
  const lengthNs = Math.min(stopNs, ledger.stoppedNs, endNs) - startNs;
  const answered = ledger.answered[number];
  if (lengthNs <= 0 || answered < Math.max(REQUESTS_MIN, places)) return null;
  const spentNs = ledger.responseNs[number] + answered * think.meanNs;
  // Chance in the think times; and at the end each place is in the middle of a response or a thought, which counts as a whole one.
  const chanceNs = SIGMAS * Math.sqrt(answered * think.variance);
  const endsNs = places * (ledger.responseMaxNs[number] + think.meanNs + SIGMAS * Math.sqrt(think.variance)) + answered;
  return { expected: places, measured: spentNs / lengthNs, slack: (chanceNs + endsNs) / lengthNs };
}

/** From its start to its last arrival. */
function openDeviation({ startNs, ratePerSecond }: SourceLaw & { kind: 'open' }, ledger: SourceLedger, number: number): Deviation | null {
  const arrivals = ledger.arrivals[number];
  if (arrivals < REQUESTS_MIN) return null;
  const expected = ((ledger.lastArrivalNs[number] - startNs) * ratePerSecond) / 1e9;
  return { expected, measured: arrivals, slack: SIGMAS * Math.sqrt(expected) + 1 };
}
