import type { Portion } from '../../engine/protocol.ts';
import type { PortionPlanner } from '../../hypervisor/partitionPolicy.ts';
import type { PortionBounds } from '../../hypervisor/portionMover.ts';

/** What a run needs for portions that move. */
export interface MovingPartition {
  readonly planner: PortionPlanner;
  readonly total: Portion;
  readonly bounds: readonly PortionBounds[];
  readonly logRecordsPerBlock: number;
}
