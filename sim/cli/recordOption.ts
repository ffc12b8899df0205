/** `--record-ios NUMBER` and `--record-from TIME`: which single IOs a run keeps. */
import { parseQuantity, quantityNeeded } from '../base/units.ts';
import { recordedIosMax } from '../hosts/simulated/ioRecorder.ts';
import type { IoRecorderOptions } from '../hosts/simulated/ioRecorder.ts';
import { UsageError } from './usageError.ts';

/** Null: none are kept. */
export function recordOption(recordIos: string | undefined, recordFrom: string | undefined): IoRecorderOptions | null {
  if (recordIos === undefined) {
    if (recordFrom === undefined) return null;
    throw new UsageError('--record-from: says from when on IOs are recorded; how many is missing: --record-ios NUMBER');
  }
  const iosMax = Number(recordIos);
  if (!/^\d+$/.test(recordIos) || iosMax < 1 || iosMax > recordedIosMax)
    throw new UsageError(`--record-ios: is ${recordIos}; a whole number from 1 to ${String(recordedIosMax)} is needed`);
  if (recordFrom === undefined) return { iosMax, fromNs: null };
  const parsed = parseQuantity(recordFrom, 'ns');
  if (parsed.ok && parsed.value >= 0) return { iosMax, fromNs: parsed.value };
  throw new UsageError(`--record-from: is ${recordFrom}; ${parsed.ok ? quantityNeeded('ns') : parsed.allowed} is needed, such as 2s`);
}
