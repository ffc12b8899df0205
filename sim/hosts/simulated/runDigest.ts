/**
 * The digest of a run: what goes into the engine and what comes out of it, with the times, in order. Wake-ups, notices and counters are left out, so that
 * it does not depend on an oracle, on recording, or on how the run is sliced.
 *
 * A change of time is absorbed once, as a negative number, before what happens at it. What happens begins with a code that tells it from the others.
 */
import { Digest } from '../../base/digest.ts';
import type { DigestState } from '../../base/digest.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { Acknowledgement, ControlOutcome, ControlRequest, EngineCommand, IoRequest } from '../../engine/protocol.ts';

const Code = { Submit: 0, Command: 1, Complete: 2, Acknowledge: 3, Control: 4, Outcome: 5, Crash: 6 } as const;

/** Odd, and without a pattern: moves a second field of a word out of the way of the first. */
const UPPER = 0x9e3779b1;
const TWO_MINUS_32 = 1 / 0x1_0000_0000;

/** All bits of an integer up to 2^53 in 32. */
function fold(value: number): number {
  return (value | 0) ^ Math.imul(Math.floor(value * TWO_MINUS_32), UPPER);
}

export interface RunDigestState {
  readonly digest: DigestState;
  readonly timeNs: number;
}

export class RunDigest implements Stateful<RunDigestState> {
  readonly #digest = new Digest();
  #timeNs = -1;

  submit(nowNs: number, request: IoRequest): void {
    this.#time(nowNs);
    const code = Code.Submit + 8 * (request.op + 4 * (request.space + 2 * ((request.forceUnitAccess ? 1 : 0) + 2 * request.vm)));
    this.#digest.absorb4(code, request.tag, request.lengthBytes ^ Math.imul(request.view + 1, UPPER), fold(request.offsetBytes));
  }

  command(nowNs: number, command: EngineCommand): void {
    this.#time(nowNs);
    const digest = this.#digest;
    const code = Code.Command + 8 * (command.kind + 16 * (command.space + 1 + 4 * command.vm));
    digest.absorb4(code, command.tag, command.slot, command.block);
    const where = command.bufferBlock * 2 + (command.isFill ? 1 : 0);
    digest.absorb4(
      command.toSlot ^ Math.imul(command.snapshot + 1, UPPER),
      command.buffer,
      command.blockCount ^ Math.imul(command.lengthBytes, UPPER),
      where + Math.imul(command.cause, UPPER),
    );
  }

  complete(nowNs: number, tag: number, status: number): void {
    this.#time(nowNs);
    this.#digest.absorb4(Code.Complete, status, tag, 0);
  }

  acknowledgement(nowNs: number, ack: Acknowledgement): void {
    this.#time(nowNs);
    const code = Code.Acknowledge + 8 * (ack.op + 4 * (ack.space + 2 * (ack.status + 4 * ack.vm)));
    this.#digest.absorb4(code, ack.tag, fold(ack.sequence), 0);
  }

  control(nowNs: number, request: ControlRequest): void {
    this.#time(nowNs);
    this.#text(Code.Control, JSON.stringify(request));
  }

  outcome(nowNs: number, outcome: ControlOutcome): void {
    this.#time(nowNs);
    this.#text(Code.Outcome, JSON.stringify(outcome));
  }

  /** The server crashed, and is recovered to these points: VM by VM, disk, memory, sequence. */
  crash(nowNs: number, points: readonly number[]): void {
    this.#time(nowNs);
    this.#text(Code.Crash, points.join(' '));
  }

  hex(): string {
    return this.#digest.hex();
  }

  save(): RunDigestState {
    return { digest: this.#digest.save(), timeNs: this.#timeNs };
  }

  restore(state: RunDigestState): void {
    this.#digest.restore(state.digest);
    this.#timeNs = state.timeNs;
  }

  #time(nowNs: number): void {
    if (nowNs === this.#timeNs) return;
    this.#timeNs = nowNs;
    this.#digest.absorb(-1 - nowNs);
  }

  #text(code: number, text: string): void {
    this.#digest.absorb3(code, text.length, 0);
    for (let index = 0; index < text.length; index += 1) this.#digest.absorb(text.charCodeAt(index));
  }
}
