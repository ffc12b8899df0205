/** Each wrong trace is refused with this message: read them aloud. */
import { expect, it } from 'vitest';
import { readTrace } from '../../workloads/traces/readTrace.ts';
import { TraceFormatError } from '../../workloads/traces/traceFormatError.ts';
import { traceFormats } from '../../workloads/traces/traceFormats.ts';
import { inChunks } from './traceFiles.ts';
import { wrongTraces } from './wrongTraces.ts';

const formats = traceFormats.map(({ name }) => name).join(', ');

const messages: Readonly<Record<string, string>> = {
  'nothing in it': 'some.trace: the file is empty; a trace has at least one request',
  'nothing in it, packed': 'some.trace: the file is empty; a trace has at least one request',
  'only blank lines': 'some.trace: the trace holds no request; at least one is needed',
  'something else': `some.trace: the content is of no format that is known here; known are ${formats}; name one with 'format:' (--format) if it is one of them`,
  'a format that there is not': `some.trace: format is mrs; allowed are ${formats}; did you mean msr?`,
  'an option that the format has not': 'some.trace: option timeUnit is no option of this format; msr has none',
  'an option that is written wrong': 'some.trace: option timeunit is no option of this format; mqsim has timeUnit; did you mean timeUnit?',
  'a value that the option does not have': 'some.trace: option timeUnit is s; allowed are ps, ns, us',
  'a size without a unit': 'some.trace: option blockSize is 4096; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 4096B?',
  'a size out of range': 'some.trace: option blockSize is 1B; 512B to 1GiB is possible',
  xz: 'some.trace: the file is compressed with xz; gzip and zstd are read as they are: unpack it first (xz -d)',
  bzip2: 'some.trace: the file is compressed with bzip2; gzip and zstd are read as they are: unpack it first (bzip2 -d)',
  zip: 'some.trace: the file is compressed with zip; gzip and zstd are read as they are: unpack it first (unzip)',
  'gzip, cut off': 'some.trace: the gzip data is corrupt or cut off; unexpected end of file',
  'gzip, its checksum wrong': 'some.trace: the gzip data is corrupt or cut off; incorrect data check',
  'gzip three times': 'some.trace: the compression is more than 2 layers deep; unpack it first',
  'zstd, cut off': 'some.trace: the zstd data is corrupt or cut off; unexpected EOF',
  'zstd with a window of terabytes':
    'some.trace: the zstd data needs a window of 2199023255552 bytes; at most 536870912 are possible: the file is corrupt, or made with a very large --long',
  'vscsi v1, cut off':
    'some.trace, byte 64 (record 3): the file ends after 31 bytes of a record; each record has 32 bytes: the file is cut off, or it is of another format',
  'vscsi v2, cut off':
    'some.trace, byte 80 (record 3): the file ends after 39 bytes of a record; each record has 40 bytes: the file is cut off, or it is of another format',
  'vscsi by its name, with nothing of it': 'disk.vscsi: the file has 6 bytes; a vscsi trace has at least 80 bytes, and the same version in every record',
  'vscsi, a version that is another': 'some.trace, byte 80 (record 3): ver is 0x100; the records before it are of version 2',
  'vscsi, an operation that is none of a disk':
    'some.trace, byte 64 (record 3): cmd is 0x12; allowed are the SCSI codes 0x28 0x08 0xa8 0x88 (read), 0x2a 0x0a 0xaa 0x8a (write), 0x35 0x91 (flush), 0x42 (unmap)',
  'oracleGeneral without operations':
    "some.trace: a trace of format oracleGeneral does not store whether its requests are reads or writes; say which they are, with 'as: reads' or 'as: writes'",
  'oracleGeneral, a next access that lies behind':
    'some.trace, byte 24 (record 2): next_access_vtime is 1; it is -1 or the number of a later record, so more than 2',
  'oracleGeneral, a hash for a place':
    'some.trace, byte 0 (record 1): obj_id is 9223372036854775808; as a place on the disk it must stay below 8PiB; where the numbers are hashes, give the option objects=numbered',
  'oracleGeneralOpNS, an operation that there is not':
    'some.trace, byte 27 (record 2): op is 77; allowed are 0 nop, 1 get, 2 gets, 3 set, 4 add, 5 cas, 6 replace, 7 append, 8 prepend, 9 delete, 10 incr',
  'oracleGeneralOpNS, cut off':
    'some.trace, byte 27 (record 2): the file ends after 23 bytes of a record; each record has 27 bytes: the file is cut off, or it is of another format',
  'oracleGeneralOpNS with nop only': 'some.trace: the trace holds no request (requests of operation nop, left out: 2); at least one is needed',
  'lcs, cut off in the header': 'some.trace: the file has 700 bytes; an lcs trace begins with a header of 1024',
  'lcs, cut off between two records': 'some.trace: the file ends after record 1; its header says 2: the file is cut off, or has been added to',
  'lcs, cut off in a record':
    'some.trace, byte 1040 (record 2): the file ends after 10 bytes of a record; each record has 16 bytes: the file is cut off, or it is of another format',
  'lcs of a later release': 'some.trace, byte 1008: version is 3; only the first form of lcs is read: convert the trace to oracleGeneral',
  'lcs, the second magic wrong': 'some.trace, byte 1016: the magic is 0x123456789abcde00; in an lcs trace it is 0x123456789abcdef0',
  'lcs, a letter that there is not': "some.trace, byte 8: format is <IQx; it is '<' and one letter of c b B h H i I q Q f d for each field",
  'lcs, a wrong number of fields': 'some.trace, byte 1000: n_fields is 4; the format <IQI has 3',
  'lcs, a wrong record length': 'some.trace, byte 1004: item_size is 20; the fields of the format <IQI have 16 bytes',
  'lcs without sizes': 'some.trace, byte 249: the field number of size is 0 (there is none); without size no request can be read',
  'lcs, a field that it has not': 'some.trace, byte 253: the field number of op is 9; there are 3 fields',
  'lcs, sizes that are fractions': 'some.trace, byte 249: size is of type f; a whole number is needed: b B h H i I q Q',
  'lcs without operations':
    "some.trace: this lcs trace does not store whether its requests are reads or writes; say which they are, with 'as: reads' or 'as: writes'",
  'bare keys without operations':
    "keys.u32le: a trace of format u32le does not store whether its requests are reads or writes; say which they are, with 'as: reads' or 'as: writes'",
  'bare keys, cut off':
    'keys.u32le, byte 4 (record 2): the file ends after 3 bytes of a record; each record has 4 bytes: the file is cut off, or it is of another format',
  'MSR, times in seconds':
    'some.trace, line 1: Timestamp is 1172163600, which reads like seconds since 1970 and not like Windows file time (100ns since 1601); MSR Cambridge traces count 100ns since 1601: convert the times, or name another format',
  'MSR, a type that there is not': 'some.trace, line 2: Type is Trim; allowed are Read and Write',
  'MSR, a field too few': 'some.trace, line 2: ResponseTime is missing; the line ends behind Size',
  'MSR, a field too many': 'some.trace, line 2: the line goes on with 9; nothing may stand behind ResponseTime',
  'MSR, a negative offset': 'some.trace, line 2: Offset is -1; a whole number from 0 to 9007194959773696 is needed',
  'MSR, an offset that no disk has': 'some.trace, line 2: Offset is 9007199254740993; a whole number from 0 to 9007194959773696 is needed',
  'MSR, a volume that there is not': 'some.trace: volume is usr_1, of which there is no request; the trace has the volume usr_0; did you mean usr_0?',
  'Alibaba, times in ms':
    'some.trace, line 1: timestamp is 1577808000000, which reads like ms since 1970 and not like us since 1970; say the unit with the option timeUnit',
  'Alibaba, an operation that there is not': 'some.trace, line 2: opcode is D; allowed are R and W',
  'Alibaba, an empty field': 'some.trace, line 2: offset is empty; a whole number from 0 to 9007194959773696 is needed',
  'Tencent, times in ms':
    'some.trace, line 1: Timestamp is 1538323200000, which reads like ms since 1970 and not like seconds since 1970; Tencent CBS traces count seconds: convert the times, or name another format',
  'Tencent, an IOType that there is not': 'some.trace, line 2: IOType is 2; a whole number from 0 to 1 is needed',
  'Tencent, a length of more than 2 GiB': 'some.trace, line 2: Size is 4194304; a whole number from 0 to 4194303 is needed',
  'blkparse without the events asked for':
    'some.trace: the trace has no request of action Q, but lines of action D: 1; lines of action C: 1; the option action chooses one of Q, G, I, D, C',
  'blkparse, the last line cut off': 'some.trace, line 2: + is missing; the line ends behind sector',
  'blkparse, a sector that is no number': 'some.trace, line 1: sector is 2234x0; a whole number from 0 to 17592177655808 is needed',
  'blkparse, an action that cannot be chosen': 'some.trace: option action is q; allowed are Q, G, I, D, C',
  'FIU, a hash too short': 'some.trace, line 2: md5 is d41d; a hash of 32 hexadecimal digits is needed',
  'FIU, times in us':
    'some.trace, line 1: timestamp is 1225148400000000, which reads like us since 1970 and not like ns since 1970; say the unit with the option timeUnit',
  'FIU, the line cut off': 'some.trace, line 2: nblocks is missing; the line ends behind lba',
  'fio iolog of version 1': "some.trace, line 1: the version is 1; the first line is 'fio version 2 iolog' or 'fio version 3 iolog'",
  'fio iolog, a file that was not added':
    "some.trace, line 2: action read is of a file that was not added; a file is added before it is used: '/dev/sda add' is missing",
  'fio iolog v3 with a wait': 'some.trace, line 3: action is wait; allowed are add, open, close, read, write, trim, sync, datasync (and in version 2 wait)',
  'fio iolog v3 without timestamps': 'some.trace, line 2: timestamp is /dev/sda; a whole number is needed',
  'fio iolog, an action that there is not': 'some.trace, line 3: action is raed; allowed are add, open, close, read, write, trim, sync, datasync, wait',
  'fio iolog with no request': 'some.trace: the trace holds no request; at least one is needed',
  'MQSim, a type that there is not': 'some.trace, line 2: type is 2; allowed are 0 (write) and 1 (read)',
  'MQSim, its times in another unit than said':
    'some.trace: the times have 1001 requests per us, so their unit is in doubt; say the unit with the option timeUnit',
  'MQSim, times that span decades': 'some.trace: the times span 63 years, so their unit is in doubt; say the unit with the option timeUnit',
  'DiskSim, whose times have no point, taken for MQSim': 'some.trace, line 2: type is 3; allowed are 0 (write) and 1 (read)',
  'DiskSim, flags that are no number': 'some.trace, line 2: flags is R; a hexadecimal number is needed, whose bit 0 means read',
  'DiskSim validation, a time that is no number': 'some.trace, line 2: service time is 1.0.0; a time in us is needed, such as 15362.0',
  'DiskSim validation, neither Hit nor Miss': 'some.trace, line 2: cache state is hit; allowed are Hit and Miss',
  'CacheLib without its header':
    'some.trace, line 1: the header is 1702511878; the first line must begin with op_time,block_id,block_id_size,io_size,io_offset,user_name,user_namespace,op_name,op_count',
  'CacheLib, an operation that there is not': 'some.trace, line 2: op_name is deleteChunk.X; it begins with getChunkData or putChunk',
  'CacheLib, a request that ends behind its block':
    'some.trace, line 2: io_offset is 16777216; with io_size 512 it ends behind the block: give the option blockSize a larger value than 16777216B',
  'vscsi as CSV, an operation that is none of a disk':
    'some.trace, line 2: op is zz; allowed are the SCSI codes 28, 8, a8, 88 (read), 2a, a, aa, 8a (write), 35, 91 (flush), 42 (unmap)',
  'a line without end':
    'some.trace, line 1: the line is longer than 8192 bytes; a record of a text trace is shorter: the file is of another format, or corrupt',
};

it.each(wrongTraces.map(([title, bytes, options]) => ({ title, bytes, options })))('$title', async ({ title, bytes, options }) => {
  const read = readTrace(inChunks(bytes, 1000), { file: 'some.trace', format: 'auto', as: 'stored', objectSizeBytes: 512, ...options });
  const error = await read.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TraceFormatError);
  expect((error as TraceFormatError).message).toBe(messages[title]);
});

it('there is a message for each', () => {
  expect(Object.keys(messages)).toEqual(wrongTraces.map(([title]) => title));
});
