/**
 * The requests of DiskSim's validation trace of a Seagate Cheetah 9LP, run through a drive: each comes when the one before it is done and its inter-arrival time
 * has passed, as DiskSim reads this format. The drive gets operation, place and length; it is shown neither the measured time nor the column Hit/Miss (which
 * says Hit throughout).
 */
import { TransferOp } from '../../sim/devices/device.ts';
import type { CompletionList, DeviceModel } from '../../sim/devices/device.ts';
import { traceChunks } from '../support/traces.ts';

export interface MeasuredRequest {
  readonly isRead: boolean;
  readonly sector: number;
  readonly sectors: number;
  readonly measuredNs: number;
  readonly pauseNs: number;
}

export async function cheetahRequests(): Promise<readonly MeasuredRequest[]> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of traceChunks('disksim-cheetah9LP.validate.trace')) text += decoder.decode(chunk, { stream: true });
  const requests = text.trim().split('\n').map(requestOf);
  if (requests.length !== 10_000) throw new Error('the trace has 10,000 requests');
  return requests;
}

function requestOf(line: string): MeasuredRequest {
  const [op, , sector, sectors, serviceUs, pauseUs] = line.trim().split(/\s+/);
  if ((op !== 'R' && op !== 'W') || pauseUs === undefined) throw new Error(`not a line of a validation trace: ${line}`);
  return { isRead: op === 'R', sector: Number(sector), sectors: Number(sectors), measuredNs: Number(serviceUs) * 1000, pauseNs: Number(pauseUs) * 1000 };
}

/** Response times of the model, in ns. */
export function responsesOf(drive: DeviceModel, requests: readonly MeasuredRequest[]): number[] {
  const completions: CompletionList = { count: 0, tags: [], statuses: [] };
  const responses: number[] = [];
  let nowNs = 0;
  for (const [tag, { isRead, sector, sectors, pauseNs }] of requests.entries()) {
    const op = isRead ? TransferOp.Read : TransferOp.Write;
    drive.submit(nowNs, { tag, op, offsetBytes: sector * 512, lengthBytes: sectors * 512, cause: 0 });
    let doneNs = nowNs;
    while (completions.count === 0) {
      doneNs = drive.nextWakeNs();
      drive.wake(doneNs);
      drive.drain(completions);
    }
    completions.count = 0;
    responses.push(doneNs - nowNs);
    nowNs = doneNs + pauseNs;
  }
  return responses;
}
