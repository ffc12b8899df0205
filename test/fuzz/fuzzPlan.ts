/**
 * What one fuzz run does: a server's configuration and the weights of what happens, all drawn from the seed ("swarm testing": Groce et al., ISSTA 2012: runs
 * that leave things out find more than runs that do a little of everything). Plain JSON, so that a reduced plan can be given back on the command line.
 */
import { defaultParams } from '../../sim/base/spec.ts';
import type { ParamSpec } from '../../sim/base/spec.ts';
import { admissionPolicies } from '../../sim/engine/policy/admissionPolicies.ts';
import type { AdmissionPolicySpec } from '../../sim/engine/policy/admissionPolicy.ts';
import type { EvictionPolicySpec } from '../../sim/engine/policy/evictionPolicy.ts';
import { onlinePolicies } from '../../sim/engine/policy/evictionPolicies.ts';
import { flushPolicies } from '../../sim/engine/policy/flushPolicies.ts';
import { durabilities, granularities, preimageStrategies, tierings } from '../../sim/engine/protocol.ts';
import type { EngineConfig, PolicyChoice, PreimageStrategy, VmCacheConfig } from '../../sim/engine/protocol.ts';
import { logAreaBytesMin } from '../../sim/engine/logFormat.ts';
import { drawCutWeights, evenCut } from '../../sim/faults/plannedCut.ts';
import type { CutWeights } from '../../sim/faults/plannedCut.ts';
import type { PhaseCounts } from './crashPhases.ts';
import { StepRandom } from './stepRandom.ts';

/** What a step may do; the plan gives each a weight. */
export const actions = [
  'read',
  'write',
  'overwrite',
  'discard',
  'flush',
  'view-read',
  'complete',
  'complete-all',
  'pass-time',
  'rest',
  'verify',
  'full-destage',
  'array-down',
  'array-up',
  'bookmark',
  'unbookmark',
  'rollback',
  'undo',
  'resize',
  'destage',
  'set-flush',
  'set-durability',
  'open-view',
  'close-view',
  'crash',
] as const;
export type Action = (typeof actions)[number];

export interface FuzzPlan {
  readonly config: EngineConfig;
  readonly weights: Readonly<Record<Action, number>>;
  readonly requestsInFlightMax: number;
  /** Probability that a read or write begins and ends at block borders. */
  readonly alignedRatio: number;
  readonly blocksPerRequestMax: number;
  /** So many blocks get most of the requests. */
  readonly hotBlocks: number;
  readonly forceUnitAccessRatio: number;
  /** Commands complete in the order of their drain, or in any. */
  readonly order: 'in-order' | 'random';
  /** Probability that DRAM commands complete within the call that issued them. */
  readonly instantDramRatio: number;
  /** Probability that a command to the array, to flash fails by itself. */
  readonly arrayFailureRatio: number;
  readonly flashFailureRatio: number;
  /** Commands to an array that is down fail, or wait until it is back. */
  readonly downArray: 'fails' | 'waits';
  readonly groupRatio: number;
  /** Flash keeps what it has completed when power fails. */
  readonly isCapacitorBacked: boolean;
  /** What power cuts do to writes under way. */
  readonly cut: CutWeights;
  /** Probability that the server crashes after a step at which a phase is under way. */
  readonly crashAt: Partial<Readonly<PhaseCounts>>;
  /** Probability that it crashes again during recovery; and that after a crash the bookmarks are tried. */
  readonly recoveryCrashRatio: number;
  readonly bookmarkTrialRatio: number;
  /** Probability that flash at rest is damaged after a step. */
  readonly damageRatio: number;
  /** The same of what the array holds. */
  readonly arrayDamageRatio: number;
  /** Steps between two looks at everything. */
  readonly verifyInterval: number;
}

/** The same seed gives the same plan; `withCrashes`: the server crashes now and then. */
export function drawPlan(seed: number, withCrashes = false): FuzzPlan {
  const random = new StepRandom();
  random.begin(seed, 0x7fffffff);
  const config = drawConfig(random);
  const withFailures = random.chance(0.4);
  const plan = {
    config,
    weights: drawWeights(random, withFailures),
    requestsInFlightMax: random.pick([1, 2, 8, 32]),
    alignedRatio: random.pick([0, 0.5, 0.9, 1]),
    blocksPerRequestMax: random.between(1, config.ioBlocksMax),
    hotBlocks: random.between(1, 24),
    forceUnitAccessRatio: random.pick([0, 0, 0.1]),
    order: random.pick<FuzzPlan['order']>(['in-order', 'random', 'random']),
    instantDramRatio: random.pick([0, 0.5, 1]),
    arrayFailureRatio: withFailures ? random.pick([0, 0.01, 0.1]) : 0,
    downArray: random.pick<FuzzPlan['downArray']>(['fails', 'waits']),
    groupRatio: random.pick([0, 0.3]),
    verifyInterval: random.pick([50, 200, 1000]),
  };
  const flashFailureRatio = withFailures ? random.pick([0, 0.01, 0.05]) : 0;
  const crash = random.pick([0.2, 1, 3]);
  const logAreaBytes = withCrashes ? { logAreaBytes: random.pick([1, 2, 8]) * Math.max(64 * 1024, logAreaBytesMin(config)) } : {};
  return {
    ...plan,
    config: { ...config, ...logAreaBytes },
    flashFailureRatio,
    isCapacitorBacked: random.chance(0.3),
    cut: random.chance(0.3) ? evenCut : drawCutWeights(random),
    crashAt: {},
    recoveryCrashRatio: withCrashes ? 0.1 : 0,
    bookmarkTrialRatio: withCrashes ? 0.05 : 0,
    damageRatio: 0,
    arrayDamageRatio: 0,
    weights: { ...plan.weights, crash: withCrashes ? crash : 0 },
  };
}

function drawConfig(random: StepRandom): EngineConfig {
  const vmCount = random.pick([1, 1, 2, 3]);
  const ioBlocksMax = random.pick([1, 2, 4, 8]);
  const snapshots = random.chance(0.6);
  const isAtomic = random.chance(0.5);
  const vms = Array.from({ length: vmCount }, (_, vm) => drawVm(random, vm, ioBlocksMax, snapshots));
  const array = { snapshots, atomicWrites: isAtomic || vms.some(({ flush }) => isPromising(flush)) };
  const reserve = random.pick([0, 4, 32]);
  return {
    blockBytes: random.pick([512, 4096]),
    dramBlocks: sum(vms, (vm) => vm.portion.dramBlocks) + reserve,
    flashBlocks: sum(vms, (vm) => vm.portion.flashBlocks) + (reserve === 0 ? 0 : random.between(0, 64)),
    vms,
    ioBlocksMax,
    array,
    destagesInFlightMax: random.pick([1, 2, 8, 64]),
    logTailRecords: random.pick([0, 4, 64, 1024]),
    walkNsPerRecord: random.pick([0, 50]),
  };
}

function drawVm(random: StepRandom, vm: number, ioBlocksMax: number, withSnapshots: boolean): VmCacheConfig {
  const hasFlash = random.chance(0.85);
  const memoryBlocks = hasFlash && random.chance(0.6) ? random.between(1, 24) + ioBlocksMax : 0;
  // Often as small as may be (see portionFault).
  const dramBlocks = random.pick([ioBlocksMax, 2 * ioBlocksMax, random.between(Math.max(8, 2 * ioBlocksMax), 64)]);
  const flashBlocks = hasFlash ? memoryBlocks + 2 * ioBlocksMax + random.pick([0, random.between(0, 16), random.between(16, 256)]) : 0;
  const logRecords = 2 * ioBlocksMax + random.pick([0, 32, 100, 1000]);
  const granularity = random.pick(granularities);
  const preimage = random.pick(preimageStrategies.filter((strategy) => withSnapshots || strategy !== 'array-snapshot'));
  return {
    name: `vm${String(vm)}`,
    diskBlocks: random.pick([8, 24, 64, 200]) + ioBlocksMax,
    memoryBlocks,
    portion: { dramBlocks, flashBlocks, logRecords },
    durability: hasFlash ? random.pick(durabilities) : 'dram',
    granularity,
    intervalNs: random.pick([20_000, 200_000]),
    retention: {
      timeNs: random.chance(0.2) ? random.pick([50_000, 500_000]) : Infinity,
      records: random.chance(0.2) ? random.between(4, 64) : Infinity,
      flashBlocks: random.chance(0.2) ? random.between(4, 64) : Infinity,
    },
    logFull: random.chance(0.2) ? 'invalidate' : 'shrink',
    preimage,
    eviction: drawPolicy(random, onlinePolicies),
    admission: drawPolicy(random, admissionPolicies),
    tiering: random.pick(tierings),
    flush: flushBeside(preimage, drawFlush(random)),
    admitReadMisses: random.chance(0.7),
    promoteFlashHits: random.chance(0.5),
  };
}

/** The policy, or another where it promises points in time at the array and snapshots are taken there. */
export function flushBeside(preimage: PreimageStrategy, flush: PolicyChoice): PolicyChoice {
  return preimage === 'array-snapshot' && isPromising(flush) ? { policy: 'write-through', params: {} } : flush;
}

function isPromising(flush: PolicyChoice): boolean {
  return flushPolicies.find(({ name }) => name === flush.policy)?.isPromising === true;
}

export function drawFlush(random: StepRandom): PolicyChoice {
  if (random.chance(0.2)) return { policy: 'write-through', params: {} };
  if (random.chance(0.3)) return { policy: 'periodic', params: { interval: random.pick([2_000, 20_000, 200_000]) } };
  const spec = random.pick(flushPolicies);
  const entries = Object.entries(spec.params).map(([name, param]) => [name, drawParam(random, param)] as const);
  const params = Object.fromEntries(entries);
  const isPossible = (candidate: Record<string, unknown>): boolean => (spec.conflict?.(candidate) ?? null) === null;
  const possible = [params, { ...params, low: params['high'] }, { ...params, activeMin: 0, activeMax: 0.5 }].find(isPossible);
  return { policy: spec.name, params: possible ?? {} };
}

/** Of a flush policy: so that something happens within a run of the fuzzer, where a step takes microseconds and portions are small. */
function drawParam(random: StepRandom, { unit, default: usual, min = 0 }: ParamSpec<unknown>): unknown {
  switch (unit) {
    case 'ns':
      return random.pick([2_000, 20_000, 200_000]);
    case 'ratio':
      return random.pick([0, 0.1, 0.3, 1]);
    case 'perSecond':
      return random.pick([1e5, 1e7]);
    case 'count':
      return usual === null && random.chance(0.5) ? null : Math.max(min, random.pick([1, 2, 8, 64]));
    case 'flag':
      return random.chance(0.5);
    default:
      return usual;
  }
}

/** Traffic is always there; of the rest each run has about half. */
function drawWeights(random: StepRandom, withFailures: boolean): Record<Exclude<Action, 'crash'>, number> {
  const weight = (typical: number): number => (random.chance(0.6) ? typical * random.pick([0.3, 1, 3]) : 0);
  const rollback = weight(0.6);
  return {
    read: random.pick([5, 20, 40]),
    write: random.pick([10, 30]),
    overwrite: random.pick([0, 20, 40]),
    discard: weight(3),
    flush: weight(1.5),
    'view-read': weight(4),
    complete: random.pick([30, 60, 120]),
    'complete-all': weight(3),
    'pass-time': random.pick([5, 15]),
    rest: random.pick([0.05, 0.3]),
    verify: 0.3,
    'full-destage': weight(0.1),
    'array-down': withFailures ? weight(0.3) : 0,
    'array-up': 1,
    bookmark: weight(3),
    unbookmark: weight(0.7),
    rollback,
    undo: rollback === 0 ? 0 : weight(0.6),
    resize: weight(0.2),
    destage: weight(0.2),
    'set-flush': weight(0.1),
    'set-durability': weight(0.2),
    'open-view': weight(0.8),
    'close-view': weight(0.2),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function drawPolicy(random: StepRandom, table: readonly (AdmissionPolicySpec | EvictionPolicySpec)[]): PolicyChoice {
  const spec = random.pick(table);
  return { policy: spec.name, params: defaultParams(spec) };
}
