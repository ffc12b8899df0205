/**
 * Replay without time: a Zipf trace in memory, read a request at a time, split in blocks, through the engine with LRU. What `hindcast replay` does once the
 * trace is read; reading is measured by itself.
 */
import { ZipfSampler } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { Replay } from '../../sim/hosts/timeless/replay.ts';
import { ReadNotes } from '../../workloads/traces/readNotes.ts';
import { Trace } from '../../workloads/traces/trace.ts';
import { addRequest, createTraceBatch } from '../../workloads/traces/traceBatch.ts';
import { VolumeTable } from '../../workloads/traces/volumeTable.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { measureRounds } from './measureRounds.ts';

const blocks = 1_000_000;
const cacheBlocks = 100_000;
const exponent = 1;
const blockBytes = 4096;

/** Popular blocks lie anywhere on the disk. */
function zipfTrace(requests: number): Trace {
  const stream = new RandomStream(1, 'bench/replay');
  const sampler = new ZipfSampler(blocks, exponent);
  const place = Int32Array.from({ length: blocks }, (_, block) => block);
  for (let block = blocks - 1; block > 0; block--) {
    const other = stream.nextInt(block + 1);
    [place[block], place[other]] = [place[other]!, place[block]!];
  }
  const trace = new Trace({ name: 'zipf', storesTimes: false, storesServiceTimes: false }, new VolumeTable('zipf'), new ReadNotes());
  const batch = createTraceBatch(8192);
  for (let request = 0; request < requests; request++) {
    addRequest(batch, 0, 0, place[sampler.next(stream)]! * blockBytes, blockBytes, 0);
    if (batch.count === 8192 || request === requests - 1) {
      trace.append(batch);
      batch.count = 0;
    }
  }
  return trace;
}

export const replayZipf: Benchmark = {
  name: 'replay-zipf',
  question: 'Replay of a Zipf trace (10M requests, 1M blocks, exponent 1) against LRU of 100,000 blocks, through the engine',
  contenders: ['hindcast'],
  alsoBeside: 'hold-100',
  run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
    const requests = size === 'smoke' ? 20_000 : 10_000_000;
    const trace = zipfTrace(requests);
    let misses = 0;
    const measurement = measureRounds({
      operation: 'request',
      operationsPerRound: requests,
      warmUpRounds: 1,
      rounds: size === 'smoke' ? 1 : 5,
      round: () => {
        const replay = new Replay(trace, {
          accesses: { key: 'block', blockBytes, only: 'all' },
          caches: [{ eviction: { policy: 'lru', params: {} }, blocks: cacheBlocks, flashBlocks: 0, bytes: -1 }],
          admission: { policy: 'always', params: {} },
          curve: null,
        });
        while (!replay.state().isFinished) replay.step();
        misses = replay.results()[0]!.misses;
      },
      hash: () => String(misses),
    });
    return Promise.resolve({ ...measurement, figures: { missRatio: misses / requests } });
  },
};
