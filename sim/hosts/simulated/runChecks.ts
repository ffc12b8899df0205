/**
 * Laws that the figures of every run must obey, whatever is simulated: always on, reported in the result. They hold from the start of the run to its end,
 * warm-up included. Each compares books that are kept in different places; one that is cooked, or a model that is not what it was told to be, shows.
 */
import { WriteCause } from '../../devices/device.ts';
import type { FlashWear } from '../../devices/device.ts';
import type { VmCounters } from '../../engine/protocol.ts';
import type { CheckFigures } from '../../results/runResult.ts';
import { checkAtMost, checkEqual, checkNear } from './checkFigures.ts';
import { DeviceNumber } from './commandRouter.ts';
import { deviceChecks } from './deviceChecks.ts';
import { stationChecks } from './stationChecks.ts';
import type { EndedRun } from './endedRun.ts';
import type { SlotSums } from './runLedgers.ts';
import { workloadChecks } from './workloadChecks.ts';

export function runChecks(run: EndedRun): CheckFigures[] {
  const { config, end, seen } = run;
  const { dram, flash, array } = config.devices;
  const demands = [config.demands?.dram, config.demands?.flash, config.demands?.array];
  const stations = [dram, flash, array].flatMap((device) =>
    (device.stations ?? []).map(({ name, parallel }) => ({ name: `${device.name}, ${name}`, parallel })),
  );
  return [
    ...requestChecks(run),
    ...blockChecks(run),
    ...slotChecks('DRAM', seen.slots.dram),
    ...slotChecks('flash', seen.slots.flash),
    ...hypervisorChecks(run),
    ...workloadChecks(config.sources, seen.sources, end.atNs),
    ...[dram, flash, array].flatMap((device, number) =>
      deviceChecks(
        {
          name: device.name,
          counters: end.devices[number],
          parallel: device.parallel,
          ledger: seen.devices[number],
          demand: run.changedDevices[number] ? null : (demands[number] ?? null),
        },
        end.atNs,
      ),
    ),
    ...(run.wear === null ? [] : [flashPages(run.wear)]),
    ...stations.flatMap(({ name, parallel }, number) => stationChecks(name, end.stations[number], parallel, end.atNs)),
  ];
}

/** A collection that forgets a page, or keeps two of it, is found out here. */
function flashPages({ mappedBytes, foundBytes }: FlashWear): CheckFigures {
  const summary = 'What was written to flash and not discarded is found there, page by page, each in one place';
  return checkEqual({ name: 'conservation of flash pages', summary }, mappedBytes, foundBytes);
}

function requestChecks({ counts, recorder }: EndedRun): CheckFigures[] {
  const meters = recorder.meters.all();
  const latencies = meters.reduce((sum, meter) => sum + meter.readLatency.count, 0);
  const reads = meters.reduce((sum, meter) => sum + meter.measured(0), 0);
  return [
    checkEqual({ name: 'conservation of IOs', summary: 'Every request that was taken from a workload was answered' }, counts.issued, counts.answered),
    checkEqual({ name: 'latencies', summary: 'Every read that counts has a latency' }, reads, latencies),
  ];
}

/** Nothing waits any more when a run has ended. */
function hypervisorChecks({ config, end, recorder }: EndedRun): CheckFigures[] {
  const waiting = recorder.waits.counts(end.atNs);
  const { overhead } = config;
  return [
    checkEqual(
      { name: "Little's law: scheduler", summary: 'Requests that wait for the scheduler, over time, are arrivals times the time each waited' },
      waiting.sojournNs,
      waiting.occupancyNs,
    ),
    checkEqual(
      { name: 'flow balance: scheduler', summary: 'Requests that began to wait went on, or were dropped by a rollback' },
      waiting.entered,
      waiting.left,
    ),
    ...(overhead === null ? [] : stationChecks(overhead.name, overhead.counters(end.atNs), overhead.parallel, end.atNs)),
  ];
}

/** Blocks as the engine counts them, against what went to the devices. */
function blockChecks(run: EndedRun): CheckFigures[] {
  const { seen, config, end } = run;
  const { blockBytes } = config.engineConfig;
  const all = (field: keyof VmCounters): number => end.vms.reduce((sum, counters) => sum + counters[field], 0);
  const found = all('readBlocksDram') + all('readBlocksFlash') + all('readBlocksArray') + all('readBlocksNone');
  const { readBlocks, partialWrites, lostReadBlocks } = seen.sources;
  const array = seen.devices[DeviceNumber.Array];
  const toArray = array.operations[1] + array.operations[2];
  const flash = end.devices[DeviceNumber.Flash];
  const readLaw = { name: 'conservation of blocks read', summary: 'Every block that was read was found in DRAM, in flash, on the array, or was never written' };
  return [
    // A write that covers a block in part reads it, too.
    partialWrites === 0 ? checkNear(readLaw, readBlocks, found, lostReadBlocks) : checkAtMost(readLaw, found, readBlocks),
    checkNear(
      { name: 'conservation of destages', summary: 'What the array was asked to write was destaged, failed, was lost in a crash, or is under way' },
      toArray,
      all('destages') + all('commits'),
      array.inside + array.failed + array.lost,
    ),
    checkEqual(
      { name: 'conservation of demotions', summary: 'Blocks that were demoted were written to flash as such' },
      all('demotions') * blockBytes,
      flash.bytesWrittenByCause[WriteCause.Demotion],
    ),
  ];
}

function slotChecks(tier: string, { given, unaccounted, tier: slots }: SlotSums): CheckFigures[] {
  return [
    checkEqual(
      { name: `conservation of slots: ${tier}`, summary: 'Each slot of each VM is in one state: they add up to its portion' },
      given,
      given - unaccounted,
    ),
    checkAtMost({ name: `portions: ${tier}`, summary: 'The portions of the VMs together are no larger than the tier' }, slots, given),
  ];
}
