/** Traces that must be refused: cut off, corrupt, of the wrong unit, lacking what was asked for. The messages are in `wrongTraces.test.ts`. */
import { gzipSync } from 'node:zlib';
import type { TraceReadOptions } from '../../workloads/traces/openTrace.ts';
import { lcsBytes, opNsBytes, oracleGeneralBytes, u32leBytes, vscsiV1, vscsiV2, zstdRaw } from './traceFiles.ts';

const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`);
const bytesOf = (...bytes: readonly number[]): Uint8Array => Uint8Array.from([...bytes, ...new Uint8Array(60)]);
const many = (count: number, line: (index: number) => string): Uint8Array => text(...Array.from({ length: count }, (_, index) => line(index)));
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const lcsFields = { time: 1, obj_id: 2, size: 3 };
const lcsRecords = [
  [100, 5n, 512],
  [101, 6n, 512],
];
const cachelibHeader = 'op_time,block_id,block_id_size,io_size,io_offset,user_name,user_namespace,op_name,op_count,host_name,rs_shard_id';
const msrLine = '128166372003061629,usr,0,Read,0,512,1';
const gzipped = gzipSync(vscsiV1([{}, {}, {}, {}]));
const damagedGzip = Uint8Array.from(gzipped);
damagedGzip[gzipped.length - 6]! ^= 255;

export const wrongTraces: readonly (readonly [string, Uint8Array, Partial<TraceReadOptions>?])[] = [
  ['nothing in it', new Uint8Array(0)],
  ['nothing in it, packed', new Uint8Array(gzipSync(new Uint8Array(0)))],
  ['only blank lines', text('', '  ', ''), { format: 'msr' }],
  ['something else', text('hello, this is text', 'and more of it')],
  ['a format that there is not', text('1'), { format: 'mrs' }],
  ['an option that the format has not', text(msrLine), { options: { timeUnit: 'us' } }],
  ['an option that is written wrong', text('1 0 1 1 1'), { options: { timeunit: 'us' } }],
  ['a value that the option does not have', text('1 0 1 1 1'), { options: { timeUnit: 's' } }],
  ['a size without a unit', text(cachelibHeader), { options: { blockSize: '4096' } }],
  ['a size out of range', text(cachelibHeader), { options: { blockSize: '1B' } }],
  ['xz', bytesOf(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)],
  ['bzip2', bytesOf(0x42, 0x5a, 0x68, 0x39)],
  ['zip', bytesOf(0x50, 0x4b, 0x03, 0x04)],
  ['gzip, cut off', gzipped.subarray(0, gzipped.length - 12)],
  ['gzip, its checksum wrong', damagedGzip],
  ['gzip three times', new Uint8Array(gzipSync(gzipSync(gzipped)))],
  ['zstd, cut off', zstdRaw(vscsiV1([{}, {}, {}, {}]), 50).subarray(0, 100)],
  ['zstd with a window of terabytes', bytesOf(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8)],
  ['vscsi v1, cut off', vscsiV1([{}, {}, {}]).subarray(0, 95)],
  ['vscsi v2, cut off', vscsiV2([{}, {}, {}]).subarray(0, 119)],
  ['vscsi by its name, with nothing of it', text('hello'), { file: 'disk.vscsi' }],
  ['vscsi, a version that is another', vscsiV2([{}, {}, { ver: 0x0100 }])],
  ['vscsi, an operation that is none of a disk', vscsiV1([{}, {}, { cmd: 0x12 }])],
  ['oracleGeneral without operations', oracleGeneralBytes([{ next: 2 }, {}])],
  ['oracleGeneral, a next access that lies behind', oracleGeneralBytes([{}, { next: 1 }]), { as: 'reads', format: 'oracleGeneral' }],
  ['oracleGeneral, a hash for a place', oracleGeneralBytes([{ object: 2n ** 63n }]), { as: 'reads' }],
  ['oracleGeneralOpNS, an operation that there is not', opNsBytes([{}, { op: 77 }]), { format: 'oracleGeneralOpNS' }],
  ['oracleGeneralOpNS, cut off', opNsBytes([{}, {}]).subarray(0, 50), { format: 'oracleGeneralOpNS' }],
  ['oracleGeneralOpNS with nop only', opNsBytes([{ op: 0 }, { op: 0 }])],
  ['lcs, cut off in the header', lcsBytes('<IQI', lcsFields, lcsRecords).subarray(0, 700)],
  ['lcs, cut off between two records', lcsBytes('<IQI', lcsFields, lcsRecords).subarray(0, 1040), { as: 'reads' }],
  ['lcs, cut off in a record', lcsBytes('<IQI', lcsFields, lcsRecords).subarray(0, 1050), { as: 'reads' }],
  ['lcs of a later release', lcsBytes('<IQI', lcsFields, lcsRecords, (header) => header.setBigUint64(1008, 3n, true))],
  ['lcs, the second magic wrong', lcsBytes('<IQI', lcsFields, lcsRecords, (header) => header.setUint8(1016, 0))],
  ['lcs, a letter that there is not', lcsBytes('<IQx', lcsFields, [])],
  ['lcs, a wrong number of fields', lcsBytes('<IQI', lcsFields, lcsRecords, (header) => header.setUint32(1000, 4, true))],
  ['lcs, a wrong record length', lcsBytes('<IQI', lcsFields, lcsRecords, (header) => header.setUint32(1004, 20, true))],
  ['lcs without sizes', lcsBytes('<IQI', { time: 1, obj_id: 2 }, lcsRecords)],
  ['lcs, a field that it has not', lcsBytes('<IQI', { ...lcsFields, op: 9 }, lcsRecords)],
  ['lcs, sizes that are fractions', lcsBytes('<IQf', lcsFields, [])],
  ['lcs without operations', lcsBytes('<IQI', lcsFields, lcsRecords)],
  ['bare keys without operations', u32leBytes([1, 2]), { file: 'keys.u32le' }],
  ['bare keys, cut off', u32leBytes([1, 2]).subarray(0, 7), { file: 'keys.u32le', as: 'reads' }],
  ['MSR, times in seconds', text('1172163600,usr,0,Read,0,512,1'), { format: 'msr' }],
  ['MSR, a type that there is not', text(msrLine, '128166372003061630,usr,0,Trim,0,512,1')],
  ['MSR, a field too few', text(msrLine, '128166372003061630,usr,0,Read,0,512')],
  ['MSR, a field too many', text(msrLine, `${msrLine},9`)],
  ['MSR, a negative offset', text(msrLine, '128166372003061630,usr,0,Read,-1,512,1')],
  ['MSR, an offset that no disk has', text(msrLine, '128166372003061630,usr,0,Read,9007199254740993,512,1')],
  ['MSR, a volume that there is not', text(msrLine), { volume: 'usr_1' }],
  ['Alibaba, times in ms', text('1,R,0,4096,1577808000000')],
  ['Alibaba, an operation that there is not', text('1,R,0,4096,1577808000000000', '1,D,0,4096,1577808000000001')],
  ['Alibaba, an empty field', text('1,R,0,4096,1577808000000000', '1,R,,4096,1577808000000001')],
  ['Tencent, times in ms', text('1538323200000,0,1,0,1'), { format: 'tencent' }],
  ['Tencent, an IOType that there is not', text('1538323200,0,1,0,1', '1538323200,0,1,2,1')],
  ['Tencent, a length of more than 2 GiB', text('1538323200,0,1,0,1', '1538323200,0,4194304,0,1')],
  ['blkparse without the events asked for', text('8,0 3 2 0.000000829 697 D W 223490 + 8 [kjournald]', '8,0 3 2 0.000000830 697 C W 223490 + 8 [0]')],
  ['blkparse, the last line cut off', text('8,0 3 2 0.000000829 697 Q W 223490 + 8 [a]', '8,0 3 2 0.000000830 697 Q W 22349')],
  ['blkparse, a sector that is no number', text('8,0 3 2 0.000000829 697 Q W 2234x0 + 8 [a]')],
  ['blkparse, an action that cannot be chosen', text('8,0 3 2 0.000000829 697 Q W 223490 + 8 [a]'), { options: { action: 'q' } }],
  ['FIU, a hash too short', text(`1225148400000000001 4892 syslogd 904265560 8 W 6 0 ${md5}`, '1225148400000000002 4892 syslogd 904265560 8 W 6 0 d41d')],
  ['FIU, times in us', text(`1225148400000000 4892 syslogd 904265560 8 W 6 0 ${md5}`)],
  ['FIU, the line cut off', text(`1225148400000000001 4892 syslogd 904265560 8 W 6 0 ${md5}`, '1225148400000000002 4892 syslogd 9042')],
  ['fio iolog of version 1', text('fio version 1 iolog', 'x')],
  ['fio iolog, a file that was not added', text('fio version 2 iolog', '/dev/sda read 0 4096')],
  ['fio iolog v3 with a wait', text('fio version 3 iolog', '0 a add', '5 a wait 100')],
  ['fio iolog v3 without timestamps', text('fio version 3 iolog', '/dev/sda add')],
  ['fio iolog, an action that there is not', text('fio version 2 iolog', 'a add', 'a raed 0 4096')],
  ['fio iolog with no request', text('fio version 2 iolog', 'a add', 'a open', 'a close')],
  ['MQSim, a type that there is not', text('1 0 1 1 1', '2 0 1 1 2')],
  ['MQSim, its times in another unit than said', many(2000, (index) => `${String(1000 * index)} 0 1 1 1`), { options: { timeUnit: 'ps' } }],
  ['MQSim, times that span decades', many(2000, (index) => `${String(1_000_000_000_000 * index)} 0 1 1 1`), { options: { timeUnit: 'us' } }],
  ['DiskSim, whose times have no point, taken for MQSim', text('1 0 1 1 1', '2 0 1 1 3')],
  ['DiskSim, flags that are no number', text('0.5 0 1 1 1', '0.6 0 1 1 R')],
  ['DiskSim validation, a time that is no number', text('R Hit 1 1 1.0 1.0', 'R Hit 1 1 1.0.0 1.0'), { format: 'disksim-validate' }],
  ['DiskSim validation, neither Hit nor Miss', text('R Hit 1 1 1.0 1.0', 'R hit 1 1 1.0 1.0'), { format: 'disksim-validate' }],
  ['CacheLib without its header', text('1702511878,a,40,512,0,1,2,getChunkData.X,1,3,4'), { format: 'cachelib' }],
  ['CacheLib, an operation that there is not', text(cachelibHeader, '1702511878,a,40,512,0,1,2,deleteChunk.X,1,3,4')],
  ['CacheLib, a request that ends behind its block', text(cachelibHeader, '1702511878,a,40,512,16777216,1,2,getChunkData.X,1,3,4')],
  ['vscsi as CSV, an operation that is none of a disk', text('version,time,op,size,lbn', '1,1,zz,512,0')],
  ['a line without end', new Uint8Array(20_000).fill(0x31), { format: 'mqsim' }],
];
