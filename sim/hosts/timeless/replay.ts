/**
 * Replays a trace without time: every access goes to each of the caches that are asked for, so that the trace is read once whatever is compared. Besides, the
 * miss ratio of LRU at any size from stack distances, all or sampled.
 *
 * Done in steps, so that a host can show progress and hear an interrupt between them.
 */
import { MissRatioCurve } from '../../base/missRatioCurve.ts';
import { Shards } from '../../base/shards.ts';
import { StackDistances } from '../../base/stackDistances.ts';
import { evictionPolicies } from '../../engine/policy/evictionPolicies.ts';
import { Op } from '../../engine/protocol.ts';
import type { PolicyChoice } from '../../engine/protocol.ts';
import type { Trace } from '../../../workloads/traces/trace.ts';
import { AccessStream } from './accessStream.ts';
import type { AccessBatch, AccessOptions } from './accessStream.ts';
import { BlockCache } from './blockCache.ts';
import { FutureUses } from './futureUses.ts';
import { ObjectCache } from './objectCache.ts';

/** One cache to replay against: by blocks through the engine, or by bytes by its policy alone. */
export interface CachePlan {
  readonly eviction: PolicyChoice;
  /** Blocks of DRAM (objects of size 1 by object); −1 where the capacity is in bytes. */
  readonly blocks: number;
  /** Blocks of a second, exclusive tier behind it; 0 for none. */
  readonly flashBlocks: number;
  /** Capacity in bytes, by object only; −1 where it is in blocks. */
  readonly bytes: number;
}

export type CurvePlan = { readonly method: 'exact' } | { readonly method: 'shards'; readonly rate: number; readonly seed: number };

export interface ReplayPlan {
  readonly accesses: AccessOptions;
  readonly caches: readonly CachePlan[];
  /** Which misses are kept, by blocks. */
  readonly admission: PolicyChoice;
  readonly curve: CurvePlan | null;
}

export interface CacheResult {
  readonly plan: CachePlan;
  readonly misses: number;
  /** Hits in the second tier. */
  readonly flashHits: number;
  /** By bytes: of the requests that missed. */
  readonly missedBytes: number;
}

export interface ReplayState {
  /** Of the trace, seen so far. */
  readonly requests: number;
  /** Reads and writes of the caches, each. */
  readonly accesses: number;
  readonly accessedBytes: number;
  readonly isFinished: boolean;
}

/** What has an `access` for each of a batch. */
interface Replayed {
  access(batch: AccessBatch): void;
  result(): CacheResult;
}

export class Replay {
  private readonly stream: AccessStream;
  private readonly batches: Iterator<readonly [AccessBatch, number], void>;
  private readonly caches: readonly Replayed[];
  private readonly distances: StackDistances | null;
  private readonly exact = new MissRatioCurve();
  private readonly shards: Shards | null;
  private requests = 0;
  private accesses = 0;
  private accessedBytes = 0;
  private isFinished = false;

  /** Policies that need the future take a pass over the trace here, capacities in bytes another. */
  constructor(trace: Trace, plan: ReplayPlan) {
    const isByBytes = plan.caches.some(({ bytes }) => bytes >= 0);
    this.stream = new AccessStream(trace, plan.accesses, isByBytes);
    const needsFuture = plan.caches.some(({ eviction }) => evictionPolicies.find(({ name }) => name === eviction.policy)?.needsFuture === true);
    const future = needsFuture ? new FutureUses(this.stream.batches()) : null;
    const objects = isByBytes ? this.stream.countKeys() : 0;
    this.caches = plan.caches.map((cache) => (cache.bytes >= 0 ? replayObjects(cache, objects, future) : replayBlocks(cache, plan.admission, future)));
    this.distances = plan.curve?.method === 'exact' ? new StackDistances() : null;
    this.shards = plan.curve?.method === 'shards' ? new Shards({ rate: plan.curve.rate, seed: plan.curve.seed }) : null;
    this.batches = this.stream.batches();
  }

  /** Replays some tens of thousands of accesses. */
  step(): void {
    const next = this.batches.next();
    if (next.done === true) {
      this.isFinished = true;
      return;
    }
    const [batch, requests] = next.value;
    this.requests = requests;
    for (let i = 0; i < batch.count; i++) {
      if (batch.ops[i] === Op.Discard) continue;
      this.accesses++;
      this.accessedBytes += batch.sizes[i]!;
    }
    for (const cache of this.caches) cache.access(batch);
    if (this.distances !== null) addDistances(batch, this.distances, this.exact);
    if (this.shards !== null) addSamples(batch, this.shards);
  }

  state(): ReplayState {
    const { requests, accesses, accessedBytes, isFinished } = this;
    return { requests, accesses, accessedBytes, isFinished };
  }

  results(): readonly CacheResult[] {
    return this.caches.map((cache) => cache.result());
  }

  /** LRU's miss ratio at each of `sizes`, which ascend; null where no curve was asked for. */
  missRatios(sizes: readonly number[]): readonly number[] | null {
    if (this.shards !== null) return this.shards.missRatios(sizes);
    return this.distances === null ? null : this.exact.missRatios(sizes);
  }

  /** The size from which on LRU gains nothing more. */
  largestSize(): number {
    return this.shards !== null ? this.shards.largestSize : this.exact.largestSize;
  }
}

/** Keys are below it. */
const diskBlocks = 0x7fffffff;

function replayBlocks(plan: CachePlan, admission: PolicyChoice, future: FutureUses | null): Replayed {
  const { blocks, flashBlocks, eviction } = plan;
  const cache = new BlockCache({ dramBlocks: blocks, flashBlocks, eviction, admission, diskBlocks, ...(future === null ? {} : { nextUse: future.next }) });
  let first = 0;
  return {
    access(batch) {
      if (future === null) {
        cache.accessAll(batch.keys, batch.ops, 0, batch.count);
        return;
      }
      for (let i = 0; i < batch.count; i++) {
        future.now = first + i;
        cache.accessAll(batch.keys, batch.ops, i, i + 1);
      }
      first += batch.count;
    },
    result: () => ({ plan, misses: cache.misses, flashHits: cache.flashHits, missedBytes: 0 }),
  };
}

function replayObjects(plan: CachePlan, objects: number, future: FutureUses | null): Replayed {
  const { bytes, eviction } = plan;
  const cache = new ObjectCache({ capacityBytes: bytes, eviction, objects, ...(future === null ? {} : { nextUse: future.next }) });
  let first = 0;
  return {
    access(batch) {
      for (let i = 0; i < batch.count; i++) {
        if (future !== null) future.now = first + i;
        cache.access(batch.keys[i]!, batch.sizes[i]!);
      }
      first += batch.count;
    },
    result: () => ({ plan, misses: cache.misses, flashHits: 0, missedBytes: cache.missedBytes }),
  };
}

function addDistances(batch: AccessBatch, distances: StackDistances, curve: MissRatioCurve): void {
  for (let i = 0; i < batch.count; i++) {
    if (batch.ops[i] === Op.Discard) distances.remove(batch.keys[i]!);
    else curve.add(distances.use(batch.keys[i]!));
  }
}

function addSamples(batch: AccessBatch, shards: Shards): void {
  for (let i = 0; i < batch.count; i++) if (batch.ops[i] !== Op.Discard) shards.use(batch.keys[i]!);
}
