/** Runs a device by its own wake-up times. */
import { TransferOp, WriteCause } from '../../sim/devices/device.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../sim/devices/device.ts';

export interface Done {
  readonly tag: number;
  readonly atNs: number;
}

export function transferOf(tag: number, op: TransferOp, offsetBytes: number, lengthBytes = 4096): Transfer {
  return { tag, op, offsetBytes, lengthBytes, cause: op === TransferOp.Write ? WriteCause.Write : WriteCause.None };
}

/** Lets the device run up to `untilNs`; what completed, in order. */
export function runTo(model: DeviceModel, untilNs: number): Done[] {
  const list: CompletionList = { count: 0, tags: [], statuses: [] };
  const done: Done[] = [];
  for (let atNs = model.nextWakeNs(); atNs <= untilNs && atNs < Infinity; atNs = model.nextWakeNs()) {
    model.wake(atNs);
    model.drain(list);
    for (let index = 0; index < list.count; index += 1) done.push({ tag: list.tags[index]!, atNs });
    list.count = 0;
  }
  return done;
}
