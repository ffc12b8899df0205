/**
 * No partition, as a baseline: every VM gets as many blocks as it would hold if all VMs shared one LRU of DRAM and one of flash behind it, whoever misses
 * taking from whoever was idle longest.
 *
 * The engine keeps VMs apart in their portions (segregation); so the shared LRU is kept beside it, on a sample of the blocks by their hash, and the portions
 * follow it at every interval. With granularity `every-write` a superseded version takes flash in it like a block that isn't used again: whoever overwrites most
 * gets most flash, which is what having no partition means.
 *
 * Left out: between two intervals the portions stand still; within its portion each VM evicts by its own policy; what the engine needs for a VM to run, and
 * reservations and limits where they are given, hold all the same; dirty blocks are taken to age like others.
 */
import { keyHash, keyHashModulus } from '../base/keyHash.ts';
import type { Spec } from '../base/spec.ts';
import { Op } from '../engine/protocol.ts';
import type { IoRequest, Portion } from '../engine/protocol.ts';
import { divideByNeed } from './divideByNeed.ts';
import type { PartitionPolicy, PlannerContext, PortionPlanner } from './partitionPolicy.ts';
import { plannerParams } from './plannerParams.ts';
import type { PlannerParams } from './plannerParams.ts';
import { divideProportionally } from './proportionalPartitioner.ts';
import { SharedLru } from './sharedLru.ts';
import type { SharedLruState } from './sharedLru.ts';
import { blockCount, firstBlockKey, usesBlocks } from './touchedBlocks.ts';

export type GlobalParams = Omit<PlannerParams, 'historyWindowNs'>;

export class GlobalPlanner implements PortionPlanner {
  readonly intervalNs: number;
  readonly stepRatio: number;
  readonly #context: PlannerContext;
  readonly #rate: number;
  readonly #threshold: number;
  readonly #shared: SharedLru;

  constructor(params: GlobalParams, context: PlannerContext) {
    const { total, vms } = context;
    const blocks = total.dramBlocks + total.flashBlocks;
    this.intervalNs = params.intervalNs;
    this.stepRatio = params.stepRatio;
    this.#context = context;
    this.#threshold = Math.max(1, Math.floor(keyHashModulus * Math.min(1, (params.sampleKeys * vms.length) / blocks)));
    this.#rate = this.#threshold / keyHashModulus;
    this.#shared = new SharedLru(Math.round(total.dramBlocks * this.#rate), Math.round(total.flashBlocks * this.#rate), vms.length, params.tiers === 'both');
  }

  onRequest(request: IoRequest): void {
    if (!usesBlocks(request)) return;
    const { blockBytes, vms } = this.#context;
    const supersedes = request.op === Op.Write && vms[request.vm].keepsEveryVersion;
    let key = firstBlockKey(request, blockBytes) * vms.length + request.vm;
    for (let left = blockCount(request, blockBytes); left > 0; left -= 1, key += 2 * vms.length)
      if (keyHash(key, 0) < this.#threshold) this.#shared.use(key, request.vm, supersedes);
  }

  plan(): readonly Portion[] {
    const { total, vms } = this.#context;
    const held = (tier: 0 | 1): number[] => vms.map((_, vm) => this.#shared.count(tier, vm) / this.#rate);
    const divide = (field: keyof Portion, needs: readonly number[]): number[] => {
      const bounds = { atLeast: vms.map(({ atLeast }) => atLeast[field]), atMost: vms.map(({ atMost }) => atMost[field]) };
      return divideByNeed({ total: total[field], weights: vms.map(({ weight }) => weight), ...bounds }, needs);
    };
    const dram = divide('dramBlocks', held(0));
    const flash = divide('flashBlocks', held(1));
    const log = total.logRecords === Infinity ? null : divide('logRecords', flash);
    return vms.map((_, vm) => ({ dramBlocks: dram[vm], flashBlocks: flash[vm], logRecords: log === null ? Infinity : log[vm] }));
  }

  save(): SharedLruState {
    return this.#shared.save();
  }

  restore(state: unknown): void {
    this.#shared.restore(state as SharedLruState);
  }
}

const { historyWindowNs: _none, ...globalParams } = plannerParams;

export const globalPartition: Spec<GlobalParams, null, PartitionPolicy> = {
  name: 'global',
  summary: 'No partition, as a baseline: portions follow one LRU over all VMs; moves while VMs run',
  source: 'own; the baseline that partitioning is measured against, for example in Meng et al., vCacheShare, USENIX ATC 2014',
  params: { ...globalParams, intervalNs: { ...globalParams.intervalNs, default: 100_000_000 } },
  create: (params) => ({ moves: true, partition: divideProportionally, createPlanner: (context) => new GlobalPlanner(params, context) }),
};
