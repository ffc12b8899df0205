/**
 * The oracle: watches an engine from outside and says whether what it does is right.
 *
 * A host that has one calls it at four places and nothing else:
 *   oracle.onRequest(nowNs, request)      just before engine.submit(nowNs, request)
 *   oracle.onControl(nowNs, request)      just before engine.control(nowNs, request)
 *   oracle.onCompletion(nowNs, tag, status)  just before engine.complete(nowNs, …)
 *   oracle.onDrained(nowNs, outbox)       just after engine.drain(outbox), before the host consumes the outbox
 * and `verify(nowNs)` when it wants the whole state looked at (the end of a run). It never changes anything that the engine or the host can see.
 */
import type { ControlRequest, EngineConfig, EngineOutbox, IoRequest } from '../engine/protocol.ts';
import type { Stateful } from '../base/stateful.ts';
import type { EngineReader } from './engineReader.ts';

export type OracleMode = 'full' | 'sampled';

/** What was checked and what was found; `violationTexts` holds the first 20. */
export interface OracleReport {
  readonly mode: OracleMode;
  readonly checkedReads: number;
  readonly checkedViews: number;
  readonly checkedRollbacks: number;
  readonly checkedUndos: number;
  readonly checkedDestages: number;
  readonly violations: number;
  readonly violationTexts: readonly string[];
}

export class Oracle implements Stateful<unknown> {
  constructor(_config: EngineConfig, _engine: EngineReader, _mode: OracleMode) {}
  onRequest(_nowNs: number, _request: IoRequest): void {}
  onControl(_nowNs: number, _request: ControlRequest): void {}
  onCompletion(_nowNs: number, _tag: number, _status: number): void {}
  onDrained(_nowNs: number, _outbox: EngineOutbox): void {}
  verify(_nowNs: number): void {}
  report(): OracleReport {
    return { mode: 'full', checkedReads: 0, checkedViews: 0, checkedRollbacks: 0, checkedUndos: 0, checkedDestages: 0, violations: 0, violationTexts: [] };
  }
  save(): unknown {
    return {};
  }
  restore(_state: unknown): void {}
}
