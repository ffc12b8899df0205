/**
 * What a run needs in which the server crashes, on the timeline or in samples: an engine that keeps the bytes of its log, the oracle that knows what flash and
 * array hold and what ought to be there, and what makes the one into an engine again.
 */
import type { DeviceModel } from '../devices/device.ts';
import type { DurableImage } from '../engine/durableImage.ts';
import { CacheEngine } from '../engine/engine.ts';
import { logAreaBytes } from '../engine/logFormat.ts';
import { formatLog } from '../engine/recovery/recoverEngine.ts';
import type { EngineConfig } from '../engine/protocol.ts';
import type { CrashParts } from '../hosts/simulated/crashParts.ts';
import { CrashSampler } from '../hosts/simulated/crashSampler.ts';
import { EngineSeat } from '../hosts/simulated/engineSeat.ts';
import { flashLayout } from '../hosts/simulated/flashLayout.ts';
import { PhaseWatch } from '../hosts/simulated/phaseWatch.ts';
import { RecoveryClock } from '../hosts/simulated/recoveryClock.ts';
import { ServerCrash } from '../hosts/simulated/serverCrash.ts';
import { checksumsOf } from '../oracle/checksums.ts';
import { Oracle } from '../oracle/oracle.ts';
import type { Scenario } from './scenario.ts';

export interface CrashingServer {
  readonly engine: EngineSeat;
  readonly oracle: Oracle;
  readonly crashes: CrashParts;
}

/** Does an event of this name need contents and checksums? */
export function needsContents(action: string): boolean {
  return action === 'crash' || isDamage(action);
}

/** Does it make flash or array hold something else? */
export function isDamage(action: string): boolean {
  return action === 'damage-flash' || action === 'damage-array';
}

export function mayCrash({ timeline, crashSample }: Scenario): boolean {
  return crashSample > 0 || timeline.some((entry) => needsContents(entry.do));
}

/** `createFlash` makes a flash device like the server's. */
export function buildCrashes(scenario: Scenario, config: EngineConfig, createFlash: () => DeviceModel): CrashingServer {
  const contents: { checksums: DurableImage | null } = { checksums: null };
  const image: DurableImage = {
    slotChecksum: (slot) => contents.checksums?.slotChecksum(slot) ?? 0,
    arrayChecksum: (vm, block) => contents.checksums?.arrayChecksum(vm, block) ?? 0,
    snapshotChecksum: (vm, snapshot) => contents.checksums?.snapshotChecksum(vm, snapshot) ?? 0,
  };
  const watch = new PhaseWatch();
  const engine = new EngineSeat(new CacheEngine(config, true, image), config.vms.length, watch);
  const oracle = new Oracle(config, engine, 'full', true);
  contents.checksums = checksumsOf(oracle.store);
  oracle.store.keepLog(logAreaBytes(config), formatLog(config));
  const clock = new RecoveryClock(createFlash, flashLayout(config), scenario.server.walkNsPerRecord);
  const server = new ServerCrash({ config, seat: engine, oracle, clock, seed: scenario.seed });
  const { crashSample, seed, warmupNs, durationNs } = scenario;
  const sampler = crashSample === 0 ? null : new CrashSampler(watch, crashSample, seed, warmupNs, durationNs);
  return { engine, oracle, crashes: { server, watch, sampler } };
}
