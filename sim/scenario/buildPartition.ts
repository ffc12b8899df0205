/** Portions that move while the VMs run: the planner of the partition policy, and between which bounds each portion may move. */
import { assert } from '../base/assert.ts';
import type { EngineConfig } from '../engine/protocol.ts';
import type { PlannedVm } from '../hypervisor/partitionPolicy.ts';
import type { MovingPartition } from '../hosts/simulated/movingPartition.ts';
import { defaults } from './defaults.ts';
import { partitionPolicy } from './partition.ts';
import type { Scenario } from './scenario.ts';

/** Null for a policy that divides once and for all. */
export function buildPartition(scenario: Scenario, config: EngineConfig): MovingPartition | null {
  const policy = partitionPolicy(scenario.server.partition);
  if (!policy.moves) return null;
  const { logRecords } = scenario.server;
  const total = { dramBlocks: config.dramBlocks, flashBlocks: config.flashBlocks, logRecords: logRecords === null ? Infinity : logRecords };
  const vms = scenario.vms.map((_, number) => plannedVm(scenario, config, number));
  const planner = policy.createPlanner({ blockBytes: config.blockBytes, total, vms });
  assert(planner !== null, 'a policy that moves portions has a planner');
  return { planner, total, bounds: vms, logRecordsPerBlock: defaults.cache.logRecordsPerBlock };
}

/** What a VM needs to run at all is as in `sim/engine/portions.ts`; a VM begins without flash and stays so, or has some and keeps some. */
function plannedVm(scenario: Scenario, config: EngineConfig, number: number): PlannedVm {
  const vm = scenario.vms[number]!;
  const { portion, memoryBlocks } = config.vms[number]!;
  const { blockBytes, ioBlocksMax } = config;
  const { reservation, limit, portionFixed } = vm;
  const hasFlash = portion.flashBlocks > 0;
  const blocksOf = (bytes: number | null): number => (bytes === null ? Infinity : bytes / blockBytes);
  const least = (isFixed: boolean, fixed: number, reserved: number, needed: number): number => (isFixed ? fixed : Math.max(reserved, needed));
  const most = (isFixed: boolean, fixed: number, limited: number): number => (isFixed ? fixed : limited);
  return {
    weight: vm.weight,
    atLeast: {
      dramBlocks: least(portionFixed.dram, portion.dramBlocks, reservation.dramBytes / blockBytes, ioBlocksMax),
      flashBlocks: least(portionFixed.flash || !hasFlash, portion.flashBlocks, reservation.flashBytes / blockBytes, memoryBlocks + 2 * ioBlocksMax),
      logRecords: least(portionFixed.logRecords, portion.logRecords, reservation.logRecords, 2 * ioBlocksMax),
    },
    atMost: {
      dramBlocks: most(portionFixed.dram, portion.dramBlocks, blocksOf(limit.dramBytes)),
      flashBlocks: most(portionFixed.flash || !hasFlash, portion.flashBlocks, blocksOf(limit.flashBytes)),
      logRecords: most(portionFixed.logRecords, portion.logRecords, limit.logRecords === null ? Infinity : limit.logRecords),
    },
    windowNs: vm.cache.retention.timeNs === null ? Infinity : vm.cache.retention.timeNs,
    keepsEveryVersion: hasFlash && vm.cache.granularity === 'every-write',
  };
}
