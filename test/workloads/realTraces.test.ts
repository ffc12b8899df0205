/** The facts about the real traces in `../shared/traces` that a reader must reproduce. */
import { expect, it } from 'vitest';
import { blocksTouched } from '../../sim/base/units.ts';
import { Op, type IoRequest } from '../../sim/engine/protocol.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { describeWithTraces, traceChunks } from '../support/traces.ts';
import { requestsOf } from './requestsOf.ts';

describeWithTraces('real traces', () => {
  const options = { file: 'real', format: 'auto', as: 'stored', objectSizeBytes: 512 } as const;

  it('cloudPhysicsIO.vscsi has the known counts', async () => {
    const trace = await readTrace(traceChunks('cloudPhysicsIO.vscsi'), options);
    const requests = requestsOf(trace);
    expect([trace.format, trace.count, trace.countOf(Op.Read), trace.countOf(Op.Write)]).toEqual(['vscsi', 113_872, 46_974, 66_898]);
    expect(trace.lengthBytesSum).toBe(4_205_978_112);
    expect([Math.min(...requests.slice(0, 100_000).map(({ length }) => length)), trace.lengthBytesMax]).toEqual([512, 69_632]);
    expect(requests.filter(({ length }) => length === 65_536).length).toBe(38_389);
    expect(requests.filter(({ length }) => length === 8_192).length).toBe(19_473);
    expect(trace.spanNs).toBe((5_641_098_458_687 - 5_633_898_368_802) * 1000);
    expect(trace.timesBack).toBe(0);
    expect(new Set(requests.map(({ offset }) => offset)).size).toBe(48_974);
    expect(requests.filter(({ offset, length }) => offset % 4096 !== 0 || length % 4096 !== 0).length).toBe(113_768);
  });

  it('cloudPhysicsIO.vscsi touches the known blocks', async () => {
    const trace = await readTrace(traceChunks('cloudPhysicsIO.vscsi'), options);
    const touched = [0, 0, 0, 0];
    const unique = new Set<number>();
    for (const { op, offset, length } of requestsOf(trace)) {
      const blocks = blocksTouched(offset, length, 4096);
      touched[op]! += blocks;
      for (let block = Math.floor(offset / 4096), left = blocks; left > 0; left--, block++) unique.add(block);
    }
    expect([touched[Op.Read], touched[Op.Write], unique.size]).toEqual([485_700, 656_169, 269_210]);
  });

  it('cloudPhysicsIO.oracleGeneral.bin has the known counts', async () => {
    const trace = await readTrace(traceChunks('cloudPhysicsIO.oracleGeneral.bin'), { ...options, as: 'reads' });
    expect([trace.format, trace.count, trace.lengthBytesSum]).toEqual(['oracleGeneral', 113_872, 4_368_040_448]);
    const sizes = new Map(requestsOf(trace).map(({ offset, length }) => [offset, length]));
    expect([...sizes.values()].reduce((sum, length) => sum + length, 0)).toBe(2_029_769_728);
  });

  it.each([
    // file, format, requests, reads, volumes, span in s
    ['cloudPhysicsIO.csv', 'vscsi-csv', 113_872, 46_974, 1, 7200.5],
    ['mqsim-tpcc-small.trace', 'mqsim', 6_999, 4_381, 16, 0.136489],
    ['mqsim-wsrch-small.trace', 'mqsim', 24_783, 24_779, 6, 60.055212],
    ['cachelib-block_traces_1.csv', 'cachelib', 999, 599, 1, 39.974358974],
    ['cachelib-block_traces_2.csv', 'cachelib', 999, 579, 1, 39.8],
    ['disksim-cheetah9LP.validate.trace', 'disksim-validate', 10_000, 6_594, 1, 454.880275],
  ] as const)('%s is found to be %s and has the known counts', async (name, format, requests, reads, volumes, spanSeconds) => {
    const trace = await readTrace(traceChunks(name), { ...options, file: name });
    expect([trace.format, trace.count, trace.countOf(Op.Read), trace.volumes.length]).toEqual([format, requests, reads, volumes]);
    expect(trace.countOf(Op.Read) + trace.countOf(Op.Write)).toBe(requests);
    expect(trace.spanNs / 1e9).toBeCloseTo(spanSeconds, 6);
  });

  it('caffeine-w106.u32le.zst has the known counts', async () => {
    const trace = await readTrace(traceChunks('caffeine-w106.u32le.zst'), { ...options, file: 'caffeine-w106.u32le.zst', as: 'reads' });
    const unique = new Set<number>();
    const into = { op: 0, offsetBytes: 0, lengthBytes: 0 } as unknown as IoRequest;
    for (let index = 0; index < trace.count; index++) {
      trace.fill(index, into);
      unique.add(into.offsetBytes);
    }
    expect([trace.format, trace.count, unique.size, trace.hasTimes]).toEqual(['u32le', 5_292_456, 275_171, false]);
  });

  it.each([
    ['mqsim-tpcc-small.trace', 6_994, 20_669, 20_470],
    ['mqsim-wsrch-small.trace', 24_780, 93_312, 93_029],
  ] as const)('%s touches the known blocks of its devices', async (name, sectors, accesses, uniqueBlocks) => {
    const trace = await readTrace(traceChunks(name), { ...options, file: name });
    trace.layVolumesApart(1024 * 1024);
    const requests = requestsOf(trace);
    const unique = new Set<number>();
    let touched = 0;
    for (const { offset, length } of requests) {
      const blocks = blocksTouched(offset, length, 4096);
      touched += blocks;
      for (let block = Math.floor(offset / 4096), left = blocks; left > 0; left--, block++) unique.add(block);
    }
    expect([new Set(requests.map(({ offset }) => offset)).size, touched, unique.size]).toEqual([sectors, accesses, uniqueBlocks]);
  });

  it.each([
    ['cachelib-block_traces_1.csv', 625],
    ['cachelib-block_traces_2.csv', 646],
  ] as const)('%s has the known storage blocks', async (name, blocks) => {
    const trace = await readTrace(traceChunks(name), { ...options, file: name });
    expect(new Set(requestsOf(trace).map(({ offset }) => Math.floor(offset / 2 ** 24))).size).toBe(blocks);
  });

  it('the unique start sectors and the service times of the Cheetah 9LP are kept', async () => {
    const trace = await readTrace(traceChunks('disksim-cheetah9LP.validate.trace'), options);
    expect(new Set(requestsOf(trace).map(({ offset }) => offset)).size).toBe(9_817);
    expect([trace.serviceNs(0), trace.serviceNs(1), trace.atNs(1)]).toEqual([15_362_000, 3_024_000, 56_074_000]);
  });
});
