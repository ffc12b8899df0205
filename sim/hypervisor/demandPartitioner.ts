/**
 * Portions by demand: each VM gets DRAM and flash for its reuse working set (the blocks that it used at least `uses` times within the window of one to two
 * intervals), and flash and log for its history (records that arise × the window wished for). Where not all can be met, all get in proportion to their demand;
 * what is left over goes by weight.
 *
 * DRAM is divided first; flash is for history and, where `tiers` is `both`, for what of the working set DRAM does not hold. Reservations and limits hold.
 *
 * After CloudCache; of its parts this is the sizing: its admission of only such blocks as are in the reuse working set, and the migration of caches between
 * hosts, are left out.
 */
import type { Spec } from '../base/spec.ts';
import type { IoRequest, Portion } from '../engine/protocol.ts';
import { divideByNeed } from './divideByNeed.ts';
import { HistoryNeeds } from './historyNeeds.ts';
import type { PartitionPolicy, PlannerContext, PortionPlanner, VmReading } from './partitionPolicy.ts';
import { plannerParams } from './plannerParams.ts';
import type { PlannerParams } from './plannerParams.ts';
import { divideProportionally } from './proportionalPartitioner.ts';
import { ReuseSample } from './reuseSample.ts';
import type { ReuseSampleState } from './reuseSample.ts';
import { blockCount, firstBlockKey, usesBlocks } from './touchedBlocks.ts';

export type DemandParams = PlannerParams & { readonly uses: number };

export interface DemandPlannerState {
  readonly samples: readonly ReuseSampleState[];
  readonly history: Float64Array;
}

export class DemandPlanner implements PortionPlanner {
  readonly intervalNs: number;
  readonly stepRatio: number;
  readonly #uses: number;
  readonly #inFlash: number;
  readonly #context: PlannerContext;
  readonly #samples: readonly ReuseSample[];
  readonly #history: HistoryNeeds;

  constructor(params: DemandParams, context: PlannerContext) {
    this.intervalNs = params.intervalNs;
    this.stepRatio = params.stepRatio;
    this.#uses = params.uses;
    this.#inFlash = params.tiers === 'both' ? 1 : 0;
    this.#context = context;
    this.#samples = context.vms.map(() => new ReuseSample(params.sampleKeys));
    this.#history = new HistoryNeeds(context, params.historyWindowNs);
  }

  onRequest(request: IoRequest): void {
    if (!usesBlocks(request)) return;
    const { blockBytes } = this.#context;
    const sample = this.#samples[request.vm];
    let key = firstBlockKey(request, blockBytes);
    for (let left = blockCount(request, blockBytes); left > 0; left -= 1, key += 2) sample.use(key);
  }

  plan(elapsedNs: number, readings: readonly VmReading[]): readonly Portion[] {
    const { total, vms } = this.#context;
    const reused = this.#samples.map((sample) => sample.count(this.#uses));
    const history = this.#history.update(elapsedNs, readings);
    for (const sample of this.#samples) sample.turn();
    const divide = (field: keyof Portion, needs: readonly number[]): number[] => {
      const bounds = { atLeast: vms.map(({ atLeast }) => atLeast[field]), atMost: vms.map(({ atMost }) => atMost[field]) };
      return divideByNeed({ total: total[field], weights: vms.map(({ weight }) => weight), ...bounds }, needs);
    };
    const dram = divide('dramBlocks', reused);
    const flash = divide(
      'flashBlocks',
      reused.map((blocks, vm) => this.#inFlash * Math.max(0, blocks - dram[vm]) + history[vm]),
    );
    const log = total.logRecords === Infinity ? null : divide('logRecords', history);
    return vms.map((_, vm) => ({ dramBlocks: dram[vm], flashBlocks: flash[vm], logRecords: log === null ? Infinity : log[vm] }));
  }

  save(): DemandPlannerState {
    return { samples: this.#samples.map((sample) => sample.save()), history: this.#history.save() };
  }

  restore(state: unknown): void {
    const saved = state as DemandPlannerState;
    for (const [vm, sample] of this.#samples.entries()) sample.restore(saved.samples[vm]);
    this.#history.restore(saved.history);
  }
}

export const demandPartition: Spec<DemandParams, null, PartitionPolicy> = {
  name: 'demand',
  summary: 'By working set: the blocks that each VM uses again, and its history; moves while VMs run',
  source: 'Arteaga, Cabrera, Xu, Sundararaman and Zhao, CloudCache: on-demand flash cache management for cloud computing, FAST 2016 (reuse working set)',
  params: {
    ...plannerParams,
    uses: { unit: 'count', default: 2, min: 1, max: 1000, summary: 'a block counts when it was used at least so many times within the window' },
  },
  create: (params) => ({ moves: true, partition: divideProportionally, createPlanner: (context) => new DemandPlanner(params, context) }),
};
