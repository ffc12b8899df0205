import type { Replay, ReplayPlan } from '../hosts/timeless/replay.ts';
import type { Trace } from '../../workloads/traces/trace.ts';

/** What `replay --json` prints. Sizes in blocks or bytes as asked; ratios from 0 to 1. */
export interface ReplayReport {
  readonly schemaVersion: 1;
  readonly trace: { readonly file: string; readonly format: string; readonly requests: number };
  readonly key: string;
  readonly blockBytes: number;
  /** Which misses were kept. */
  readonly admit: string;
  /** Only these requests: all, reads, writes. */
  readonly only: string;
  /** It was interrupted: the figures are of the part before. */
  readonly partial: boolean;
  readonly wallSeconds: number;
  readonly results: readonly ReplayedCache[];
  readonly mrc: MissRatios | null;
}

export interface ReplayedCache {
  readonly evict: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Blocks (objects) of DRAM; null where the capacity is in bytes. */
  readonly blocks: number | null;
  readonly flashBlocks: number;
  readonly bytes: number | null;
  /** Accesses: a request that touches several blocks is one for each. */
  readonly requests: number;
  readonly misses: number;
  readonly flashHits: number;
  readonly missRatio: number;
  readonly requestedBytes: number | null;
  readonly missedBytes: number | null;
}

export interface MissRatios {
  readonly method: string;
  /** Share of the keys that was sampled. */
  readonly rate: number;
  readonly points: readonly { readonly blocks: number; readonly missRatio: number }[];
}

interface ReplayReportParts {
  readonly file: string;
  readonly trace: Trace;
  readonly plan: ReplayPlan;
  readonly replay: Replay;
  readonly isPartial: boolean;
  readonly wallSeconds: number;
}

export function replayReport({ file, trace, plan, replay, isPartial, wallSeconds }: ReplayReportParts): ReplayReport {
  const { accesses, accessedBytes } = replay.state();
  return {
    schemaVersion: 1,
    trace: { file, format: trace.format, requests: trace.count },
    key: plan.accesses.key,
    blockBytes: plan.accesses.blockBytes,
    admit: plan.admission.policy,
    only: plan.accesses.only,
    partial: isPartial,
    wallSeconds,
    results: replay.results().map((result) => {
      const { eviction, blocks, flashBlocks, bytes } = result.plan;
      const isByBytes = bytes >= 0;
      return {
        evict: eviction.policy,
        params: eviction.params,
        blocks: isByBytes ? null : blocks,
        flashBlocks,
        bytes: isByBytes ? bytes : null,
        requests: accesses,
        misses: result.misses,
        flashHits: result.flashHits,
        missRatio: accesses === 0 ? 0 : result.misses / accesses,
        requestedBytes: isByBytes ? accessedBytes : null,
        missedBytes: isByBytes ? result.missedBytes : null,
      };
    }),
    mrc: missRatios(plan, replay),
  };
}

const pointsPerOctave = 4;

function missRatios(plan: ReplayPlan, replay: Replay): MissRatios | null {
  const { curve } = plan;
  if (curve === null) return null;
  const asked = [...new Set(plan.caches.map(({ blocks }) => blocks).filter((blocks) => blocks >= 0))].sort((one, other) => one - other);
  const sizes = asked.length > 0 ? asked : curveSizes(replay.largestSize());
  const ratios = replay.missRatios(sizes) ?? [];
  return {
    method: curve.method,
    rate: curve.method === 'shards' ? curve.rate : 1,
    points: sizes.map((blocks, i) => ({ blocks, missRatio: ratios[i] ?? 1 })),
  };
}

/** 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, …: four an octave, and the size behind which nothing changes. */
function curveSizes(largest: number): number[] {
  const end = Math.ceil(largest);
  const sizes: number[] = [];
  for (let octave = 1; octave < end; octave *= 2) {
    for (let part = 0; part < pointsPerOctave; part++) {
      const size = Math.floor(octave + (octave * part) / pointsPerOctave);
      if (size < end && size !== sizes.at(-1)) sizes.push(size);
    }
  }
  sizes.push(Math.max(1, end));
  return sizes;
}
