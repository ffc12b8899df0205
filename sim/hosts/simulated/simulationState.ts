/** All of a simulation at an instant: plain data, which continues as the simulation would have. */
import type { OracleState } from '../../oracle/oracle.ts';
import type { AgendaState } from './agenda.ts';
import type { CrashRunnerState } from './crashRunner.ts';
import type { DeviceBayState } from './deviceBay.ts';
import type { EventCountState } from './eventCount.ts';
import type { GuestsState } from './guests.ts';
import type { IoRecorderState } from './ioRecorder.ts';
import type { PartitionRunnerState } from './partitionRunner.ts';
import type { RunDigestState } from './runDigest.ts';
import type { RunRecorderState } from './runRecorder.ts';
import type { TimelineState } from './timelineRunner.ts';

export interface SimulationState {
  readonly agenda: AgendaState;
  readonly engine: unknown;
  readonly digest: RunDigestState;
  readonly bay: DeviceBayState;
  readonly guests: GuestsState;
  readonly timeline: TimelineState;
  readonly partition: PartitionRunnerState;
  readonly recorder: RunRecorderState;
  readonly oracle: OracleState | null;
  readonly recording: IoRecorderState | null;
  readonly crashes: CrashRunnerState | null;
  readonly events: EventCountState;
  readonly progress: Progress;
}

export interface Progress {
  timelineLeft: number;
  sampleNs: number;
  partial: boolean;
  finished: boolean;
}
