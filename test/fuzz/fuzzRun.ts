import type { OracleReport } from '../../sim/oracle/oracle.ts';
import { ChaosHost } from './chaosHost.ts';
import type { ChaosListener } from './chaosHost.ts';
import type { CrashPhases } from './crashPhases.ts';
import type { CrashableEngines } from './crashableEngines.ts';
import type { EngineFactory } from './engineUnderTest.ts';
import type { FuzzPlan } from './fuzzPlan.ts';

export interface FuzzResult {
  /** Null: nothing was found. */
  readonly failure: string | null;
  /** Steps taken until the failure, or all. */
  readonly steps: number;
  readonly operations: number;
  readonly report: OracleReport;
  /** Crashes, and bookmarks that were rolled back to after one. */
  readonly phases: CrashPhases;
  readonly bookmarksTried: number;
  /** Reads that met damage: of flash, of the array. */
  readonly damagedReads: number;
  readonly damagedArrayReads: number;
}

export interface FuzzOptions {
  /** Steps that are left out. */
  readonly isSkipped?: (step: number) => boolean;
  readonly trace?: ChaosListener | null;
  /** The server crashes now and then, if the plan says so; `createEngine` is not used then. */
  readonly crashable?: CrashableEngines;
  /** Told of each step. */
  readonly watchdog?: { beat(seed: number, step: number): void };
}

/** One run of `steps` steps. Stops at the first violation, exception or dead end. */
export function runFuzz(plan: FuzzPlan, seed: number, steps: number, createEngine: EngineFactory, options: FuzzOptions = {}): FuzzResult {
  const { isSkipped, trace = null, watchdog, crashable } = options;
  const host = new ChaosHost(plan, seed, createEngine, 'full', crashable ?? null);
  host.listener = trace;
  host.isTraced = trace !== null;
  let step = 0;
  const result = (failure: string | null): FuzzResult => ({
    failure,
    steps: step,
    operations: host.operations,
    report: host.oracle.report(),
    phases: host.phases,
    bookmarksTried: host.bookmarksTried,
    damagedReads: host.oracle.store.flash.damagedReads,
    damagedArrayReads: host.oracle.store.array.damagedReads,
  });
  try {
    for (; step < steps; step++) {
      if (isSkipped?.(step) === true) continue;
      watchdog?.beat(seed, step);
      host.step(step);
      if (host.oracle.violations.count > 0) return result(host.oracle.violations.texts[0] ?? null);
    }
    host.finish();
    return result(host.oracle.violations.texts[0] ?? null);
  } catch (error) {
    return result(error instanceof Error ? `${error.name}: ${error.message}\n${String(error.stack).split('\n').slice(1, 16).join('\n')}` : String(error));
  }
}
