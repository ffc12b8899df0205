/**
 * The network between server and array: two directions, each with its bandwidth, and a round trip.
 *
 * Timing. A message occupies its direction for its bytes at the bandwidth, after those before it; it arrives half a round trip later. The round trip is drawn
 * for each operation, one half there and one half back. What carries no data (a read's request, a write's answer) has 0 bytes.
 *
 * The link can be down: messages on the way are lost, and sent anew when it is back, in order; whoever has waited for `timeoutNs` by then has failed.
 * The link keeps the list of those who wait; the array that uses it asks.
 */
import type { Distribution } from '../../base/distributions.ts';
import { LiveSampler } from '../../base/liveSampler.ts';
import type { RandomState, RandomStream } from '../../base/random.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { TransferOp } from '../device.ts';
import { StationMeter } from '../stationMeter.ts';
import type { StationMeterState } from '../stationMeter.ts';

export interface NetworkLinkConfig {
  readonly roundTrip: Distribution;
  /** Of each direction; Infinity: no time for the transfer. */
  readonly bytesPerSecond: number;
}

export interface NetworkLinkState {
  readonly freeNs: Float64Array;
  readonly meters: readonly StationMeterState[];
  readonly stream: RandomState;
  readonly isDown: boolean;
  readonly epoch: number;
  readonly roundTrip: Distribution;
}

/** To the array, and back. */
export const LinkWay = { There: 0, Back: 1 } as const;
export type LinkWay = (typeof LinkWay)[keyof typeof LinkWay];

export class NetworkLink implements Stateful<NetworkLinkState> {
  readonly meters: readonly [StationMeter, StationMeter];
  readonly roundTrip: LiveSampler;
  readonly #nsPerByte: number;
  readonly #stream: RandomStream;
  /** When each direction is free. */
  readonly #freeNs = new Float64Array(2);
  #isDown = false;
  #epoch = 0;

  constructor(config: NetworkLinkConfig, stream: RandomStream) {
    this.#nsPerByte = 1e9 / config.bytesPerSecond;
    this.#stream = stream;
    this.roundTrip = new LiveSampler(config.roundTrip, stream);
    this.meters = [new StationMeter('network to the array', 1), new StationMeter('network from the array', 1)];
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Counts how often the link went down: what was sent in an earlier epoch does not arrive. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Half of the round trip of one operation. */
  drawHalfTripNs(): number {
    return Math.ceil(this.roundTrip.next() / 2);
  }

  /** Sends `lengthBytes`; returns when they arrive. The link is up. */
  send(nowNs: number, way: LinkWay, op: TransferOp, lengthBytes: number, halfTripNs: number): number {
    this.meters[way].arrive(nowNs, op, lengthBytes, 0);
    const startNs = this.#freeNs[way] > nowNs ? this.#freeNs[way] : nowNs;
    const sentNs = Math.ceil(startNs + lengthBytes * this.#nsPerByte);
    this.#freeNs[way] = sentNs;
    return sentNs + halfTripNs;
  }

  /** A message of `lengthBytes` that was sent at `sentNs` arrives, or (`isLost`) is found not to. */
  arrived(nowNs: number, way: LinkWay, lengthBytes: number, sentNs: number, isLost: boolean): void {
    const meter = this.meters[way];
    meter.leave(nowNs, sentNs);
    if (!isLost) meter.addBusy(lengthBytes * this.#nsPerByte);
  }

  goDown(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#epoch += 1;
  }

  /** What waited in the directions is gone; they are free. */
  comeUp(nowNs: number): void {
    this.#isDown = false;
    this.#freeNs.fill(nowNs);
  }

  save(): NetworkLinkState {
    return {
      freeNs: this.#freeNs.slice(),
      meters: this.meters.map((meter) => meter.save()),
      stream: this.#stream.save(),
      isDown: this.#isDown,
      epoch: this.#epoch,
      roundTrip: this.roundTrip.save(),
    };
  }

  restore(state: NetworkLinkState): void {
    this.#freeNs.set(state.freeNs);
    for (const [index, meter] of this.meters.entries()) meter.restore(state.meters[index]);
    this.#stream.restore(state.stream);
    this.#isDown = state.isDown;
    this.#epoch = state.epoch;
    this.roundTrip.restore(state.roundTrip);
  }
}
