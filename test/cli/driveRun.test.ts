import { describe, expect, it } from 'vitest';
import { driveRun } from '../../sim/cli/driveRun.ts';
import type { ScenarioRun } from '../../sim/scenario/slowdownRun.ts';
import { ProgressLine } from '../../sim/cli/progressLine.ts';
import type { RunRecord } from '../../sim/results/runRecord.ts';
import { TestTerminal } from './testTerminal.ts';

/** Ends by itself after `eventsTotal`; notes how it was driven. */
class CountingSimulation implements ScenarioRun {
  events = 0;
  wasStopped = false;
  readonly slices: number[] = [];
  private readonly eventsTotal: number;

  constructor(eventsTotal: number) {
    this.eventsTotal = eventsTotal;
  }
  get nowNs(): number {
    return this.events * 1000;
  }
  get ios(): number {
    return Math.floor(this.events / 4);
  }
  get finished(): boolean {
    return this.events >= this.eventsTotal;
  }
  run(eventsMax: number): void {
    const count = Math.min(eventsMax, this.eventsTotal - this.events);
    this.slices.push(count);
    this.events += count;
  }
  stopEarly(): void {
    this.wasStopped = true;
  }
  finish(): RunRecord {
    return { result: { partial: this.wasStopped } } as RunRecord;
  }
}

const never = (): boolean => false;

describe('driving a run', () => {
  it('runs to the end in slices that grow while they are short', async () => {
    const simulation = new CountingSimulation(1_000_000);
    const driven = await driveRun(simulation, { terminal: new TestTerminal({ tickMs: 1 }), progress: null, isInterrupted: never, eventsMax: null });
    expect(simulation.events).toBe(1_000_000);
    expect(driven.record.result.partial).toBe(false);
    expect(simulation.slices.length).toBeGreaterThan(3);
    expect(simulation.slices[1]).toBeGreaterThan(simulation.slices[0] ?? 0);
  });

  it('ends between two slices when interrupted, and keeps what was done', async () => {
    const simulation = new CountingSimulation(1_000_000_000);
    const driven = await driveRun(simulation, {
      terminal: new TestTerminal({ tickMs: 1 }),
      progress: null,
      isInterrupted: () => simulation.slices.length >= 3,
      eventsMax: null,
    });
    expect(simulation.slices.length).toBe(3);
    expect(driven.record.result.partial).toBe(true);
  });

  it('stops after exactly the events of the run that is repeated', async () => {
    const simulation = new CountingSimulation(1_000_000);
    const driven = await driveRun(simulation, { terminal: new TestTerminal({ tickMs: 1 }), progress: null, isInterrupted: never, eventsMax: 54_321 });
    expect(simulation.events).toBe(54_321);
    expect(driven.record.result.partial).toBe(true);
  });
});

describe('progress', () => {
  it('is one line that is drawn over on a terminal, with rates and time left', () => {
    const terminal = new TestTerminal({ isTerminal: true });
    const progress = new ProgressLine(terminal, 'quickstart', 10e9);
    terminal.clockMs = 2_000;
    progress.update({ nowNs: 4e9, ios: 1_000_000, events: 4_000_000 });
    expect(terminal.errText).toBe('\r\u001b[Kquickstart  40 % · 4.00 s of 10.0 s simulated · 500k IOs/s · 2,000k events/s · 3.00 s left');
    progress.clear();
    expect(terminal.errText.endsWith('\r\u001b[K')).toBe(true);
    expect(terminal.outText).toBe('');
  });

  it('is a plain line now and then elsewhere, without carriage returns', () => {
    const terminal = new TestTerminal();
    const progress = new ProgressLine(terminal, 'quickstart', 10e9);
    for (let second = 1; second <= 25; second++) {
      terminal.clockMs = second * 1000;
      progress.update({ nowNs: second * 1e8, ios: second * 100_000, events: second * 400_000 });
    }
    progress.clear();
    expect(terminal.errText).not.toContain('\r');
    expect(terminal.errText.trimEnd().split('\n')).toHaveLength(2);
    expect(terminal.errText).toContain('10 % · 1.00 s of 10.0 s simulated · 100k IOs/s · 400k events/s · 1.50 min left\n'.replace('1.50 min', '90.0 s'));
  });

  it('survives a run without duration and without time passed', () => {
    const terminal = new TestTerminal({ isTerminal: true });
    const progress = new ProgressLine(terminal, 'x', 0);
    progress.update({ nowNs: 0, ios: 0, events: 0 });
    terminal.clockMs = 500;
    progress.update({ nowNs: 0, ios: 0, events: 0 });
    expect(terminal.errText).not.toMatch(/NaN|Infinity/);
  });
});
