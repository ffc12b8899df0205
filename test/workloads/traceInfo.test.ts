/** The parts of `trace info`, one by one, on small traces whose figures are counted by hand or by a naive model. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { Op } from '../../sim/engine/protocol.ts';
import { BlockFigures } from '../../workloads/traces/info/blockFigures.ts';
import { RateOverTime } from '../../workloads/traces/info/rateOverTime.ts';
import { RequestFigures } from '../../workloads/traces/info/requestFigures.ts';
import { openTrace } from '../../workloads/traces/openTrace.ts';
import { addRequest, createTraceBatch, type TraceBatch } from '../../workloads/traces/traceBatch.ts';
import { describeWithTraces, traceChunks } from '../support/traces.ts';

type Row = readonly [atNs: number, op: number, offset: number, length: number, volume?: number];

function batchOf(rows: readonly Row[]): TraceBatch {
  const batch = createTraceBatch(Math.max(1, rows.length));
  for (const [atNs, op, offset, length, volume] of rows) addRequest(batch, atNs, op, offset, length, volume ?? 0);
  return batch;
}

describe('requests', () => {
  it('are told apart by alignment, stream and time', () => {
    const figures = new RequestFigures(4096);
    figures.add(
      batchOf([
        [0, Op.Read, 0, 4096],
        [10, Op.Read, 8192, 4096],
        [20, Op.Write, 4096, 512], // goes on where the first ended, not the one before
        [15, Op.Write, 4608, 4096], // goes on where the one before ended; earlier than it
        [25, Op.Read, 4096, 4096, 1], // another volume: goes on with nothing
        [35, Op.Flush, 0, 0],
      ]),
    );
    expect([figures.unaligned, figures.sequential, figures.streamed, figures.timesBack]).toEqual([2, 1, 2, 1]);
    expect([...figures.requests]).toEqual([3, 2, 1, 0]);
    expect([figures.gaps.count, figures.gaps.max()]).toEqual([4, 10]);
    expect([...figures.sizes]).toEqual([
      [4096, 4],
      [512, 1],
    ]);
  });

  it('at equal intervals have no variation, in bursts much', () => {
    const steady = new RequestFigures(512);
    const bursts = new RequestFigures(512);
    steady.add(batchOf(Array.from({ length: 100 }, (_, index) => [index * 1000, Op.Read, 0, 512] as const)));
    bursts.add(batchOf(Array.from({ length: 100 }, (_, index) => [Math.floor(index / 10) * 1e6, Op.Read, 0, 512] as const)));
    expect(steady.gapVariation).toBe(0);
    expect(bursts.gapVariation).toBeGreaterThan(2.5);
  });
});

describe('the rate over time', () => {
  it('keeps every request, however long the trace turns out to be', () => {
    const rate = new RateOverTime();
    for (let second = 0; second < 100_000; second++) rate.add(second * 1e9, 512, second % 2 === 0);
    const { intervalNs, intervals } = rate.intervals(60);
    expect(intervals.length).toBeLessThanOrEqual(60);
    expect(intervals.reduce((sum, { requests }) => sum + requests, 0)).toBe(100_000);
    expect(intervals.reduce((sum, { writes }) => sum + writes, 0)).toBe(50_000);
    expect(intervals[1]?.fromNs).toBe(intervalNs);
    expect(Math.abs(intervals[3]!.requests - intervalNs / 1e9)).toBeLessThan(2);
  });

  it('finds the busiest second', () => {
    const rate = new RateOverTime();
    for (let request = 0; request < 1000; request++) rate.add(request * 10e6, 100, false);
    for (let request = 0; request < 400; request++) rate.add(5e9 + request * 1e6, 100, false);
    const { fromNs, windowNs, requests } = rate.peak(1e9);
    expect([windowNs, requests]).toEqual([1e9, 500]);
    expect(fromNs).toBeGreaterThanOrEqual(4.4e9);
    expect(fromNs).toBeLessThanOrEqual(5e9);
  });
});

describe('blocks', () => {
  it('are those of a naive count, with overwrites, working sets and distances', () => {
    const stream = new RandomStream(9, 'blocks');
    const rows: Row[] = Array.from({ length: 3000 }, (_, index) => {
      const op = stream.nextInt(3) === 0 ? Op.Write : Op.Read;
      return [index * 2e6, op, stream.nextInt(400) * 512, 512 * (1 + stream.nextInt(20)), stream.nextInt(2)] as const;
    });
    const figures = new BlockFigures({ blockBytes: 4096, exactBlocksMax: 1e6 });
    figures.add(batchOf(rows));
    const stack: string[] = [];
    const written = new Set<string>();
    const bySecond = new Map<number, Set<string>>();
    const misses = [1, 7, 40].map((size) => ({ size, count: 0 }));
    let accesses = 0;
    let overwrites = 0;
    for (const [atNs, op, offset, length, volume] of rows) {
      for (let block = Math.floor(offset / 4096); block <= Math.floor((offset + length - 1) / 4096); block++) {
        const name = `${String(volume)}/${String(block)}`;
        const depth = stack.indexOf(name);
        for (const miss of misses) if (depth < 0 || depth >= miss.size) miss.count += 1;
        if (depth >= 0) stack.splice(depth, 1);
        stack.unshift(name);
        accesses += 1;
        if (op === Op.Write) {
          if (written.has(name)) overwrites += 1;
          written.add(name);
        }
        const second = Math.floor(atNs / 1e9);
        bySecond.set(second, (bySecond.get(second) ?? new Set()).add(name));
      }
    }
    expect([figures.accesses, figures.uniqueBlocks, figures.overwrites]).toEqual([accesses, stack.length, overwrites]);
    const { method, ratios } = figures.missRatios(misses.map(({ size }) => size));
    expect(method).toBe('exact');
    ratios.forEach((ratio, index) => {
      expect(ratio).toBeCloseTo(misses[index]!.count / accesses, 12);
    });
    const sizes = [...bySecond.values()].map((blocks) => blocks.size);
    const workingSet = figures.workingSets()[0]!;
    expect([workingSet.windows, workingSet.maxBlocks]).toEqual([sizes.length, Math.max(...sizes)]);
    expect(workingSet.meanBlocks).toBeCloseTo(sizes.reduce((sum, size) => sum + size, 0) / sizes.length, 9);
    const again = figures.reuseDistances()!.reduce((sum, { uses }) => sum + uses, 0);
    expect(again).toBe(accesses - stack.length);
    expect(figures.sortedUses().reduce((sum, uses) => sum + uses, 0)).toBe(accesses);
  });

  it('are sampled once there are too many for exact distances', () => {
    const figures = new BlockFigures({ blockBytes: 4096, exactBlocksMax: 1000 });
    const rows: Row[] = Array.from({ length: 20_000 }, (_, index) => [index, Op.Read, (index % 5000) * 4096, 4096] as const);
    figures.add(batchOf(rows));
    expect(figures.reuseDistances()).toBeNull();
    const { method, ratios } = figures.missRatios([2500, 5000]);
    expect(method).toBe('shards');
    // Around and around: nothing hits until all fits.
    expect(ratios[0]).toBeCloseTo(1, 1);
    expect(ratios[1]).toBeCloseTo(0.25, 1);
  });
});

describeWithTraces('a real trace', () => {
  const figuresOf = async (exactBlocksMax: number): Promise<BlockFigures> => {
    const open = await openTrace(traceChunks('cloudPhysicsIO.vscsi'), { file: 'real', format: 'auto', as: 'stored', objectSizeBytes: 512 });
    const figures = new BlockFigures({ blockBytes: 4096, exactBlocksMax });
    for await (const batch of open.batches) figures.add(batch);
    return figures;
  };
  const sizes = [5000, 20_000, 60_000, 120_000];

  it('has the known misses of LRU exactly, and sampled within 0.03', async () => {
    const exact = await figuresOf(1e6);
    const ratios = exact.missRatios(sizes).ratios.map((ratio) => Math.round(ratio * exact.accesses));
    expect(ratios).toEqual([1_021_125, 1_005_820, 896_455, 637_255]);
    const sampled = (await figuresOf(0)).missRatios(sizes);
    expect(sampled.method).toBe('shards');
    sampled.ratios.forEach((ratio, index) => {
      expect(Math.abs(ratio - ratios[index]! / exact.accesses)).toBeLessThan(0.03);
    });
  });
});
