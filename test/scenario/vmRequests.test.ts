/** Requests of a VM without a cache: as many, as often and as far apart as its workloads say. */
import { describe, expect, it } from 'vitest';
import { loadInputs } from '../../sim/scenario/loadInputs.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { vmRequests } from '../../sim/scenario/vmRequests.ts';
import { readTraceInfo } from '../../workloads/traces/info/traceInfo.ts';

interface Seen {
  readonly atNs: number;
  readonly offsetBytes: number;
  readonly volume: number;
}

async function requestsOf(text: string, options: { vm?: number; answerNs?: number; requestsMax?: number } = {}): Promise<Seen[]> {
  const scenario = parseScenario(text, 'test.yaml', []);
  const inputs = await loadInputs(scenario, () => Promise.reject(new Error('it names no file')));
  const seen: Seen[] = [];
  for await (const batch of vmRequests(scenario, inputs, { vm: 0, answerNs: 100_000, requestsMax: 1e6, ...options }))
    for (let index = 0; index < batch.count; index++)
      seen.push({ atNs: batch.atNs[index]!, offsetBytes: batch.offsetBytes[index]!, volume: batch.volume[index]! });
  return seen;
}

const vm = (workload: string): string => `duration: 1s\nvms: [{ name: one, disk: 64MiB, memory: 4MiB, workloads: [${workload}] }]`;

describe('vmRequests', () => {
  it('gives what comes at a rate, at that rate, to the end of the scenario', async () => {
    const seen = await requestsOf(vm('{ type: sequential, readRatio: 1, ioSize: 64KiB, pacing: { type: constant, rate: 1000/s } }'));
    expect(seen.length).toBeGreaterThanOrEqual(999);
    expect(seen.length).toBeLessThanOrEqual(1000);
    expect(seen[11]!.atNs - seen[10]!.atNs).toBe(1e6);
    expect(seen[11]!.offsetBytes - seen[10]!.offsetBytes).toBe(65_536);
  });

  it('keeps a closed loop at its depth: as many requests at a time as answers allow', async () => {
    const seen = await requestsOf(vm('{ type: uniform, queueDepth: 4 }'), { answerNs: 250_000 });
    expect(seen.length).toBeGreaterThanOrEqual(4 * 3999);
    expect(seen.length).toBeLessThanOrEqual(4 * 4001);
  });

  it('goes on in batches of bounded size, in the order of time, with disk and memory apart', async () => {
    const seen = await requestsOf(vm('{ type: zipf, queueDepth: 16 }, { type: zipf, space: memory, rate: 2000/s }'));
    expect(seen.length).toBeGreaterThan(100_000);
    expect(seen.every(({ atNs }, index) => index === 0 || atNs >= seen[index - 1]!.atNs)).toBe(true);
    expect(seen.filter(({ volume }) => volume === 1).length).toBeGreaterThan(1_800);
    expect(seen.filter(({ volume }) => volume === 1).length).toBeLessThan(2_200);
  });

  it('ends after as many as were asked for, and is the same each time', async () => {
    const text = vm('{ type: zipf, queueDepth: 16 }');
    const seen = await requestsOf(text, { requestsMax: 1234 });
    expect(seen.length).toBe(1234);
    expect(await requestsOf(text, { requestsMax: 1234 })).toEqual(seen);
  });

  it('can be looked at like a trace', async () => {
    const scenario = parseScenario(vm('{ type: uniform, readRatio: 0.5, queueDepth: 4, footprint: 4MiB }'), 'test.yaml', []);
    const inputs = await loadInputs(scenario, () => Promise.reject(new Error('it names no file')));
    const info = await readTraceInfo(
      {
        format: { name: 'scenario', storesTimes: true },
        lacksOp: () => false,
        volumes: { names: ['disk', 'memory'] },
        notes: { list: () => [] },
        batches: vmRequests(scenario, inputs, { vm: 0, answerNs: 100_000, requestsMax: 20_000 }),
      },
      { file: 'one', blockBytes: 4096, exactBlocksMax: 1e6 },
    );
    expect(info.requests).toBe(20_000);
    expect(info.blocks.unique).toBe(1024);
    const { ranks } = info.blocks.popularity;
    expect(ranks[0]).toEqual({ rank: 1, uses: info.blocks.popularity.usesMax });
    expect(ranks.at(-1)!.rank).toBe(1024);
    // Half of the blocks in DRAM: half of the uses hit.
    expect(info.blocks.missRatios.lru.find(({ blocks }) => blocks === 512)!.missRatio).toBeCloseTo(0.5, 1);
  });
});
