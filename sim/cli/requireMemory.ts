/**
 * Refuses a scenario whose tables cannot fit into this machine before they are made: running out of memory ends a process without a word that helps.
 *
 * The tables of the engine have their full size from the start: at most 64 bytes per cached block and 32 per log record; those of a flash model 8 per page. What grows during a run (the oracle's history, what was written) comes on top,
 * so a run that passes here may still be too large.
 */
import { totalmem } from 'node:os';
import { readableBytes } from '../../reports/text/readable.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deviceTablesBytes } from '../scenario/deviceTablesBytes.ts';
import { UsageError } from './usageError.ts';

const bytesPerBlock = 64;
const bytesPerRecord = 32;
/** The rest is for everything else on the machine. */
const usableRatio = 0.8;

export function requireMemory(scenario: Scenario, machineBytes: number = totalmem()): void {
  const { server, blockBytes } = scenario;
  const blocks = (server.dram.sizeBytes + server.flash.sizeBytes) / blockBytes;
  const records = scenario.vms.reduce((sum, vm) => sum + vm.portion.logRecords, 0);
  const neededBytes = blocks * bytesPerBlock + records * bytesPerRecord + deviceTablesBytes(scenario);
  if (neededBytes <= machineBytes * usableRatio) return;
  const size = (bytes: number): string => readableBytes(bytes).replaceAll('\u202f', ' ');
  throw new UsageError(
    `scenario ${scenario.name}: server.dram.size ${size(server.dram.sizeBytes)} and server.flash.size ${size(server.flash.sizeBytes)} in blocks of ${size(blockBytes)} need about ${size(neededBytes)} of memory for the tables of the cache and its devices; this machine has ${size(machineBytes)}. Make them smaller, or blockSize larger`,
  );
}
