/**
 * Portions by what they gain: a miss-ratio curve of each VM, from a sample of its blocks (SHARDS), says how many reads more would hit with more cache; DRAM and
 * flash go where most reads are won.
 *
 * With `tiers: dram` DRAM is divided by the gain in reads that hit there; flash goes to history: records that arise × the window wished for.
 *
 * With `tiers: both` (flash takes what leaves DRAM): two tiers under LRU, each block in one of them, hit like one LRU of both sizes together. So in three steps:
 * history takes flash of its own, of all VMs together at most `historyRatio` of what is not promised; DRAM and the rest of flash, taken together, are divided by
 * the gain in reads that hit at all; of its part each VM then gets DRAM by the gain in reads that hit there, and the rest of its part is flash.
 *
 * A read counts by the weight of its VM. Writes move blocks to the top of the LRU, but are neither hits nor misses. Old reads count `keep` times as much with
 * every plan. Each VM keeps `floorRatio` of what it would get by weight, so that it is never cut off from showing what it could use. What nobody gains from
 * goes by weight. Reservations and limits hold.
 *
 * `allocation: look-ahead` is UCP's rule; `best` is that too, but where it misses the best division of the same quanta (found by dynamic programming, while VMs
 * × quanta² is at most 2^22) by more than a thousandth, that one is taken.
 *
 * The curve is that of LRU, whatever evicts. Flash that is full of history (no retention limit) holds no current blocks, so the curve then promises too much.
 */
import { Shards } from '../base/shards.ts';
import type { Spec } from '../base/spec.ts';
import { Op } from '../engine/protocol.ts';
import type { IoRequest, Portion } from '../engine/protocol.ts';
import { bestDivision, gainOf, lookAhead } from './allocation.ts';
import { divideByNeed } from './divideByNeed.ts';
import { divideByWeight } from './divideByWeight.ts';
import { HistoryNeeds } from './historyNeeds.ts';
import type { PartitionPolicy, PlannerContext, PortionPlanner, VmReading } from './partitionPolicy.ts';
import { plannerParams } from './plannerParams.ts';
import type { PlannerParams } from './plannerParams.ts';
import { divideProportionally } from './proportionalPartitioner.ts';
import { blockCount, firstBlockKey, usesBlocks } from './touchedBlocks.ts';

export type UtilityParams = PlannerParams & {
  readonly allocation: string;
  readonly quanta: number;
  readonly keep: number;
  readonly floorRatio: number;
  readonly historyRatio: number;
  readonly marginRatio: number;
};

export interface UtilityPlannerState {
  readonly samples: readonly (ReturnType<Shards['save']> | null)[];
  readonly history: Float64Array;
}

const BEST_WORK_MAX = 2 ** 22;
const WORTH_IT = 1.001;
/** With very many VMs there are more quanta, so that each can get some. */
const QUANTA_PER_VM = 4;

export class UtilityPlanner implements PortionPlanner {
  readonly intervalNs: number;
  readonly stepRatio: number;
  readonly #params: UtilityParams;
  readonly #context: PlannerContext;
  readonly #weights: readonly number[];
  readonly #history: HistoryNeeds;
  /** From a VM's first request on. */
  readonly #samples: (Shards | null)[];

  constructor(params: UtilityParams, context: PlannerContext) {
    this.intervalNs = params.intervalNs;
    this.stepRatio = params.stepRatio;
    this.#params = params;
    this.#context = context;
    this.#weights = context.vms.map(({ weight }) => weight);
    this.#history = new HistoryNeeds(context, params.historyWindowNs);
    this.#samples = context.vms.map(() => null);
  }

  onRequest(request: IoRequest): void {
    if (!usesBlocks(request)) return;
    const { blockBytes } = this.#context;
    const sample = (this.#samples[request.vm] ??= this.#newSample());
    const isRead = request.op === Op.Read;
    let key = firstBlockKey(request, blockBytes);
    for (let left = blockCount(request, blockBytes); left > 0; left -= 1, key += 2) sample.use(key, isRead);
  }

  plan(elapsedNs: number, readings: readonly VmReading[]): readonly Portion[] {
    const { total, vms } = this.#context;
    const dramLeast = this.#floors('dramBlocks');
    const flashLeast = this.#floors('flashBlocks');
    const dramMost = vms.map(({ atMost }) => Math.min(atMost.dramBlocks, total.dramBlocks));
    const flashMost = vms.map(({ atMost }) => Math.min(atMost.flashBlocks, total.flashBlocks));
    const records = this.#history.update(elapsedNs, readings);
    if (this.#params.tiers === 'dram') return this.#portions(this.#divide(total.dramBlocks, dramLeast, dramMost), records, records);
    const history = this.#historyFlash(records, flashLeast, flashMost);
    const least = dramLeast.map((blocks, vm) => blocks + flashLeast[vm]);
    const most = dramMost.map((blocks, vm) => blocks + flashMost[vm] - history[vm]);
    const cached = this.#divide(total.dramBlocks + total.flashBlocks - sum(history), least, most);

    const inFlashLeast = cached.map((blocks, vm) => Math.max(dramLeast[vm], blocks - (flashMost[vm] - history[vm])));
    const dramFloor = sum(inFlashLeast) <= total.dramBlocks ? inFlashLeast : dramLeast;
    const dramCeiling = cached.map((blocks, vm) => Math.max(dramFloor[vm], Math.min(dramMost[vm], blocks - flashLeast[vm])));
    const dram = this.#divide(total.dramBlocks, dramFloor, dramCeiling);
    const flashWanted = cached.map((blocks, vm) => Math.max(0, blocks - dram[vm]) + history[vm]);
    return this.#portions(dram, flashWanted, records);
  }

  save(): UtilityPlannerState {
    return { samples: this.#samples.map((sample) => sample?.save() ?? null), history: this.#history.save() };
  }

  restore(state: unknown): void {
    const saved = state as UtilityPlannerState;
    for (const [vm, sample] of saved.samples.entries()) {
      this.#samples[vm] = null;
      if (sample === null) continue;
      const restored = this.#newSample();
      restored.restore(sample);
      this.#samples[vm] = restored;
    }
    this.#history.restore(saved.history);
  }

  #newSample(): Shards {
    return new Shards({ rate: 1, keysMax: this.#params.sampleKeys });
  }

  /** Part of what a VM would get by weight; no more than all lower bounds leave. */
  #floors(field: 'dramBlocks' | 'flashBlocks'): readonly number[] {
    const { total, vms } = this.#context;
    const promised = vms.map(({ atLeast }) => atLeast[field]);
    const weightsAll = sum(this.#weights);
    const floors = vms.map(({ atLeast, atMost, weight }) =>
      Math.max(atLeast[field], Math.min(atMost[field], Math.floor((this.#params.floorRatio * total[field] * weight) / weightsAll))),
    );
    return sum(floors) <= total[field] ? floors : promised;
  }

  #historyFlash(records: readonly number[], least: readonly number[], most: readonly number[]): number[] {
    const room = (this.#context.total.flashBlocks - sum(least)) * this.#params.historyRatio;
    const wanted = records.map((blocks, vm) => Math.min(blocks, Math.max(0, most[vm] - least[vm])));
    const share = Math.min(1, room / Math.max(1, sum(wanted)));
    return wanted.map((blocks) => Math.floor(blocks * share));
  }

  /** Divides `total` blocks by what they gain each VM, between `least` and `most`; what nobody gains from by weight. */
  #divide(total: number, least: readonly number[], most: readonly number[]): number[] {
    const free = Math.max(0, total - sum(least));
    const quantum = Math.max(1, Math.floor(free / Math.max(this.#params.quanta, QUANTA_PER_VM * least.length)));
    const quanta = Math.floor(free / quantum);
    const gains = this.#samples.map((sample, vm) => {
      // Beyond the last distance that was seen nothing is gained.
      const useful = sample === null ? 0 : Math.ceil((sample.largestSize * (1 + this.#params.marginRatio) - least[vm]) / quantum);
      const gain = new Float64Array(Math.min(quanta, Math.max(0, useful), Math.max(0, Math.floor((most[vm] - least[vm]) / quantum))) + 1);
      if (sample !== null) fillGains(gain, sample, { floor: least[vm], quantum, factor: this.#weights[vm], margin: this.#params.marginRatio });
      return gain;
    });
    const ahead = lookAhead(gains, quanta);
    let got = ahead;
    if (this.#params.allocation === 'best' && gains.length * quanta * quanta <= BEST_WORK_MAX) {
      const best = bestDivision(gains, quanta);
      if (gainOf(gains, best) > gainOf(gains, ahead) * WORTH_IT) got = best;
    }
    const atLeast = least.map((blocks, vm) => blocks + got[vm] * quantum);
    return divideByWeight({ total, weights: this.#weights, atLeast, atMost: most });
  }

  /** Flash and log by what is wanted of them. What has been read counts less from now on. */
  #portions(dram: readonly number[], flashWanted: readonly number[], records: readonly number[]): readonly Portion[] {
    const { total, vms } = this.#context;
    const flash = this.#divideByNeed('flashBlocks', flashWanted, this.#floors('flashBlocks'));
    const log =
      total.logRecords === Infinity
        ? null
        : this.#divideByNeed(
            'logRecords',
            records,
            vms.map(({ atLeast }) => atLeast.logRecords),
          );
    for (const sample of this.#samples) sample?.age(this.#params.keep);
    return dram.map((dramBlocks, vm) => ({ dramBlocks, flashBlocks: flash[vm], logRecords: log === null ? Infinity : log[vm] }));
  }

  #divideByNeed(field: keyof Portion, needs: readonly number[], atLeast: readonly number[]): number[] {
    const { total, vms } = this.#context;
    return divideByNeed({ total: total[field], weights: this.#weights, atLeast, atMost: vms.map(({ atMost }) => atMost[field]) }, needs);
  }
}

interface GainGrid {
  readonly floor: number;
  readonly quantum: number;
  readonly factor: number;
  readonly margin: number;
}

/** Reads × factor that hit with `quantum` × k blocks more than `floor`. */
function fillGains(gains: Float64Array, sample: Shards, { floor, quantum, factor, margin }: GainGrid): void {
  const ratios = sample.missRatios(Array.from(gains, (_, index) => (floor + index * quantum) / (1 + margin)));
  for (let index = 1; index < gains.length; index += 1) gains[index] = Math.max(gains[index - 1], (ratios[0] - ratios[index]) * sample.uses * factor);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}

export const utilityPartition: Spec<UtilityParams, null, PartitionPolicy> = {
  name: 'utility',
  summary: 'By miss-ratio curves: cache goes where it saves most reads, flash for history by the rate of overwrites; moves while VMs run',
  source: 'Qureshi and Patt, Utility-based cache partitioning, MICRO 2006 (look-ahead); curves: Waldspurger, Park, Garthwaite and Ahmad, SHARDS, FAST 2015',
  params: {
    ...plannerParams,
    allocation: {
      unit: 'name',
      default: 'best',
      choices: ['best', 'look-ahead'],
      summary: "UCP's look-ahead; best mends it where it misses the best division",
    },
    quanta: { unit: 'count', default: 128, min: 4, max: 4096, summary: 'equal parts that the cache is divided in; at least 4 for each VM' },
    keep: { unit: 'ratio', default: 0.5, min: 0, max: 1, summary: 'how much reads before the last plan count beside those since' },
    floorRatio: { unit: 'ratio', default: 0.02, min: 0, max: 1, summary: 'of its part by weight, what a VM keeps in any case' },
    historyRatio: { unit: 'ratio', default: 0.5, min: 0, max: 1, summary: 'of the flash that is not promised, what history gets at most; with tiers both' },
    marginRatio: {
      unit: 'ratio',
      default: 0.03,
      min: 0,
      max: 1,
      summary: 'how much more a VM is taken to need than its curve says: the engine keeps 1/64 of its DRAM free, and a sample errs by about 1/√sampleKeys',
    },
  },
  create: (params) => ({ moves: true, partition: divideProportionally, createPlanner: (context) => new UtilityPlanner(params, context) }),
};
