/**
 * Laws that the figures of every run must obey, whatever is simulated: always on, reported in the result. They hold from the start of the run to its end,
 * warm-up included.
 */
import type { DeviceCounters } from '../../devices/device.ts';
import type { CheckFigures } from '../../results/runResult.ts';
import type { EndedRun } from './endedRun.ts';

/** Sums of integers are exact up to 2^53 ns of operation time; beyond, this much is lost to rounding. */
const ROUNDING = 1e-9;

export function runChecks(run: EndedRun): CheckFigures[] {
  const { config, counts, end, recorder } = run;
  const names = [config.devices.dram.name, config.devices.flash.name, config.devices.array.name];
  const places = [config.devices.dram.parallel, config.devices.flash.parallel, config.devices.array.parallel];
  const stations = [config.devices.dram, config.devices.flash, config.devices.array].flatMap((device) =>
    (device.stations ?? []).map(({ name, parallel }) => ({ name: `${device.name}, ${name}`, places: parallel })),
  );
  const answered = check('conservation of IOs', 'Every request that was taken from a workload was answered', counts.issued, counts.answered);
  const blocks = recorder.meters.reduce((sum, meter) => sum + meter.readLatency.count, 0);
  const reads = recorder.meters.reduce((sum, meter) => sum + meter.measured(0), 0);
  return [
    answered,
    check('latencies', 'Every read that counts has a latency', reads, blocks),
    ...hypervisorChecks(run),
    ...end.devices.flatMap((counters, number) => deviceChecks(names[number], counters, places[number], end.atNs)),
    ...stations.flatMap((station, number) => deviceChecks(station.name, end.stations[number], station.places, end.atNs)),
  ];
}

/** Nothing waits any more when a run has ended. */
function hypervisorChecks({ config, end, recorder }: EndedRun): CheckFigures[] {
  const waiting = recorder.waits.counts(end.atNs);
  const { overhead } = config;
  return [
    check(
      "Little's law: scheduler",
      'Requests that wait for the scheduler, over time, are arrivals times the time each waited',
      waiting.sojournNs,
      waiting.occupancyNs,
    ),
    check('flow balance: scheduler', 'Requests that began to wait went on, or were dropped by a rollback', waiting.entered, waiting.left),
    ...(overhead === null ? [] : deviceChecks(overhead.name, overhead.counters(end.atNs), overhead.parallel, end.atNs)),
  ];
}

function deviceChecks(name: string, counters: DeviceCounters, places: number, elapsedNs: number): CheckFigures[] {
  return [
    check(
      `Little's law: ${name}`,
      'Operations inside, over time, are arrivals times the time each spent there',
      counters.sojournNs + counters.residentNs,
      counters.occupancyNs,
    ),
    check(
      `flow balance: ${name}`,
      'Operations that went in came out or are inside',
      counters.reads + counters.writes + counters.discards,
      counters.completed + counters.inside,
    ),
    atMost(`utilisation: ${name}`, 'Places were busy no longer than the run lasted', places * elapsedNs, counters.busyNs),
  ];
}

function check(name: string, summary: string, expected: number, measured: number): CheckFigures {
  return { name, summary, expected, measured, tolerance: ROUNDING, passed: Math.abs(measured - expected) <= ROUNDING * Math.max(1, Math.abs(expected)) };
}

function atMost(name: string, summary: string, limit: number, measured: number): CheckFigures {
  return { name, summary, expected: limit, measured, tolerance: ROUNDING, passed: measured <= limit * (1 + ROUNDING) };
}
