import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Op } from '../../sim/engine/protocol.ts';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import type { Trace } from '../../workloads/traces/trace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { requestsOf } from './requestsOf.ts';
import { inChunks, oracleGeneralBytes, vscsiV1, vscsiV2 } from './traceFiles.ts';

type ReadOptions = Partial<{ format: string; as: 'stored' | 'reads' | 'writes'; chunkBytes: number }>;

function read(bytes: Uint8Array, options: ReadOptions = {}): Promise<Trace> {
  const { format = 'auto', as = 'stored', chunkBytes = 1000 } = options;
  return readTrace(inChunks(bytes, chunkBytes), { file: 'some.trace', format, as, objectSizeBytes: 512 });
}

async function refusal(bytes: Uint8Array, options: ReadOptions = {}): Promise<string> {
  try {
    await read(bytes, options);
  } catch (error) {
    if (error instanceof TraceFormatError) return error.message;
    throw error;
  }
  return 'was read';
}

const formatNames = traceFormats.map(({ name }) => name).join(', ');

const three = [
  { cmd: 0x28, len: 4096, lbn: 63, ts: 5_633_898_368_802 },
  { cmd: 0x2a, len: 512, lbn: 2 ** 33, ts: 5_633_898_368_902 },
  { cmd: 0x35, len: 0, lbn: 0, ts: 5_633_898_368_903 },
];
const threeRead = [
  { op: Op.Read, offset: 63 * 512, length: 4096, atNs: 0 },
  { op: Op.Write, offset: 2 ** 42, length: 512, atNs: 100_000 },
  { op: Op.Flush, offset: 0, length: 0, atNs: 101_000 },
];

describe('trace readers', () => {
  it.each([1, 7, 31, 32, 33, 80, 4096])('reads vscsi v1 and v2 in chunks of %d bytes', async (chunkBytes) => {
    const v1 = await read(vscsiV1(three), { chunkBytes });
    expect(v1.format).toBe('vscsi');
    expect(requestsOf(v1)).toEqual(threeRead);
    expect(requestsOf(await read(vscsiV2(three), { chunkBytes }))).toEqual(threeRead);
    expect(v1.endBytes).toBe(2 ** 42 + 512);
    expect([v1.countOf(Op.Read), v1.countOf(Op.Write), v1.countOf(Op.Flush)]).toEqual([1, 1, 1]);
  });

  it('takes unmap as discard, and every request as the caller says but flushes', async () => {
    const bytes = vscsiV1([...three, { cmd: 0x42, len: 8192, lbn: 16, ts: 5_633_898_368_904 }]);
    expect(requestsOf(await read(bytes)).map(({ op }) => op)).toEqual([Op.Read, Op.Write, Op.Flush, Op.Discard]);
    expect(requestsOf(await read(bytes, { as: 'reads' })).map(({ op }) => op)).toEqual([Op.Read, Op.Read, Op.Flush, Op.Read]);
  });

  it('reads oracleGeneral as reads or writes, skipping size 0', async () => {
    const bytes = oracleGeneralBytes([{ object: 5, next: 3 }, { size: 0 }, { object: 5, time: 2, next: 9223372036854775807n }]);
    const trace = await read(bytes, { as: 'writes' });
    expect(trace.format).toBe('oracleGeneral');
    expect(requestsOf(trace)).toEqual([
      { op: Op.Write, offset: 2560, length: 512, atNs: 0 },
      { op: Op.Write, offset: 2560, length: 512, atNs: 2e9 },
    ]);
  });

  it('keeps the order of the file where times go back, and counts them', async () => {
    const trace = await read(vscsiV1([{ ts: 10 }, { ts: 9 }, { ts: 12 }]));
    expect(requestsOf(trace).map(({ atNs }) => atNs)).toEqual([0, -1000, 2000]);
    expect(trace.timesBack).toBe(1);
  });

  it('goes over the border of a batch and of a piece', async () => {
    const trace = await read(vscsiV1(Array.from({ length: 70_000 }, (_, index) => ({ lbn: index }))), { chunkBytes: 9999 });
    expect(trace.count).toBe(70_000);
    expect(requestsOf(trace).every(({ offset }, index) => offset === index * 512)).toBe(true);
  });

  it('refuses what is no trace', async () => {
    const good = vscsiV1([{}, {}, {}, {}]);
    expect(await refusal(new Uint8Array(0))).toBe('some.trace: the file is empty; a trace has at least one request');
    expect(await refusal(new TextEncoder().encode('hello, this is text'.repeat(30)))).toBe(
      `some.trace: the content is of no format that is known here; known are ${formatNames}; name one with 'format:' (--format) if it is one of them`,
    );
    expect(await refusal(good, { format: 'vcsi' })).toBe(`some.trace: format is vcsi; allowed are ${formatNames}; did you mean vscsi?`);
    expect(await refusal(good.subarray(0, 64), { format: 'vscsi' })).toBe(
      'some.trace: the file has 64 bytes; a vscsi trace has at least 80 bytes, and the same version in every record',
    );
    expect(await refusal(vscsiV1([{}, { ver: 0x0300 }, {}]), { format: 'vscsi' })).toBe(
      'some.trace: the file does not begin with two records of version 1 or 2; a vscsi trace has at least 80 bytes, and the same version in every record',
    );
  });

  it('refuses a trace that is cut off or corrupt, and says where', async () => {
    const good = vscsiV1([{}, {}, {}, {}]);
    expect(await refusal(good.subarray(0, 100))).toBe(
      'some.trace, byte 96 (record 4): the file ends after 4 bytes of a record; each record has 32 bytes: the file is cut off, or it is of another format',
    );
    expect(await refusal(vscsiV1([{}, {}, { ver: 0x0200 }]))).toBe('some.trace, byte 64 (record 3): ver is 0x200; the records before it are of version 1');
    expect(await refusal(vscsiV1([{}, {}, {}, { cmd: 0x12 }]))).toBe(
      'some.trace, byte 96 (record 4): cmd is 0x12; allowed are the SCSI codes 0x28 0x08 0xa8 0x88 (read), 0x2a 0x0a 0xaa 0x8a (write), 0x35 0x91 (flush), 0x42 (unmap)',
    );
    expect(await refusal(vscsiV1([{}, {}, { len: 0 }]))).toBe('some.trace, byte 64 (record 3): len is 0; a request has 1 to 67108864 bytes');
    expect(await refusal(vscsiV1([{}, {}, { len: 2 ** 31 }]))).toBe('some.trace, byte 64 (record 3): len is 2147483648; a request has 1 to 67108864 bytes');
    expect(await refusal(vscsiV1([{}, {}, { lbn: 2n ** 50n }]))).toBe('some.trace, byte 64 (record 3): lbn is 1125899906842624; sectors go up to 2^44 (8 PiB)');
    expect(await refusal(vscsiV1([{}, {}, { ts: 2n ** 60n }]))).toBe('some.trace, byte 64 (record 3): ts is 1152921504606846976; times go up to 2^53 µs');
  });

  it('refuses oracleGeneral without an operation, or corrupt', async () => {
    const bytes = oracleGeneralBytes([{ next: 2 }, {}, {}]);
    expect(await refusal(bytes)).toBe(
      "some.trace: a trace of format oracleGeneral does not store whether its requests are reads or writes; say which they are, with 'as: reads' or 'as: writes'",
    );
    expect(await refusal(oracleGeneralBytes([{}, { next: 2 }]), { as: 'reads', format: 'oracleGeneral' })).toBe(
      'some.trace, byte 24 (record 2): next_access_vtime is 2; it is -1 or the number of a later record, so more than 2',
    );
    expect(await refusal(oracleGeneralBytes([{}, { size: 2 ** 31 }]), { as: 'reads', format: 'oracleGeneral' })).toBe(
      'some.trace, byte 24 (record 2): size is 2147483648; a request is below 2GiB',
    );
    expect(await refusal(oracleGeneralBytes([{}, { object: 2n ** 60n }]), { as: 'reads' })).toBe(
      'some.trace, byte 24 (record 2): obj_id is 1152921504606846976; as a place on the disk it must stay below 8PiB; where the numbers are hashes, give the option objects=numbered',
    );
    expect(await refusal(bytes.subarray(0, 71), { as: 'reads' })).toBe(
      'some.trace, byte 48 (record 3): the file ends after 23 bytes of a record; each record has 24 bytes: the file is cut off, or it is of another format',
    );
    expect(await refusal(oracleGeneralBytes([{ size: 0 }, { size: 0 }]), { as: 'reads' })).toBe(
      'some.trace: the trace holds no request (requests of length 0, left out: 2); at least one is needed',
    );
  });

  it('reads any bytes or refuses them with a message', async () => {
    const formats = ['auto', ...traceFormats.map(({ name }) => name)];
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...formats), fc.integer({ min: 1, max: 90 }), async (bytes, format, chunkBytes) => {
        await refusal(bytes, { format, as: 'reads', chunkBytes });
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(160), fc.nat(255), fc.nat(160), async (at, value, length) => {
        const bytes = vscsiV1([{}, {}, {}, {}, {}]);
        bytes[at] = value;
        await refusal(bytes.subarray(0, length));
      }),
      { numRuns: 300 },
    );
  });
});
