import type { Stateful } from '../../sim/base/stateful.ts';
import type { ControlRequest, DeviceCompletion, EngineConfig, EngineOutbox, IoRequest } from '../../sim/engine/protocol.ts';
import type { EngineReader } from '../../sim/oracle/engineReader.ts';

/** What the fuzz host drives: the cache engine, or one with a bug planted in it. */
export interface EngineUnderTest extends EngineReader, Stateful<unknown> {
  submit(nowNs: number, request: IoRequest): void;
  control(nowNs: number, request: ControlRequest): void;
  complete(nowNs: number, completion: DeviceCompletion): void;
  wake(nowNs: number): void;
  nextWakeNs(): number;
  drain(outbox: EngineOutbox): void;
  verifyInvariants(): void;
}

export type EngineFactory = (config: EngineConfig) => EngineUnderTest;
