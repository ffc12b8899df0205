/** How a run stands at an instant, as plain data: for those who look on while it goes (the dashboard). Looking changes nothing. */
import type { BookmarkListing, RollbackWindow, SlotCounts, VmCounters, VmId } from '../../engine/protocol.ts';
import type { ChangeFigures } from '../../results/changeFigures.ts';
import type { RollbackTrace } from '../../results/rollbackTrace.ts';
import type { RollbackFigures, StallFigures } from '../../results/runResult.ts';
import type { RunRecorder } from './runRecorder.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';
import type { SimulationConfig } from './simulationConfig.ts';
import type { TimelineRunner } from './timelineRunner.ts';

export interface VmInspection {
  readonly name: string;
  readonly counters: VmCounters;
  readonly window: RollbackWindow;
  readonly dram: SlotCounts;
  readonly flash: SlotCounts;
  readonly bookmarks: readonly BookmarkListing[];
}

export interface RunInspection {
  /** Requests of the timeline that were answered. Only whether they grow means anything: they are not taken back with the world. */
  readonly answered: { readonly bookmarks: number; readonly rollbacks: number };
  readonly vms: readonly VmInspection[];
  readonly rollbacks: readonly RollbackFigures[];
  /** Of the rollbacks and undos, in the same order; not copied: to be read, and numbered by their place. */
  readonly traces: readonly RollbackTrace[];
  /** Of policies, classes, devices while it went on. */
  readonly changes: readonly ChangeFigures[];
  readonly stalls: readonly StallFigures[];
  readonly oracle: { readonly checkedReads: number; readonly checkedRollbacks: number; readonly violations: number; readonly first: string | null } | null;
}

export interface InspectedRun {
  readonly nowNs: number;
  readonly config: SimulationConfig;
  readonly engine: SimulatedEngine;
  readonly timeline: TimelineRunner;
  readonly recorder: RunRecorder;
}

export function inspectRun({ nowNs, config, engine, timeline, recorder }: InspectedRun): RunInspection {
  const report = config.oracle?.report();
  return {
    vms: config.engineConfig.vms.map(({ name }, number) => {
      const vm = number as VmId;
      return {
        name,
        counters: { ...engine.counters(vm, nowNs) },
        window: engine.window(vm, nowNs),
        dram: engine.slotCounts(vm, 'dram'),
        flash: engine.slotCounts(vm, 'flash'),
        bookmarks: [...engine.bookmarks(vm)],
      };
    }),
    answered: { ...timeline.answered },
    rollbacks: timeline.rollbacks,
    traces: timeline.traces,
    changes: timeline.changes,
    stalls: recorder.stalls(nowNs),
    oracle:
      report === undefined
        ? null
        : {
            checkedReads: report.checkedReads,
            checkedRollbacks: report.checkedRollbacks + report.checkedUndos,
            violations: report.violations,
            first: report.violationTexts.at(0) ?? null,
          },
  };
}
