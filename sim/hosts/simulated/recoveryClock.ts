/**
 * How long recovery takes: the superblocks are read, then the live log in pieces that are all asked for at once, its entries are replayed, and what recovery
 * has to write first is written, one after the other. The times are those of a flash device of the same model that has nothing else to do, as the server's
 * has after a crash. Left out: starting the machine, its hypervisor and the guests.
 */
import { TransferOp, WriteCause, WriteStream } from '../../devices/device.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../devices/device.ts';
import type { RecoveryReport } from '../../engine/recovery/recoverEngine.ts';
import type { FlashLayout } from './flashLayout.ts';

const PIECE_BYTES = 128 * 1024;
const SUPERBLOCK_BYTES = 4096;

export class RecoveryClock {
  readonly #create: () => DeviceModel;
  readonly #logStartBytes: number;
  readonly #logEndBytes: number;
  readonly #nsPerEntry: number;
  readonly #transfer: Transfer = { tag: 0, op: TransferOp.Read, offsetBytes: 0, lengthBytes: 0, cause: WriteCause.None, stream: WriteStream.Log };
  readonly #completions: CompletionList = { count: 0, tags: [], statuses: [] };

  /** `create` makes a device whose draws are always the same. `nsPerEntry`: replaying an entry of the log. */
  constructor(create: () => DeviceModel, layout: FlashLayout, nsPerEntry: number) {
    this.#create = create;
    this.#logStartBytes = layout.logStartBytes;
    this.#logEndBytes = layout.sizeBytes;
    this.#nsPerEntry = nsPerEntry;
  }

  /** In ns. 0 for a server without flash, which has nothing to recover. */
  time({ bytesRead, entries }: RecoveryReport, firstWrites: readonly { readonly bytes: Uint8Array }[]): number {
    if (firstWrites.length === 0) return 0;
    const device = this.#create();
    let nowNs = this.#do(device, 0, TransferOp.Read, [SUPERBLOCK_BYTES, SUPERBLOCK_BYTES]);
    const pieces = Array.from({ length: Math.ceil(bytesRead / PIECE_BYTES) }, (_, piece) => Math.min(PIECE_BYTES, bytesRead - piece * PIECE_BYTES));
    nowNs = this.#do(device, nowNs, TransferOp.Read, pieces) + Math.round(entries * this.#nsPerEntry);
    for (const { bytes } of firstWrites) nowNs = this.#do(device, nowNs, TransferOp.Write, [bytes.length]);
    return nowNs;
  }

  /** Operations that are asked for at once, one behind the other; when the last of them is done. */
  #do(device: DeviceModel, fromNs: number, op: TransferOp, lengths: readonly number[]): number {
    const transfer = this.#transfer;
    const completions = this.#completions;
    transfer.op = op;
    transfer.cause = op === TransferOp.Write ? WriteCause.Metadata : WriteCause.None;
    let offsetBytes = this.#logStartBytes;
    for (const [tag, lengthBytes] of lengths.entries()) {
      if (offsetBytes + lengthBytes > this.#logEndBytes) offsetBytes = this.#logStartBytes; // more was read than the area holds: some of it twice
      transfer.tag = tag;
      transfer.offsetBytes = offsetBytes;
      transfer.lengthBytes = lengthBytes;
      offsetBytes += lengthBytes;
      device.submit(fromNs, transfer);
    }
    let nowNs = fromNs;
    for (let left = lengths.length; left > 0; left -= completions.count) {
      nowNs = Math.max(nowNs, device.nextWakeNs());
      device.wake(nowNs);
      completions.count = 0;
      device.drain(completions);
    }
    return nowNs;
  }
}
