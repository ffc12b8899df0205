/**
 * Reading traces: ten million requests come in chunks of 1 MiB, as from a file, and end in a `Trace` in memory. vscsi (binary, 320 MB) and MSR Cambridge (text, 590 MB).
 *
 * The figures say what it takes: `arrayMebibytes` is the memory of the trace, `rssMebibytes` that of the whole process once it has read the first, `bytesPerRequest` the former by requests.
 */
import type { Trace } from '../../workloads/traces/trace.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';

const requestsOf = { smoke: 100_000, real: 10_000_000 } as const;
const roundsOf = { smoke: 1, real: 5 } as const;
const chunkBytes = 1 << 20;
const perPiece = 32_768;

/** One piece of a file, over and over: requests `perPiece` at a time; times and places are alike in every piece. */
type PieceMaker = () => Uint8Array;

const vscsiPiece: PieceMaker = () => {
  const bytes = new Uint8Array(perPiece * 32);
  const view = new DataView(bytes.buffer);
  for (let record = 0; record < perPiece; record++) {
    const at = record * 32;
    view.setUint32(at + 4, 4096 * (1 + (record % 16)), true);
    view.setUint16(at + 12, record % 3 === 0 ? 0x2a : 0x28, true);
    view.setUint16(at + 14, 0x0100, true);
    view.setBigUint64(at + 16, BigInt(Math.imul(record, 0x9e37_79b1) >>> 4), true);
    view.setBigUint64(at + 24, BigInt(5_633_898_368_802 + record * 100), true);
  }
  return bytes;
};

const msrPiece: PieceMaker = () => {
  let text = '';
  for (let record = 0; record < perPiece; record++) {
    const offset = (Math.imul(record, 0x9e37_79b1) >>> 4) * 512;
    text += `${String(128_166_372_000_000_000n + BigInt(record) * 1000n)},usr,${String(record % 3)},${record % 3 === 0 ? 'Write' : 'Read'},${String(offset)},4096,41286\n`;
  }
  return new TextEncoder().encode(text);
};

async function* chunksOf(piece: Uint8Array, requests: number): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  for (let left = requests; left > 0; left -= perPiece) {
    const bytes = left >= perPiece ? piece : firstRequests(piece, left);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
}

function firstRequests(piece: Uint8Array, requests: number): Uint8Array {
  if (piece.length === perPiece * 32) return piece.subarray(0, requests * 32);
  let at = 0;
  for (let line = 0; line < requests; line++) at = piece.indexOf(0x0a, at) + 1;
  return piece.subarray(0, at);
}

function readBenchmark(name: string, format: string, makePiece: PieceMaker): Benchmark {
  return {
    name,
    question: `reading ${format}: ten million requests, into memory`,
    contenders: ['hindcast'],
    async run(_contender: string, size: BenchmarkSize): Promise<Measurement> {
      const { readTrace } = await import('../../workloads/traces/readTrace.ts');
      const requests = requestsOf[size];
      const piece = makePiece();
      const perSecond: number[] = [];
      let arrayBytes = 0;
      let rssBytes = 0;
      let hash = '';
      for (let round = 0; round < roundsOf[size]; round++) {
        const before = process.memoryUsage().arrayBuffers;
        const start = performance.now();
        const trace: Trace = await readTrace(chunksOf(piece, requests), { file: name, format: 'auto', as: 'stored', objectSizeBytes: 512 });
        perSecond.push((requests * 1000) / (performance.now() - start));
        const memory = process.memoryUsage();
        if (round === 0) {
          arrayBytes = memory.arrayBuffers - before;
          rssBytes = memory.rss;
        }
        hash = `${trace.format} ${String(trace.count)} ${String(trace.lengthBytesSum)} ${String(trace.endBytes)}`;
      }
      perSecond.sort((first, second) => second - first);
      return {
        operation: 'request',
        operations: requests * perSecond.length,
        perSecond: perSecond[Math.min(2, perSecond.length - 1)]!,
        rounds: perSecond,
        hash,
        figures: { arrayMebibytes: arrayBytes / 2 ** 20, bytesPerRequest: arrayBytes / requests, rssMebibytes: rssBytes / 2 ** 20 },
      };
    },
  };
}

export const readVscsi: Benchmark = readBenchmark('read-vscsi', 'vscsi', vscsiPiece);
export const readMsr: Benchmark = readBenchmark('read-msr', 'MSR Cambridge CSV', msrPiece);
