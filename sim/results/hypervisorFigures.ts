/** What stands between VMs and cache, in `result.json`: how requests waited for the scheduler, and what an IO cost on its way. */
import { list, nullable, number, record, text } from './shape.ts';
import type { Shape } from './shape.ts';

/** What a VM was to get of the IO, and how its requests waited for their turn. */
export interface VmWaitFigures {
  readonly name: string;
  readonly ioWeight: number;
  /** Requests per second promised (0: none) and allowed (null: any number). */
  readonly reservationPerSecond: number;
  readonly limitPerSecond: number | null;
  /** Requests that had to wait for their turn, and how long these waited. */
  readonly waited: number;
  readonly waitMeanNs: number;
  readonly waitMaxNs: number;
}

export interface HypervisorFigures {
  readonly scheduler: string;
  /** Requests that wait for the scheduler, and those in the station for what an IO costs; over the whole run, warm-up included. */
  readonly waitingMean: number;
  readonly waitingMax: number;
  readonly overheadMean: number;
  readonly overheadUtilisation: number;
  readonly vms: readonly VmWaitFigures[];
}

const amount = (summary: string): Shape<number> => number(summary, 0);

export const hypervisorShape: Shape<HypervisorFigures> = record<HypervisorFigures>(
  {
    scheduler: text('between the VMs'),
    waitingMean: amount('requests that wait for the scheduler, mean over the run'),
    waitingMax: amount('the most that waited at once'),
    overheadMean: amount('requests that pass through the hypervisor, mean over the run'),
    overheadUtilisation: amount('share of its places that was busy with that'),
    vms: list(
      record<VmWaitFigures>(
        {
          name: text('the VM'),
          ioWeight: amount('its share of the IO beside the others'),
          reservationPerSecond: amount('requests per second promised; 0: none'),
          limitPerSecond: nullable(amount('requests per second allowed; null: any number')),
          waited: amount('requests that had to wait for their turn'),
          waitMeanNs: amount('how long these waited, ns'),
          waitMaxNs: amount('the longest of these waits, ns'),
        },
        'how requests of one VM waited',
      ),
      'every VM',
    ),
  },
  'between VMs and cache',
);
