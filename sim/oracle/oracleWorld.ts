import type { EngineConfig } from '../engine/protocol.ts';
import type { ContentStore } from './contentStore.ts';
import type { EngineReader } from './engineReader.ts';
import type { ViolationLog } from './violationLog.ts';
import type { VmModel } from './vmModel.ts';

/** `sampled` keeps and checks one block in sixteen, `full` all. */
export type OracleMode = 'full' | 'sampled';

/** What the parts of the oracle look at together. */
export interface OracleWorld {
  readonly config: EngineConfig;
  readonly engine: EngineReader;
  readonly mode: OracleMode;
  readonly store: ContentStore;
  /** By VmId. */
  readonly models: readonly VmModel[];
  readonly violations: ViolationLog;
}

/** Is this block one of those that are kept and checked? */
export function isWatched(world: OracleWorld, vm: number, block: number): boolean {
  return world.mode === 'full' || Math.imul(block + Math.imul(vm, 0x9e3779b1), 0x85ebca6b) >>> 28 === 0;
}
