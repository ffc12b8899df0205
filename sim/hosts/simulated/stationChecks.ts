/** Laws of a station that only keeps books of its own: they must agree with each other. */
import type { DeviceCounters } from '../../devices/device.ts';
import type { CheckFigures } from '../../results/runResult.ts';
import { checkAtMost, checkEqual } from './checkFigures.ts';

export function stationChecks(name: string, counters: DeviceCounters, parallel: number, endNs: number): CheckFigures[] {
  return [
    checkEqual(
      { name: `Little's law: ${name}`, summary: 'Operations inside, over time, are those served times the time each spent there' },
      counters.sojournNs + counters.residentNs,
      counters.occupancyNs,
    ),
    checkEqual(
      { name: `flow balance: ${name}`, summary: 'Operations that went in came out or are inside' },
      counters.reads + counters.writes + counters.discards,
      counters.completed + counters.inside,
    ),
    checkAtMost({ name: `utilisation: ${name}`, summary: 'Places were busy no longer than the run lasted' }, parallel * endNs, counters.busyNs),
  ];
}
