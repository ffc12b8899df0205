import { describe, expect, it } from 'vitest';
import { Op } from '../../sim/engine/protocol.ts';
import { createIoSource } from '../../workloads/generators/createIoSource.ts';
import type { PacedWorkload, WorkloadConfig, WorkloadPhase } from '../../workloads/workloadConfig.ts';
import { SourceDriver } from '../support/sourceDriver.ts';
import { closedLoop, pacingOf, workloadOf } from '../support/workloadOf.ts';

const diskBytes = 64 * 1024 * 1024;
const ms = 1e6;

function driverOf(config: WorkloadConfig, serviceNs = 1000): SourceDriver {
  return new SourceDriver(createIoSource(config, { seed: 1, name: 'vm/0', blockBytes: 4096, diskBytes, memoryBytes: 0, traceOf: () => null }), serviceNs);
}

const phasesOf = (phases: readonly WorkloadPhase[], rest: { startNs?: number; stopNs?: number; rounds?: number | null } = {}): WorkloadConfig => ({
  kind: 'phases',
  startNs: rest.startNs ?? 0,
  stopNs: rest.stopNs ?? null,
  rounds: rest.rounds === undefined ? 1 : rest.rounds,
  phases,
});

/** IOs at equal intervals: reads, or writes. */
const every = (intervalNs: number, readRatio: number, rest: Partial<PacedWorkload> = {}): PacedWorkload =>
  workloadOf('sequential', { readRatio, ioSizeBytes: 4096 }, { pacing: pacingOf('constant', { ratePerSecond: 1e9 / intervalNs }), ...rest });

const times = (driver: SourceDriver, count: number): number[] => driver.drive(count).map(({ atNs }) => atNs / ms);

describe('phases', () => {
  it('last as long as they are told, and go on where they were', () => {
    const config = phasesOf(
      [
        { lastsNs: 3 * ms, workload: every(2 * ms, 1) },
        { lastsNs: 5 * ms, workload: null },
        { lastsNs: 2 * ms, workload: every(2 * ms, 0) },
      ],
      { startNs: 10 * ms, rounds: 2 },
    );
    const seen = driverOf(config).drive(100);
    expect(seen.map(({ atNs, op, offset }) => [atNs / ms, op, offset / 4096])).toEqual([
      [10, Op.Read, 0],
      [12, Op.Read, 1],
      [18, Op.Write, 0],
      // The reader's clock stood at 3 of 4 ms.
      [21, Op.Read, 2],
      [28, Op.Write, 1],
    ]);
  });

  it('end with their workload when no time is said, and then begin anew', () => {
    const config = phasesOf(
      [
        { lastsNs: null, workload: workloadOf('uniform', { readRatio: 1 }, { pacing: closedLoop(2), ios: 4 }) },
        { lastsNs: 1 * ms, workload: every(1 * ms, 0) },
      ],
      { rounds: null },
    );
    const driver = driverOf(config, 0.5 * ms);
    const seen = driver.drive(10);
    expect(seen.map(({ atNs }) => atNs / ms)).toEqual([0, 0, 0.5, 0.5, 1, 2, 2, 2.5, 2.5, 3]);
    expect(seen.slice(5, 9).map(({ offset }) => offset)).toEqual(seen.slice(0, 4).map(({ offset }) => offset));
  });

  it('change by themselves: the next arrival is known though nothing is answered', () => {
    const config = phasesOf([
      { lastsNs: 4 * ms, workload: workloadOf('uniform', {}, { pacing: closedLoop(1) }) },
      { lastsNs: 4 * ms, workload: every(1 * ms, 1) },
    ]);
    const driver = driverOf(config, 1000 * ms);
    expect(times(driver, 3)).toEqual([0, 4, 5]);
    expect(driver.inFlight).toBe(3);
  });

  it('find an arrival that is thousands of rounds away, and say when there is none', () => {
    const rare = phasesOf(
      [
        { lastsNs: 1 * ms, workload: every(10_000 * ms, 1) },
        { lastsNs: 3 * ms, workload: null },
      ],
      { rounds: null },
    );
    expect(times(driverOf(rare), 3)).toEqual([0, 40_000, 80_000]);
    const over = phasesOf([{ lastsNs: 1 * ms, workload: every(1 * ms, 1, { ios: 1 }) }], { rounds: null });
    const driver = driverOf(over);
    expect([times(driver, 5), driver.source.done]).toEqual([[0], true]);
  });

  it('a bounded number of rounds ends, and a stop ends it earlier', () => {
    const phases = [{ lastsNs: 2 * ms, workload: every(1 * ms, 1) }];
    expect(times(driverOf(phasesOf(phases, { rounds: 3 })), 100)).toEqual([0, 1, 2, 3, 4, 5]);
    const stopped = driverOf(phasesOf(phases, { rounds: null, stopNs: 3 * ms }));
    expect([times(stopped, 100), stopped.source.done]).toEqual([[0, 1, 2], true]);
  });

  it('hear of late answers as at the end of their turn', () => {
    const closed = workloadOf('uniform', {}, { pacing: closedLoop(1, { kind: 'constant', valueNs: 1 * ms }) });
    const config = phasesOf(
      [
        { lastsNs: 2 * ms, workload: closed },
        { lastsNs: 10 * ms, workload: null },
      ],
      { rounds: null },
    );
    // Answered at 5 ms, in the pause: it is ready a think time after the start of its next turn.
    expect(times(driverOf(config, 5 * ms), 2)).toEqual([0, 13]);
  });

  it('rewound into a phase, they go on there and then', () => {
    const config = phasesOf([
      { lastsNs: 3 * ms, workload: every(1 * ms, 1) },
      { lastsNs: null, workload: every(2 * ms, 0) },
    ]);
    const driver = driverOf(config);
    driver.drive(2);
    driver.settle();
    const saved = structuredClone(driver.source.save());
    const savedNs = driver.nowNs;
    expect(times(driver, 3)).toEqual([2, 3, 5]);
    driver.settle();
    const shiftNs = 100 * ms - savedNs;
    driver.nowNs = 100 * ms;
    driver.source.rewind(saved, savedNs, 100 * ms);
    expect(driver.drive(3).map(({ atNs }) => (atNs - shiftNs) / ms)).toEqual([2, 3, 5]);
  });
});
