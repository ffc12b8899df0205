/**
 * What an operation on a RAID means for its members: operations in two phases, the second of which begins when the first is over (a small write of a parity
 * RAID reads before it writes). Reused: filled by a level, read by the group.
 *
 * Neighbouring pieces on the same member become one operation.
 */
import type { TransferOp } from '../device.ts';

export class RaidPlan {
  count = 0;
  phase = new Uint8Array(64);
  op = new Uint8Array(64);
  member = new Int32Array(64);
  offsetBytes = new Float64Array(64);
  lengthBytes = new Float64Array(64);

  clear(): void {
    this.count = 0;
  }

  add(phase: 0 | 1, op: TransferOp, member: number, offsetBytes: number, lengthBytes: number): void {
    for (let index = this.count - 1; index >= 0; index -= 1) {
      if (this.member[index] !== member || this.phase[index] !== phase || this.op[index] !== op) continue;
      if (this.offsetBytes[index] + this.lengthBytes[index] !== offsetBytes) break;
      this.lengthBytes[index] += lengthBytes;
      return;
    }
    if (this.count === this.member.length) this.#grow();
    const index = this.count;
    this.phase[index] = phase;
    this.op[index] = op;
    this.member[index] = member;
    this.offsetBytes[index] = offsetBytes;
    this.lengthBytes[index] = lengthBytes;
    this.count = index + 1;
  }

  /** Operations of a kind. */
  countOf(op: TransferOp): number {
    let sum = 0;
    for (let index = 0; index < this.count; index += 1) if (this.op[index] === op) sum += 1;
    return sum;
  }

  #grow(): void {
    const size = this.member.length * 2;
    const bytes = (values: Uint8Array): Uint8Array<ArrayBuffer> => {
      const grown = new Uint8Array(size);
      grown.set(values);
      return grown;
    };
    const numbers = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(size);
      grown.set(values);
      return grown;
    };
    const member = new Int32Array(size);
    member.set(this.member);
    this.phase = bytes(this.phase);
    this.op = bytes(this.op);
    this.member = member;
    this.offsetBytes = numbers(this.offsetBytes);
    this.lengthBytes = numbers(this.lengthBytes);
  }
}
