/** What the hypervisor did, for the result: how requests waited for the scheduler, and what an IO cost. */
import type { HypervisorFigures } from '../../results/hypervisorFigures.ts';
import type { EndedRun } from './endedRun.ts';

export function hypervisorFigures({ config, recorder, end }: EndedRun): HypervisorFigures {
  const { waits } = recorder;
  const elapsedNs = Math.max(1, end.atNs);
  const waiting = waits.counts(end.atNs);
  const overhead = config.overhead === null ? null : config.overhead.counters(end.atNs);
  return {
    scheduler: config.hypervisor.scheduler,
    waitingMean: waiting.occupancyNs / elapsedNs,
    waitingMax: waiting.insideMax,
    overheadMean: overhead === null ? 0 : overhead.occupancyNs / elapsedNs,
    overheadUtilisation: overhead === null || config.overhead === null ? 0 : overhead.busyNs / (elapsedNs * config.overhead.parallel),
    vms: config.hypervisor.shares.map(({ weight, reservationPerSecond, limitPerSecond }, vm) => ({
      name: config.engineConfig.vms[vm].name,
      ioWeight: weight,
      reservationPerSecond,
      limitPerSecond: limitPerSecond === Infinity ? null : limitPerSecond,
      waited: waits.waited[vm],
      waitMeanNs: waits.waited[vm] === 0 ? 0 : waits.waitNs[vm] / waits.waited[vm],
      waitMaxNs: waits.waitMaxNs[vm],
    })),
  };
}
