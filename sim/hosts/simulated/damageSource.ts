/**
 * Damage done to a VM's disk by an event of the timeline: a stretch of it is overwritten from front to back, as fast as the cache takes it, a few writes at a
 * time. Between such events it is silent. A workload that is rewound after a rollback does no damage again: that is what it was rewound for.
 */
import type { EngineConfig, IoRequest } from '../../engine/protocol.ts';
import { Op, Space } from '../../engine/protocol.ts';
import type { IoSource } from '../../../workloads/ioSource.ts';

interface DamageState {
  readonly nextBytes: number;
  readonly endBytes: number;
  readonly inFlight: number;
  readonly sinceNs: number;
}

const inFlightMax = 4;
const writeBytesMax = 65_536;

export class DamageSource implements IoSource {
  readonly #diskBytes: number;
  readonly #writeBytes: number;
  #nextBytes = 0;
  #endBytes = 0;
  #inFlight = 0;
  /** The next write may come from then on. */
  #sinceNs = 0;

  /** `ioBytesMax`: the largest IO that the engine takes. */
  constructor(diskBytes: number, ioBytesMax: number) {
    this.#diskBytes = diskBytes;
    this.#writeBytes = Math.min(writeBytesMax, ioBytesMax);
  }

  /** Begins to overwrite so many bytes from there; what an earlier event has left is not done any more. */
  begin(nowNs: number, offsetBytes: number, lengthBytes: number): void {
    this.#nextBytes = Math.min(offsetBytes, this.#diskBytes);
    this.#endBytes = Math.min(offsetBytes + lengthBytes, this.#diskBytes);
    this.#sinceNs = nowNs;
  }

  get done(): boolean {
    return this.#nextBytes >= this.#endBytes;
  }

  nextArrivalNs(): number {
    return this.done || this.#inFlight >= inFlightMax ? Infinity : this.#sinceNs;
  }

  take(nowNs: number, into: IoRequest): number {
    into.op = Op.Write;
    into.space = Space.Disk;
    into.offsetBytes = this.#nextBytes;
    into.lengthBytes = Math.min(this.#writeBytes, this.#endBytes - this.#nextBytes);
    into.forceUnitAccess = false;
    into.view = -1;
    this.#nextBytes += into.lengthBytes;
    this.#inFlight += 1;
    this.#sinceNs = nowNs;
    return 0;
  }

  onAcknowledged(nowNs: number): void {
    this.#inFlight -= 1;
    this.#sinceNs = nowNs;
  }

  delay(byNs: number): void {
    this.#sinceNs += byNs;
  }

  rewind(): void {
    this.#endBytes = 0;
    this.#nextBytes = 0;
  }

  save(): DamageState {
    return { nextBytes: this.#nextBytes, endBytes: this.#endBytes, inFlight: this.#inFlight, sinceNs: this.#sinceNs };
  }

  restore(state: unknown): void {
    const { nextBytes, endBytes, inFlight, sinceNs } = state as DamageState;
    this.#nextBytes = nextBytes;
    this.#endBytes = endBytes;
    this.#inFlight = inFlight;
    this.#sinceNs = sinceNs;
  }
}

/** One for each VM, silent. */
export function damageSources({ vms, blockBytes, ioBlocksMax }: EngineConfig): readonly { readonly vm: number; readonly source: DamageSource }[] {
  return vms.map(({ diskBlocks }, vm) => ({ vm, source: new DamageSource(diskBlocks * blockBytes, ioBlocksMax * blockBytes) }));
}
