/** What is left of a run when it has ended: all that its record is made of. */
import type { FlashWear } from '../../devices/device.ts';
import type { BookmarkListing } from '../../engine/protocol.ts';
import type { OracleReport } from '../../oracle/oracle.ts';
import type { CrashFigures } from '../../results/crashFigures.ts';
import type { PartitionFigures } from '../../results/partitionFigures.ts';
import type { RollbackTrace } from '../../results/rollbackTrace.ts';
import type { ChangeFigures } from '../../results/changeFigures.ts';
import type { RollbackFigures } from '../../results/runResult.ts';
import type { RunLedgers } from './runLedgers.ts';
import type { Baseline, RunRecorder } from './runRecorder.ts';
import type { EngineMemory } from './simulatedEngine.ts';
import type { SimulationConfig } from './simulationConfig.ts';

/** Everything that a run is known by when it has ended. */
export interface EndedRun {
  readonly config: SimulationConfig;
  readonly recorder: RunRecorder;
  readonly rollbacks: readonly RollbackFigures[];
  readonly traces: readonly RollbackTrace[];
  readonly changes: readonly ChangeFigures[];
  /** By DeviceNumber: its parameters changed on the way, so that its demand is none any more. */
  readonly changedDevices: readonly boolean[];
  readonly crashes: readonly CrashFigures[];
  readonly partition: PartitionFigures;
  /** Counters at the end. */
  readonly end: Baseline;
  /** The host's own books at the end. */
  readonly seen: RunLedgers;
  /** Of the flash, at the end; null where its model knows none. */
  readonly wear: FlashWear | null;
  /** Per VM. */
  readonly bookmarks: readonly (readonly BookmarkListing[])[];
  readonly digest: string;
  readonly counts: RunCounts;
  readonly partial: boolean;
  readonly oracle: OracleReport | null;
  readonly memory: EngineMemory;
}

export interface RunCounts {
  readonly events: number;
  /** Answered, each once, dropped ones not. */
  readonly ios: number;
  /** Taken from the workloads, and answered in one way or another. */
  readonly issued: number;
  readonly answered: number;
}
