/**
 * The way in and out of the cache engine: every call passes here, is seen by the oracle where there is one, and goes into the digest.
 */
import type { Stateful } from '../../base/stateful.ts';
import type { ControlRequest, DeviceCompletion, EngineOutbox, IoRequest } from '../../engine/protocol.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { IoRecorder } from './ioRecorder.ts';
import { RunDigest } from './runDigest.ts';
import type { RunDigestState } from './runDigest.ts';
import type { SimulatedEngine } from './simulatedEngine.ts';

/** Looks at the requests that go into the engine, and changes nothing. */
export interface RequestWatcher {
  onRequest(request: IoRequest): void;
}

export class EnginePort implements Stateful<RunDigestState> {
  readonly #engine: SimulatedEngine;
  readonly #oracle: Oracle | null;
  /** Sees every request before the engine does. */
  readonly #watcher: RequestWatcher | null;
  readonly #digest = new RunDigest();
  readonly #completion: DeviceCompletion = { tag: 0, status: 0 };
  readonly #outbox: EngineOutbox = {
    notices: { count: 0, items: [] },
    commands: { count: 0, items: [] },
    acknowledgements: { count: 0, items: [] },
    outcomes: { count: 0, items: [] },
  };
  /** Sees single IOs and commands, for whoever wants to look at them. */
  readonly recorder: IoRecorder | null;
  /** False: nothing goes into the digest or the recording any more. */
  isRecording = true;
  /** The engine was called since it was last drained. */
  mustDrain = false;

  constructor(engine: SimulatedEngine, oracle: Oracle | null, watcher: RequestWatcher | null, recorder: IoRecorder | null) {
    this.#engine = engine;
    this.#oracle = oracle;
    this.#watcher = watcher;
    this.recorder = recorder;
  }

  submit(nowNs: number, request: IoRequest): void {
    if (this.#watcher !== null) this.#watcher.onRequest(request);
    if (this.#oracle !== null) this.#oracle.onRequest(nowNs, request);
    if (this.recorder !== null) this.recorder.submit(nowNs, request.tag);
    if (this.isRecording) this.#digest.submit(nowNs, request);
    this.#engine.submit(nowNs, request);
    this.mustDrain = true;
  }

  control(nowNs: number, request: ControlRequest): void {
    if (this.#oracle !== null) this.#oracle.onControl(nowNs, request);
    if (this.isRecording) this.#digest.control(nowNs, request);
    this.#engine.control(nowNs, request);
    this.mustDrain = true;
  }

  complete(nowNs: number, tag: number, status: number): void {
    if (this.#oracle !== null) this.#oracle.onCompletion(nowNs, tag, status);
    if (this.recorder !== null) this.recorder.complete(nowNs, tag);
    if (this.isRecording) this.#digest.complete(nowNs, tag, status);
    this.#completion.tag = tag;
    this.#completion.status = status;
    this.#engine.complete(nowNs, this.#completion);
    this.mustDrain = true;
  }

  wake(nowNs: number): void {
    this.#engine.wake(nowNs);
    this.mustDrain = true;
  }

  nextWakeNs(): number {
    return this.#engine.nextWakeNs();
  }

  /** What the engine has to say; the notices are done with. The caller consumes the rest and sets the counts to 0. The same object each time. */
  drain(nowNs: number): EngineOutbox {
    const outbox = this.#outbox;
    this.mustDrain = false;
    this.#engine.drain(outbox);
    if (this.#oracle !== null) this.#oracle.onDrained(nowNs, outbox);
    if (this.recorder !== null && this.isRecording) {
      this.recorder.notices(nowNs, outbox.notices);
      this.recorder.commands(nowNs, outbox.commands);
    }
    outbox.notices.count = 0;
    if (this.isRecording) this.#absorb(nowNs, outbox);
    return outbox;
  }

  /** See RunDigest. */
  crash(nowNs: number, points: readonly number[]): void {
    if (this.isRecording) this.#digest.crash(nowNs, points);
  }

  digest(): string {
    return this.#digest.hex();
  }

  save(): RunDigestState {
    return this.#digest.save();
  }

  restore(state: RunDigestState): void {
    this.#digest.restore(state);
  }

  #absorb(nowNs: number, { commands, acknowledgements, outcomes }: EngineOutbox): void {
    const digest = this.#digest;
    for (let index = 0; index < commands.count; index += 1) digest.command(nowNs, commands.items[index]);
    for (let index = 0; index < acknowledgements.count; index += 1) digest.acknowledgement(nowNs, acknowledgements.items[index]);
    for (let index = 0; index < outcomes.count; index += 1) digest.outcome(nowNs, outcomes.items[index]);
  }
}
