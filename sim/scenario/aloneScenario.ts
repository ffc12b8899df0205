/**
 * A scenario with one of its VMs alone on the server: what the partition would divide is all its own (within its limit, and unless its portion is stated), and of the timeline there is what
 * concerns it. Its requests are the same: their random numbers go by its name.
 *
 * The array holds the disk of this VM alone: on a model that knows places, its blocks may lie elsewhere than beside the other disks.
 */
import { logRecordsOf } from './partition.ts';
import type { ScenarioInputs } from './loadInputs.ts';
import type { Scenario, TimelineEntry, VmScenario } from './scenario.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly inputs: ScenarioInputs;
}

export function aloneScenario(scenario: Scenario, inputs: ScenarioInputs, number: number): LoadedScenario {
  const vm = scenario.vms[number]!;
  const { traces, ioBlocksMax } = inputs;
  return {
    scenario: {
      ...scenario,
      slowdown: false,
      oracle: 'off',
      crashSample: 0,
      vms: [{ ...vm, portion: wholePortion(vm, scenario) }],
      timeline: scenario.timeline.flatMap((entry) => ownEntry(entry, number)),
    },
    inputs: { traces, ioBlocksMax, diskBytes: [inputs.diskBytes[number]!], workloads: [inputs.workloads[number]!] },
  };
}

function wholePortion({ portion, portionFixed, limit }: VmScenario, { server, blockBytes }: Scenario): VmScenario['portion'] {
  const within = (whole: number, most: number | null): number => Math.min(whole, most ?? Infinity);
  const dramBytes = portionFixed.dram ? portion.dramBytes : within(server.dram.sizeBytes, limit.dramBytes);
  // One that has no flash does without.
  const flashBytes = portionFixed.flash || portion.flashBytes === 0 ? portion.flashBytes : within(server.flash.sizeBytes, limit.flashBytes);
  const logRecords = portionFixed.logRecords
    ? portion.logRecords
    : within(server.logRecords ?? logRecordsOf(dramBytes + flashBytes, blockBytes), limit.logRecords);
  return { dramBytes, flashBytes, logRecords };
}

/** Portions are moved for the sake of others: alone, none is. */
function ownEntry(entry: TimelineEntry, number: number): TimelineEntry[] {
  if (entry.do === 'resize' || (entry.vms.length > 0 && !entry.vms.includes(number))) return [];
  return [{ ...entry, vms: entry.vms.length === 0 ? [] : [0] }];
}
