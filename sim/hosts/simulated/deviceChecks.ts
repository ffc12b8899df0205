/**
 * Laws of one device, each between two books that are kept apart: the device's own, the host's at its door, and what its operations are to cost by the book.
 *
 * - Flow balance: what the host handed in and took out is what the device says that it got and gave, by kind and by bytes.
 * - Little's law: the mean number inside, as the host saw it come and go, is the throughput times the time that each operation spent by the device's reckoning.
 * - Utilisation law U = X·D: busy time is operations times their demand. Where the demand is known, the places were also busy exactly while there was something
 *   to do: one operation more, or less, in service at a time than there are places shows here.
 */
import type { Moments } from '../../base/moments.ts';
import { TransferOp } from '../../devices/device.ts';
import type { DeviceCounters } from '../../devices/device.ts';
import type { ServiceDemand } from '../../devices/deviceSpec.ts';
import type { CheckFigures } from '../../results/runResult.ts';
import { checkAtMost, checkEqual, checkNear } from './checkFigures.ts';
import type { DeviceLedger } from './deviceLedger.ts';

/** So many standard deviations: chance does not go further in any number of runs that anybody makes. */
const SIGMAS = 7;

export interface CheckedDevice {
  readonly name: string;
  /** By its own account, at the end. */
  readonly counters: DeviceCounters;
  readonly parallel: number;
  readonly ledger: DeviceLedger;
  readonly demand: ServiceDemand | null;
}

export function deviceChecks({ name, counters, parallel, ledger, demand }: CheckedDevice, endNs: number): CheckFigures[] {
  return [
    checkEqual(
      { name: `Little's law: ${name}`, summary: 'Operations inside over time, as the host sees them, are those served times the time each spent there' },
      counters.sojournNs + counters.residentNs,
      ledger.occupancyNs,
    ),
    checkEqual(
      { name: `queue length: ${name}`, summary: 'The device counts as many operations inside, over time, as the host' },
      ledger.occupancyNs,
      counters.occupancyNs,
    ),
    flowOfOperations(name, counters, ledger),
    checkEqual(
      { name: `flow balance in bytes: ${name}`, summary: 'The device read and wrote the bytes that it was asked to' },
      ledger.bytes[TransferOp.Read] + ledger.bytes[TransferOp.Write],
      counters.bytesRead + counters.bytesWritten,
    ),
    checkAtMost({ name: `utilisation: ${name}`, summary: 'Places were busy no longer than the run lasted' }, parallel * endNs, counters.busyNs),
    ...(demand === null ? [] : demandChecks(name, counters, ledger, demand)),
  ];
}

/** Wrong in any one kind shows in the sum of the differences. */
function flowOfOperations(name: string, counters: DeviceCounters, ledger: DeviceLedger): CheckFigures {
  const { operations, completed, inside } = ledger;
  const wrong =
    Math.abs(counters.reads - operations[TransferOp.Read]) +
    Math.abs(counters.writes - operations[TransferOp.Write]) +
    Math.abs(counters.discards - operations[TransferOp.Discard]) +
    Math.abs(counters.completed - completed) +
    Math.abs(counters.inside - inside);
  return checkEqual(
    { name: `flow balance: ${name}`, summary: 'Operations that were handed in, by kind, came out once or are inside, by both accounts' },
    operations[TransferOp.Read] + operations[TransferOp.Write] + operations[TransferOp.Discard],
    completed + inside + wrong,
  );
}

function demandChecks(name: string, counters: DeviceCounters, ledger: DeviceLedger, demand: ServiceDemand): CheckFigures[] {
  const reads = ledger.operations[TransferOp.Read];
  const writes = ledger.operations[TransferOp.Write] + ledger.operations[TransferOp.Discard];
  const all = reads + writes;
  const latencyNs = reads * demand.read.meanNs + writes * demand.write.meanNs;
  const transferNs = (ledger.bytes[TransferOp.Read] + ledger.bytes[TransferOp.Write]) * demand.nsPerByte;
  const chanceNs = SIGMAS * Math.sqrt(reads * demand.read.variance + writes * demand.write.variance);
  const longest = Math.max(longestNs(demand.read), longestNs(demand.write)) + ledger.longestBytes * demand.nsPerByte;
  // Each service is rounded to whole ns, and takes at least one; what is still inside has not had all of it.
  const slackNs = chanceNs + 2 * all + ledger.inside * longest;
  return [
    checkNear(
      { name: `utilisation law: ${name}`, summary: 'Busy time is throughput times demand, by the latencies and bandwidth that were asked for' },
      latencyNs + transferNs,
      counters.busyNs,
      slackNs,
    ),
    checkEqual(
      { name: `work conservation: ${name}`, summary: 'As many places were busy as there were operations for, and never more than there are' },
      ledger.busyNs,
      counters.busyNs,
    ),
  ];
}

function longestNs({ meanNs, variance }: Moments): number {
  return meanNs + SIGMAS * Math.sqrt(variance);
}
