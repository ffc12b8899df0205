/** The host's own books at the end of a run, for the run's checks. */
import type { EngineConfig, SlotCounts, VmId } from '../../engine/protocol.ts';
import type { DeviceLedger } from './deviceLedger.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';
import type { SourceLedger } from './sourceLedger.ts';

export interface RunLedgers {
  /** By DeviceNumber. */
  readonly devices: readonly DeviceLedger[];
  readonly sources: SourceLedger;
  readonly slots: { readonly dram: SlotSums; readonly flash: SlotSums };
}

export interface SlotSums {
  /** Slots in the portions of all VMs. */
  readonly given: number;
  /** Sum over the VMs of what their slots, added up by state, differ from the portion. */
  readonly unaccounted: number;
  /** Of the whole tier. */
  readonly tier: number;
}

export function runLedgers(nowNs: number, devices: readonly DeviceLedger[], sources: SourceLedger, engine: SimulatedEngine, config: EngineConfig): RunLedgers {
  return {
    devices: devices.map((ledger) => ledger.copy(nowNs)),
    sources,
    slots: { dram: slotSums('dram', config.dramBlocks, engine, config), flash: slotSums('flash', config.flashBlocks, engine, config) },
  };
}

function slotSums(tier: 'dram' | 'flash', blocks: number, engine: SimulatedEngine, config: EngineConfig): SlotSums {
  let given = 0;
  let unaccounted = 0;
  for (let vm = 0; vm < config.vms.length; vm += 1) {
    const counts = engine.slotCounts(vm as VmId, tier);
    given += counts.total;
    unaccounted += Math.abs(statesOf(counts) - counts.total);
  }
  return { given, unaccounted, tier: blocks };
}

function statesOf({ free, inFlight, currentClean, currentDirty, previous, redo }: SlotCounts): number {
  return free + inFlight + currentClean + currentDirty + previous + redo;
}
