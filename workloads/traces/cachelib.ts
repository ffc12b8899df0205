/**
 * CacheLib's block CSV (CacheBench samples of Meta's storage), with a header line:
 *
 *   op_time,block_id,block_id_size,io_size,io_offset,user_name,user_namespace,op_name,op_count,host_name,rs_shard_id
 *
 * op_time in whole seconds; io_size and io_offset in bytes, within the block; op_name begins `getChunkData` (read) or `putChunk` (write). Blocks have no numbers: they are numbered in the
 * order of first appearance and laid `blockSize` apart. A line is one request whatever its op_count (more than 1 is noted). Left out: user, namespace, host, shard.
 */
import { Op } from '../../sim/engine/protocol.ts';
import { NameIndex } from './nameIndex.ts';
import { emptyRequests, lengthBytesMax, offsetBytesMax } from './recordLimits.ts';
import { spreadParam, type SpreadParams } from './spreadTimes.ts';
import { Separator } from './textLine.ts';
import { headLines, readTextRecords, type DecodeLine } from './textRecords.ts';
import { timeOriginOf } from './timeUnits.ts';
import { addRequest } from './traceBatch.ts';
import type { TraceFormat, TraceReadContext } from './traceFormat.ts';

export interface CachelibParams extends SpreadParams {
  readonly blockSizeBytes: number;
}

const header = 'op_time,block_id,block_id_size,io_size,io_offset,user_name,user_namespace,op_name,op_count';

export const cachelib: TraceFormat<CachelibParams> = {
  name: 'cachelib',
  summary: 'CacheLib block CSV: reads and writes of chunks of storage blocks, whole seconds',
  source: 'Berg et al., The CacheLib caching engine: design and experiences at scale, OSDI 2020; cachelib.org, evaluating SSD hardware for storage',
  storesOp: true,
  storesTimes: true,
  storesServiceTimes: false,
  addresses: 'places',
  params: {
    spread: spreadParam,
    blockSizeBytes: {
      unit: 'bytes',
      default: 16 * 1024 * 1024,
      min: 512,
      max: 1024 ** 3,
      summary: 'how far apart two blocks are laid on the disk; at least the end of the longest request in a block',
    },
  },
  extensions: [],
  sniff: (head) => (headLines(head, 1)[0] ?? '').startsWith(header),
  read: (chunks, params, context, batch) =>
    readTextRecords(chunks, { file: context.file, separator: Separator.Comma, notes: context.notes, decode: decoderOf(params, context) }, batch),
};

function decoderOf({ blockSizeBytes }: CachelibParams, { notes }: TraceReadContext): DecodeLine {
  const origin = timeOriginOf('s');
  const blocks = new NameIndex();
  return (line, batch) => {
    if (line.number === 1) {
      if (line.startsWith(header)) return;
      line.next('the header');
      line.refuse(`the first line must begin with ${header}`);
    }
    line.longInteger('op_time', 'whole seconds are needed');
    const atNs = origin.sinceFirstNs(line.high, line.low);
    line.next('block_id');
    if (line.fieldEnd === line.fieldStart) line.refuse('the name of a block is needed');
    const block = blocks.of(line.bytes, line.fieldStart, line.fieldEnd);
    line.integer('block_id_size', Number.MAX_SAFE_INTEGER);
    const length = line.integer('io_size', lengthBytesMax);
    const offset = line.integer('io_offset', lengthBytesMax);
    if (offset + length > blockSizeBytes)
      line.refuse(`with io_size ${String(length)} it ends behind the block: give the option blockSize a larger value than ${String(blockSizeBytes)}B`);
    line.next('user_name');
    line.next('user_namespace');
    line.next('op_name');
    const op = line.fieldStartsWith('getChunkData')
      ? Op.Read
      : line.fieldStartsWith('putChunk')
        ? Op.Write
        : line.refuse('it begins with getChunkData or putChunk');
    const times = line.integer('op_count', 0xffff_ffff);
    if (times > 1) notes.count('lines with an op_count above 1, taken as one request');
    line.next('host_name');
    line.next('rs_shard_id');
    line.endOfLine();
    if (block * blockSizeBytes > offsetBytesMax) line.refuse('the blocks, laid blockSize apart, must stay below 8PiB', `is block number ${String(block)}`);
    if (length === 0 || times === 0) notes.count(emptyRequests);
    else addRequest(batch, atNs, op, block * blockSizeBytes + offset, length, 0);
  };
}
