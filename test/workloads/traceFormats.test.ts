/** Every format of the table keeps the contract of `TraceFormat`: it is enough to have a line in the table and a fixture to be tested here. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertTrace } from '../../workloads/traces/convertTrace.ts';
import { Op, opNames } from '../../sim/engine/protocol.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import type { TraceReadOptions } from '../../workloads/traces/openTrace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { hasDescription } from '../conformance/hasDescription.ts';
import { formatFixtures, type FormatFixture } from './formatFixtures.ts';
import { requestsOf } from './requestsOf.ts';
import { inChunks, zstdRaw } from './traceFiles.ts';

function optionsOf(fixture: FormatFixture, over: Partial<TraceReadOptions> = {}): TraceReadOptions {
  return { file: 'some.trace', format: 'auto', as: 'stored', objectSizeBytes: 512, ...fixture.options, ...over };
}

function rows(trace: Trace): (readonly [number, number, number, number, string])[] {
  const names = new Map(trace.volumes.map(({ volume, name }) => [volume, name]));
  return requestsOf(trace).map(({ op, offset, length, atNs }, index) => [op, offset, length, atNs, names.get(trace.volumeOf(index))!] as const);
}

describe.each(traceFormats.map((format) => [format.name, format] as const))('format %s', (name, format) => {
  it('says what it is, and has a fixture', () => {
    hasDescription(format);
    expect(formatFixtures.some((fixture) => fixture.format === name)).toBe(true);
  });
});

it('names of formats are unique', () => {
  expect(new Set(traceFormats.map(({ name }) => name)).size).toBe(traceFormats.length);
});

describe.each(formatFixtures.map((fixture) => [fixture.title, fixture] as const))('%s', (_, fixture) => {
  it.each([1, 3, 64, 100_000])('is found and read in chunks of %d bytes', async (chunkBytes) => {
    const trace = await readTrace(inChunks(fixture.bytes, chunkBytes), optionsOf(fixture));
    expect(trace.format).toBe(fixture.format);
    expect(rows(trace)).toEqual(fixture.requests);
    expect(trace.notes.list().map(({ what, count }) => `${String(count)} ${what}`)).toEqual(fixture.notes ?? []);
  });

  it('is recognised by no other format', () => {
    const found = traceFormats.filter((format) => format.sniff(fixture.bytes.subarray(0, 4096))).map(({ name }) => name);
    expect(found).toEqual(fixture.format === 'u32le' ? [] : [fixture.format]);
  });

  it('is read when it is named, and packed', async () => {
    const packings = { gzip: gzipSync(fixture.bytes), zstd: zstdRaw(fixture.bytes, 50), both: gzipSync(zstdRaw(fixture.bytes)) };
    for (const bytes of Object.values(packings)) {
      const trace = await readTrace(inChunks(bytes, 11), optionsOf(fixture, { format: fixture.format }));
      expect(rows(trace)).toEqual(fixture.requests);
    }
  });

  it('cut off anywhere, or with any bit turned, it is read or refused with a message', async () => {
    const { bytes } = fixture;
    const isBinary = bytes.some((byte) => byte === 0);
    const step = Math.max(1, Math.floor(bytes.length / 300));
    for (let length = 0; length < bytes.length; length += step) await readsOrRefuses(bytes.subarray(0, length), fixture);
    for (let bit = 0; bit < bytes.length * 8; bit += isBinary ? step * 5 : step * 3) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await readsOrRefuses(damaged, fixture);
    }
  });
});

/** Named, so that the reader sees it whatever the damage is. */
async function readsOrRefuses(bytes: Uint8Array, fixture: FormatFixture): Promise<void> {
  let trace: Trace;
  try {
    trace = await readTrace(inChunks(bytes, 37), optionsOf(fixture, { format: fixture.format }));
  } catch (error) {
    if (!(error instanceof TraceFormatError)) throw error;
    expect(error.message).toMatch(/^\w[\w.]*(, [^:]+)?: .+; .+/);
    return;
  }
  for (const { op, offset, length, atNs } of requestsOf(trace)) {
    const isSound =
      opNames[op] !== undefined && Number.isSafeInteger(offset + length) && offset >= 0 && Number.isFinite(atNs) && (length > 0 || op === Op.Flush);
    expect(isSound).toBe(true);
  }
}

/** Formats that can be written × all that can be read: what comes back is what went in, but for what is said to be lost. */
describe.each(traceFormats.filter(({ writer }) => writer !== undefined).map((format) => [format.name, format] as const))('written as %s', (name, format) => {
  it.each(formatFixtures.map((fixture) => [fixture.title, fixture] as const))('%s', async (_, fixture) => {
    const writer = format.writer!;
    const { keeps } = writer;
    const objectSizeBytes = 512;
    const trace = await readTrace(inChunks(fixture.bytes, 4096), optionsOf(fixture, { objectSizeBytes }));
    const isApart = keeps.volumes === 'one' && trace.volumes.length > 1;
    if (isApart) trace.layVolumesApart(2 ** 20);
    const before = requestsOf(trace);
    const options = { file: 'in', objectSizeBytes, isRounding: true, isOpKnown: true, areVolumesApart: isApart };
    const ops: readonly number[] = keeps.ops.length > 0 ? keeps.ops : [Op.Read, Op.Write];
    const isTooLong = before.some(({ op, length }) => ops.includes(op) && length > 0x7fff_ffff);
    const isTooFar = before.some(({ offset }) => offset / 512 > (keeps.unitsMax ?? Infinity));
    const isTooShort = before.filter(({ op }) => ops.includes(op)).length < (keeps.requestsMin ?? 0);
    if (isTooLong || isTooFar || isTooShort) {
      expect(() => convertTrace(trace, format, writer, options)).toThrow(TraceFormatError);
      return;
    }
    const conversion = convertTrace(trace, format, writer, options);
    const bytes = Buffer.concat([...conversion.chunks]);
    const again = await readTrace(inChunks(bytes, 1000), {
      file: 'again.u32le',
      format: name === 'u32le' ? 'auto' : name,
      as: keeps.ops.length === 0 ? 'reads' : 'stored',
      objectSizeBytes,
      options: 'spread' in format.params ? { spread: 'none' } : {},
    });
    expect(again.count).toBe(conversion.requests);
    const firstNs = Math.min(...before.map(({ atNs }) => atNs));
    const unit = keeps.unitBytes === 'object' ? objectSizeBytes : keeps.unitBytes;
    const clock = (atNs: number): number => (keeps.clockNs === Infinity ? 0 : Math.floor((atNs - firstNs) / keeps.clockNs) * keeps.clockNs);
    const expected = before
      .filter(({ op }) => ops.includes(op))
      .map(({ op, offset, length, atNs }) => {
        const start = Math.floor(offset / unit) * unit;
        const end = Math.ceil((offset + length) / unit) * unit;
        return { op: keeps.ops.length === 0 ? Op.Read : op, offset: start, length: keeps.lengths ? end - start : objectSizeBytes, atNs: clock(atNs) };
      });
    const shiftNs = requestsOf(again)[0]!.atNs - expected[0]!.atNs;
    expect(requestsOf(again).map((request) => ({ ...request, atNs: request.atNs - shiftNs }))).toEqual(expected);
    const isSameVolume = (first: Trace, second: number, third: number): boolean => first.volumeOf(second) === first.volumeOf(third);
    if (keeps.volumes !== 'one' && keeps.ops.length > 2)
      for (let index = 1; index < again.count; index++)
        if (again.count === trace.count) expect(isSameVolume(again, 0, index)).toBe(isSameVolume(trace, 0, index));
  });
});
