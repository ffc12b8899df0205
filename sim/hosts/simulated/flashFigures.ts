/** What a run says of its flash: bytes by cause, write amplification, wear, and how long the device would live under the same load. */
import { writeCauseNames } from '../../devices/device.ts';
import type { DeviceCounters, FlashWear } from '../../devices/device.ts';
import type { FlashFigures, FlashWearFigures } from '../../results/flashFigures.ts';

const NS_PER_DAY = 86_400e9;
const DAYS_PER_YEAR = 365.25;

/** `counters` are those between warm-up and end, `elapsedNs` the time between; `wear` is at the end, null where the model knows none. */
export function flashFigures(counters: DeviceCounters, wear: FlashWear | null, utilisation: number, elapsedNs: number): FlashFigures {
  const bytesWritten: Record<string, number> = {};
  for (const [cause, name] of writeCauseNames.entries()) if (cause > 0) bytesWritten[name] = counters.bytesWrittenByCause[cause];
  return {
    bytesWritten,
    bytesProgrammed: counters.bytesProgrammed,
    erases: counters.erases,
    writeAmplification: counters.bytesWritten === 0 ? 1 : counters.bytesProgrammed / counters.bytesWritten,
    utilisation,
    wear: wear === null ? null : wearFigures(counters, wear, elapsedNs / NS_PER_DAY),
  };
}

function wearFigures(counters: DeviceCounters, wear: FlashWear, days: number): FlashWearFigures {
  const { foundBytes: _, ...levels } = wear;
  const programmedPerDay = counters.bytesProgrammed / days;
  return {
    ...levels,
    drivesWrittenPerDay: counters.bytesWritten / days / wear.logicalBytes,
    lifeYears: programmedPerDay === 0 ? null : (wear.cyclesRated * wear.physicalBytes) / programmedPerDay / DAYS_PER_YEAR,
  };
}
