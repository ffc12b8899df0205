/** A small file of every format, of our own making, with the requests that must be read from it. Tests of reading, packing, truncation, damage and round trips go through this table. */
import { Op } from '../../sim/engine/protocol.ts';
import type { TraceReadOptions } from '../../workloads/traces/openTrace.ts';
import { lcsBytes, opNsBytes, oracleGeneralBytes, u32leBytes, vscsiV1, vscsiV2 } from './traceFiles.ts';

export interface FormatFixture {
  readonly title: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly options?: Partial<TraceReadOptions>;
  /** Operation, offset, length, time in ns, name of the volume. */
  readonly requests: readonly (readonly [number, number, number, number, string])[];
  /** `count what`. */
  readonly notes?: readonly string[];
}

const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);
const { Read, Write, Flush, Discard } = Op;
const second = 1e9;
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const cachelibHeader = 'op_time,block_id,block_id_size,io_size,io_offset,user_name,user_namespace,op_name,op_count,host_name,rs_shard_id';
const vscsiRecords = [
  { cmd: 0x28, len: 4096, lbn: 63, ts: 5_633_898_368_802 },
  { cmd: 0x2a, len: 512, lbn: 2 ** 33, ts: 5_633_898_368_902 },
  { cmd: 0x35, len: 0, lbn: 0, ts: 5_633_898_368_903 },
  { cmd: 0x42, len: 8192, lbn: 16, ts: 5_633_898_368_904 },
];
const vscsiRequests = [
  [Read, 63 * 512, 4096, 0, ''],
  [Write, 2 ** 42, 512, 100_000, ''],
  [Flush, 0, 0, 101_000, ''],
  [Discard, 8192, 8192, 102_000, ''],
] as const;

export const formatFixtures: readonly FormatFixture[] = [
  { title: 'vscsi v1', format: 'vscsi', bytes: vscsiV1(vscsiRecords), requests: vscsiRequests },
  { title: 'vscsi v2', format: 'vscsi', bytes: vscsiV2(vscsiRecords), requests: vscsiRequests },
  {
    title: 'vscsi as CSV, three requests of one second spread over it',
    format: 'vscsi-csv',
    bytes: text('version,time,op,size,lbn', '1,5633898,2a,512,42932745', '1,5633898,28,4096,1', '1,5633898,88,1024,2', '2,5633899,35,0,0'),
    requests: [
      [Write, 42_932_745 * 512, 512, 0, ''],
      [Read, 512, 4096, 333_333_333, ''],
      [Read, 1024, 1024, 666_666_666, ''],
      [Flush, 0, 0, second, ''],
    ],
  },
  {
    title: 'vscsi as CSV, not spread',
    format: 'vscsi-csv',
    options: { options: { spread: 'none' } },
    bytes: text('version,time,op,size,lbn', '1,7,2a,512,3', '1,7,28,4096,1'),
    requests: [
      [Write, 3 * 512, 512, 0, ''],
      [Read, 512, 4096, 0, ''],
    ],
  },
  {
    title: 'oracleGeneral',
    format: 'oracleGeneral',
    options: { as: 'writes' },
    bytes: oracleGeneralBytes([{ object: 5, next: 3 }, { size: 0 }, { object: 5, time: 2, next: 9223372036854775807n }]),
    requests: [
      [Write, 2560, 512, 0, ''],
      [Write, 2560, 512, 2 * second, ''],
    ],
    notes: ['1 requests of length 0, left out'],
  },
  {
    title: 'oracleGeneral with hashes for objects',
    format: 'oracleGeneral',
    options: { as: 'reads', options: { objects: 'numbered' }, objectSizeBytes: 4096 },
    bytes: oracleGeneralBytes([{ object: 2n ** 63n, next: 3 }, { object: 2n ** 63n + 1n }, { object: 2n ** 63n }]),
    requests: [
      [Read, 0, 512, 0, ''],
      [Read, 4096, 512, second, ''],
      [Read, 0, 512, 2 * second, ''],
    ],
  },
  {
    title: 'oracleGeneralOpNS',
    format: 'oracleGeneralOpNS',
    bytes: opNsBytes([{ op: 1, namespace: 7, object: 5, next: 4 }, { op: 3, namespace: 9 }, { op: 0 }, { op: 9, namespace: 7, object: 5, time: 1000 }]),
    requests: [
      [Read, 2560, 512, 0, '7'],
      [Write, 512, 512, second, '9'],
      [Discard, 2560, 512, 1000 * second, '7'],
    ],
    notes: ['1 requests of operation nop, left out'],
  },
  {
    title: 'lcs with operations and tenants',
    format: 'lcs',
    bytes: lcsBytes('<IQIbH', { time: 1, obj_id: 2, size: 3, op: 4, tenant: 5 }, [
      [100, 5n, 512, 1, 3],
      [101, 6n, 1024, 3, 4],
    ]),
    requests: [
      [Read, 2560, 512, 0, '3'],
      [Write, 3072, 1024, second, '4'],
    ],
  },
  {
    title: 'lcs without operations',
    format: 'lcs',
    options: { as: 'reads' },
    bytes: lcsBytes('<qqq', { time: 1, obj_id: 2, size: 3 }, [[100n, 5n, 512n]]),
    requests: [[Read, 2560, 512, 0, '']],
  },
  {
    title: 'bare keys',
    format: 'u32le',
    options: { as: 'reads', objectSizeBytes: 4096, file: 'keys.u32le' },
    bytes: u32leBytes([1, 0xffff_ffff, 1]),
    requests: [
      [Read, 4096, 4096, 0, ''],
      [Read, 0xffff_ffff * 4096, 4096, 0, ''],
      [Read, 4096, 4096, 0, ''],
    ],
  },
  {
    title: 'MSR, whose times pass 2^53, with two hosts and times that go back',
    format: 'msr',
    bytes: text(
      'Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime',
      '128166372003061629,usr,0,Read,7014609920,24576,41286',
      '128166372003061630,src1,0,Write,0,512,1',
      '128166372003061628,usr,1,Write,4096,4096,5',
    ),
    requests: [
      [Read, 7_014_609_920, 24_576, 0, 'usr_0'],
      [Write, 0, 512, 100, 'src1_0'],
      [Write, 4096, 4096, -100, 'usr_1'],
    ],
  },
  {
    title: 'Alibaba',
    format: 'alibaba',
    bytes: text('3,R,126703644672,4096,1577808000000068', '419,W,0,512,1577808000000069', '3,R,1024,0,1577808000000070'),
    requests: [
      [Read, 126_703_644_672, 4096, 0, '3'],
      [Write, 0, 512, 1000, '419'],
    ],
    notes: ['1 requests of length 0, left out'],
  },
  {
    title: 'Tencent, two requests of one second spread over it',
    format: 'tencent',
    bytes: text('1538323200,12910952,128,0,1063', '1538323200,6338688,8,1,1627', '1538323201,0,1,1,1063'),
    requests: [
      [Read, 12_910_952 * 512, 65_536, 0, '1063'],
      [Write, 6_338_688 * 512, 4096, second / 2, '1627'],
      [Write, 0, 512, second, '1063'],
    ],
  },
  {
    title: 'Tencent, one volume: the times are those that it has among all',
    format: 'tencent',
    options: { volume: '1627' },
    bytes: text('1538323200,12910952,128,0,1063', '1538323200,6338688,8,1,1627', '1538323201,0,1,1,1063'),
    requests: [[Write, 6_338_688 * 512, 4096, second / 2, '1627']],
  },
  {
    title: 'blkparse, queued requests among much else',
    format: 'blkparse',
    bytes: text(
      '  8,0    3        1     0.000000000   697  A   W 223490 + 8 <- (8,1) 223427',
      '  8,0    3        2     0.000000829   697  Q   W 223490 + 8 [kjournald]',
      '  8,0    3        3     0.000005000   697  Q FWFS 223500 + 8 [kjournald]',
      '  8,0    3        4     0.000006000   697  Q FWS [kjournald]',
      '  8,16   1        5     0.000007000   700  Q  RA 8 + 16 [cat file]',
      '  8,0    3        6     0.000008000   697  P   N [kjournald]',
      '  8,0    3        7     0.000009000   697  Q   N [kjournald]',
      '  8,0    3        8     0.000010000   697  Q   D 1024 + 8388600 [fstrim]',
      '  8,0    3        9     0.000011000   697  D   W 223490 + 8 [kjournald]',
      '  8,0    3       10     0.000012000     0  C   W 223490 + 8 [0]',
      '  8,0    3        0     0.000013000     0  m   N cfq697S / alloced',
      'CPU0 (sda):',
      ' Reads Queued:           1,        8KiB\t Writes Queued:           2,       8KiB',
    ),
    requests: [
      [Write, 223_490 * 512, 4096, 0, '8:0'],
      [Write, 223_500 * 512, 4096, 4171, '8:0'],
      [Flush, 0, 0, 5171, '8:0'],
      [Read, 4096, 8192, 6171, '8:16'],
      [Discard, 524_288, 8_388_600 * 512, 9171, '8:0'],
    ],
    notes: [
      '1 lines of action A, skipped',
      '1 lines of action P, skipped',
      '1 requests without data (none of R, W, D, F in RWBS), skipped',
      '1 lines of action D, skipped',
      '1 lines of action C, skipped',
      '1 lines of action m, skipped',
      '2 lines of another shape (summary, messages), skipped',
    ],
  },
  {
    title: 'FIU, with blanks in the name of a process',
    format: 'fiu',
    bytes: text(
      `1225148400000000001 4892 syslogd 904265560 8 W 6 0 ${md5}`,
      `1225148400000000002 2522 Web Content 1024 16 R 8 1 ${md5}`,
      `1225148400000000902 2522 cron 1024 16 R 6 0 ${md5}`,
    ),
    requests: [
      [Write, 904_265_560 * 512, 4096, 0, '6:0'],
      [Read, 524_288, 8192, 1, '8:1'],
      [Read, 524_288, 8192, 901, '6:0'],
    ],
  },
  {
    title: 'fio iolog v2: waits add up, short ones are ignored',
    format: 'fio-iolog',
    bytes: text(
      'fio version 2 iolog',
      '/dev/sdb add',
      '/dev/sdb open',
      '/dev/sdb read 4096 512',
      '/dev/sdb wait 1000 0',
      '/dev/sdb wait 99',
      '/dev/sdb write 0 4096',
      '/dev/sdb wait 100',
      '/dev/sdb sync 0 0',
      '/dev/sdb datasync',
      '/dev/sdb trim 8192 8192',
      '/dev/sdb close',
    ),
    requests: [
      [Read, 4096, 512, 0, '/dev/sdb'],
      [Write, 0, 4096, 1_000_000, '/dev/sdb'],
      [Flush, 0, 0, 1_100_000, '/dev/sdb'],
      [Flush, 0, 0, 1_100_000, '/dev/sdb'],
      [Discard, 8192, 8192, 1_100_000, '/dev/sdb'],
    ],
  },
  {
    title: 'fio iolog v3 in us',
    format: 'fio-iolog',
    bytes: text('fio version 3 iolog', '0 a add', '0 b add', '3 a open', '50 a write 0 4096', '50050 b read 512 512', '50051 a close'),
    requests: [
      [Write, 0, 4096, 50_000, 'a'],
      [Read, 512, 512, 50_050_000, 'b'],
    ],
  },
  {
    title: 'fio iolog v3 in ms',
    format: 'fio-iolog',
    options: { options: { timeUnit: 'ms' } },
    bytes: text('fio version 3 iolog', '0 a add', '50 a write 0 4096'),
    requests: [[Write, 0, 4096, 50_000_000, 'a']],
  },
  {
    title: 'MQSim in ns',
    format: 'mqsim',
    bytes: text('938513000 4 264719034 16 0', '938828000 3 197570570 16 1'),
    requests: [
      [Write, 264_719_034 * 512, 8192, 0, '4'],
      [Read, 197_570_570 * 512, 8192, 315_000, '3'],
    ],
  },
  {
    title: 'MQSim in ps',
    format: 'mqsim',
    options: { options: { timeUnit: 'ps' } },
    bytes: text('9007199254740993000 0 1 1 0', '9007199254740994999 0 1 1 1'),
    requests: [
      [Write, 512, 512, 0, '0'],
      [Read, 512, 512, 1, '0'],
    ],
  },
  {
    title: 'DiskSim ASCII',
    format: 'disksim',
    bytes: text('0.000000 0 1024 8 1', '12.345678 1 2048 16 0', '12.3456785 1 2048 16 A1'),
    requests: [
      [Read, 524_288, 4096, 0, '0'],
      [Write, 1_048_576, 8192, 12_345_678, '1'],
      [Read, 1_048_576, 8192, 12_345_679, '1'],
    ],
  },
  {
    title: 'DiskSim validation',
    format: 'disksim-validate',
    bytes: text('R Hit    1975456   4  15362.00000  56074.00000', 'W Miss   8702844   4   7285.00000  45192.50000', 'R Hit 1 1 1.5 1'),
    requests: [
      [Read, 1_975_456 * 512, 2048, 0, ''],
      [Write, 8_702_844 * 512, 2048, 56_074_000, ''],
      [Read, 512, 512, 101_266_500, ''],
    ],
  },
  {
    title: 'CacheLib blocks',
    format: 'cachelib',
    bytes: text(
      cachelibHeader,
      '1702511878,12ce23ea-9e05ce05,40,8388608,0,4235083322,3487869255,getChunkData.NotInitialized,1,518845025,4',
      '1702511879,cfb44a52-012235a6,40,512,100,4235083322,3487869255,putChunk.Permanent,3,260099228,0',
      '1702511880,12ce23ea-9e05ce05,40,512,8388608,4235083322,3487869255,getChunkData.Permanent,1,518845025,4',
    ),
    requests: [
      [Read, 0, 8_388_608, 0, ''],
      [Write, 2 ** 24 + 100, 512, second, ''],
      [Read, 8_388_608, 512, 2 * second, ''],
    ],
    notes: ['1 lines with an op_count above 1, taken as one request'],
  },
];
