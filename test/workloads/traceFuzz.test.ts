/**
 * Readers fuzzed: fixtures of all formats, spliced, doubled, cut and overwritten at random, packed or not, read in chunks of any size. Each is read soundly or refused with a message: never
 * another error, a hang, or a number that is none. `TRACE_FUZZ_RUNS=100000 npx vitest run test/workloads/traceFuzz.test.ts` goes on for longer.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Op, opNames } from '../../sim/engine/protocol.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import { formatFixtures } from './formatFixtures.ts';
import { requestsOf } from './requestsOf.ts';
import { inChunks, zstdRaw } from './traceFiles.ts';

const runs = Number(process.env['TRACE_FUZZ_RUNS'] ?? '2500');

interface Edit {
  readonly kind: 'overwrite' | 'insert' | 'delete' | 'double';
  /** Where and how far, as shares of the file. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** Bytes that formats give a meaning. */
const telling = Array.from(' \t\r\n,.+-0123456789[]RWQx', (letter) => letter.charCodeAt(0)).concat([0, 255]);
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('overwrite', 'insert', 'delete', 'double'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => bytes.map((byte) => (byte < 200 ? telling[byte % telling.length]! : byte))),
});

function apply(bytes: Uint8Array, { kind, at, length, bytes: given }: Edit): Uint8Array {
  const start = Math.floor(at * bytes.length);
  const before = bytes.subarray(0, start);
  switch (kind) {
    case 'overwrite':
      return Uint8Array.from([...before, ...given, ...bytes.subarray(start + given.length)]);
    case 'insert':
      return Uint8Array.from([...before, ...given, ...bytes.subarray(start)]);
    case 'delete':
      return Uint8Array.from([...before, ...bytes.subarray(start + length)]);
    case 'double':
      return Uint8Array.from([...before, ...bytes.subarray(start, start + length), ...bytes.subarray(start)]);
  }
}

const packings: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  none: (bytes) => bytes,
  gzip: (bytes) => new Uint8Array(gzipSync(bytes)),
  zstd: (bytes) => zstdRaw(bytes, 70),
};

it('reads damaged traces or refuses them', async () => {
  let read = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...formatFixtures),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('none', 'none', 'gzip', 'zstd'),
      // Damage before packing, or to what is packed.
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 300 }),
      async (fixture, edits, packing, isPackedFirst, isNamed, chunkBytes) => {
        const pack = packings[packing]!;
        const bytes = isPackedFirst ? edits.reduce(apply, pack(fixture.bytes)) : pack(edits.reduce(apply, fixture.bytes));
        const format = isNamed ? fixture.format : 'auto';
        try {
          const trace = await readTrace(inChunks(bytes, chunkBytes), { file: 'f', as: 'reads', objectSizeBytes: 512, ...fixture.options, format });
          for (const { op, offset, length, atNs } of requestsOf(trace)) {
            const isNumber = Number.isSafeInteger(offset + length) && offset >= 0 && Number.isFinite(atNs);
            if (!isNumber || opNames[op] === undefined || (length === 0 && op !== Op.Flush))
              throw new Error(`unsound: ${String(op)} ${String(offset)} ${String(length)} ${String(atNs)}`);
          }
          read += 1;
        } catch (error) {
          if (!(error instanceof TraceFormatError)) throw error;
          refused += 1;
        }
      },
    ),
    { numRuns: runs },
  );
  expect(read).toBeGreaterThan(runs / 50);
  expect(refused).toBeGreaterThan(runs / 10);
}, 600_000);
