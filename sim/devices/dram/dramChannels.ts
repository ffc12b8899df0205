/**
 * DRAM as channels between which addresses alternate: latency, bandwidth, interleaving.
 *
 * Timing. An access is cut at every `interleaveBytes`; the pieces go to the channels in turn (address / interleave, modulo channels). A channel transfers one piece at a time, in the
 * order of submission, at `bandwidth`; the latency of an access runs beside other transfers, so that it delays without occupying: pieces end at their transfer's end plus the latency, and
 * the access with its last piece. Its latency is drawn once. A discard takes the latency alone. At least 1 ns each, so that time moves on.
 *
 * Without power everything is lost. Left out: banks, row hits and refresh (within the latency's distribution, if one wants them), and the CPU's caches.
 */
import { assert } from '../../base/assert.ts';
import type { Distribution } from '../../base/distributions.ts';
import { LiveSampler } from '../../base/liveSampler.ts';
import type { RandomState, RandomStream } from '../../base/random.ts';
import { TransferOp } from '../device.ts';
import type { CompletionList, DeviceCounters, DeviceModel, Transfer } from '../device.ts';
import { OpBoard } from '../opBoard.ts';
import type { OpBoardState } from '../opBoard.ts';

export interface DramConfig {
  readonly channels: number;
  readonly interleaveBytes: number;
  readonly readLatency: Distribution;
  readonly writeLatency: Distribution;
  /** Of each channel; null: transfers take no time. */
  readonly bandwidthBytesPerSecond: number | null;
}

interface DramState {
  readonly board: OpBoardState;
  readonly freeNs: Float64Array;
  readonly busyNs: number;
  readonly stream: RandomState;
  readonly latencies: readonly [Distribution, Distribution];
}

export class DramChannels implements DeviceModel {
  readonly name: string;
  /** Channels. */
  readonly parallel: number;
  readonly #board: OpBoard;
  readonly #interleaveBytes: number;
  readonly #nsPerByte: number;
  readonly #readLatency: LiveSampler;
  readonly #writeLatency: LiveSampler;
  readonly #stream: RandomStream;
  /** By channel: when its last transfer ends. */
  readonly #freeNs: Float64Array;
  /** Of all transfers that were given to the channels. */
  #givenNs = 0;

  /** `stream` is this device's own. */
  constructor(name: string, config: DramConfig, insideMax: number, stream: RandomStream) {
    this.name = name;
    this.parallel = config.channels;
    this.#board = new OpBoard(insideMax);
    this.#interleaveBytes = config.interleaveBytes;
    this.#nsPerByte = config.bandwidthBytesPerSecond === null ? 0 : 1e9 / config.bandwidthBytesPerSecond;
    this.#readLatency = new LiveSampler(config.readLatency, stream);
    this.#writeLatency = new LiveSampler(config.writeLatency, stream);
    this.#stream = stream;
    this.#freeNs = new Float64Array(config.channels);
  }

  submit(nowNs: number, transfer: Transfer): void {
    this.#board.advance(nowNs);
    const op = this.#board.arrive(nowNs, transfer);
    const latencyNs = (transfer.op === TransferOp.Read ? this.#readLatency : this.#writeLatency).next();
    const endNs = (transfer.op === TransferOp.Discard ? nowNs : this.#transfer(nowNs, transfer.offsetBytes, transfer.lengthBytes)) + latencyNs;
    this.#board.endAt(op, endNs > nowNs ? endNs : nowNs + 1);
  }

  wake(nowNs: number): void {
    this.#board.advance(nowNs);
  }

  nextWakeNs(): number {
    return this.#board.nextEndNs;
  }

  drain(completions: CompletionList): void {
    this.#board.drain(completions);
  }

  change(_nowNs: number, param: string, value: unknown): void {
    assert(param === 'readLatency' || param === 'writeLatency', 'of DRAM, the latencies can change');
    (param === 'readLatency' ? this.#readLatency : this.#writeLatency).change(value as Distribution);
  }

  counters(nowNs: number): DeviceCounters {
    const { counters } = this.#board;
    this.#board.settle(nowNs);
    counters.busyNs = this.#givenNs;
    // A channel transfers without a break up to its end: what lies ahead of now has not been done yet.
    for (const freeNs of this.#freeNs) if (freeNs > nowNs) counters.busyNs -= freeNs - nowNs;
    counters.bytesProgrammed = counters.bytesWritten;
    return counters;
  }

  save(): DramState {
    return {
      board: this.#board.save(),
      freeNs: this.#freeNs.slice(),
      busyNs: this.#givenNs,
      stream: this.#stream.save(),
      latencies: [this.#readLatency.save(), this.#writeLatency.save()],
    };
  }

  restore(state: unknown): void {
    const saved = state as DramState;
    this.#board.restore(saved.board);
    this.#freeNs.set(saved.freeNs);
    this.#givenNs = saved.busyNs;
    this.#stream.restore(saved.stream);
    this.#readLatency.restore(saved.latencies[0]);
    this.#writeLatency.restore(saved.latencies[1]);
  }

  /** Gives the pieces to their channels; when the last of them ends. */
  #transfer(nowNs: number, offsetBytes: number, lengthBytes: number): number {
    const freeNs = this.#freeNs;
    const step = this.#interleaveBytes;
    const channels = freeNs.length;
    const endBytes = offsetBytes + lengthBytes;
    let piece = Math.floor(offsetBytes / step);
    let channel = piece % channels;
    let lastNs = nowNs;
    for (let atBytes = offsetBytes; atBytes < endBytes; piece += 1) {
      const pieceEnd = Math.min(endBytes, (piece + 1) * step);
      const durationNs = Math.ceil((pieceEnd - atBytes) * this.#nsPerByte);
      const endNs = (freeNs[channel] > nowNs ? freeNs[channel] : nowNs) + durationNs;
      freeNs[channel] = endNs;
      this.#givenNs += durationNs;
      if (endNs > lastNs) lastNs = endNs;
      atBytes = pieceEnd;
      channel = channel + 1 === channels ? 0 : channel + 1;
    }
    return lastNs;
  }
}
