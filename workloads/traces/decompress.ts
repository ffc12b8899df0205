/**
 * Takes gzip and zstd off a stream, found by content, one within the other at most twice; everything else passes untouched.
 *
 * gzip by the host's own DecompressionStream (Node, browsers), zstd by fzstd. What is corrupt or cut off is a TraceFormatError; gzip's checksum is verified by the host, zstd's is not.
 * A zstd frame that asks for a window above 512 MiB is refused. Other compressions are recognised and refused by name.
 */
import { Decompress } from 'fzstd';
import { peekStream } from './peekStream.ts';
import { TraceFormatError } from './traceFormatError.ts';

const layersMax = 2;
/** `zstd --long=29`; a window is allocated at once. */
const windowBytesMax = 512 * 1024 * 1024;
const headBytes = 18;

const otherKinds: readonly { readonly name: string; readonly tool: string; readonly magic: readonly number[] }[] = [
  { name: 'xz', tool: 'xz -d', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'bzip2', tool: 'bzip2 -d', magic: [0x42, 0x5a, 0x68] },
  { name: 'zip', tool: 'unzip', magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'lz4', tool: 'lz4 -d', magic: [0x04, 0x22, 0x4d, 0x18] },
  { name: '7z', tool: '7z x', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
];

export async function decompress(chunks: AsyncIterable<Uint8Array>, file: string): Promise<AsyncIterable<Uint8Array>> {
  let stream = chunks;
  for (let layer = 0; ; layer++) {
    const peeked = await peekStream(stream, headBytes);
    const { head } = peeked;
    const isGzip = startsWith(head, [0x1f, 0x8b]);
    const isZstd =
      startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) || (head.length >= 4 && (head[0]! & 0xf0) === 0x50 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18]));
    if (!isGzip && !isZstd) {
      refuseOtherKinds(head, file);
      return peeked.chunks;
    }
    if (layer === layersMax) refuse(file, 'the compression', `is more than ${String(layersMax)} layers deep`, 'unpack it first');
    stream = isGzip ? gunzip(peeked.chunks, file) : unzstd(peeked.chunks, head, file);
  }
}

function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return head.length >= magic.length && magic.every((byte, index) => head[index] === byte);
}

function refuseOtherKinds(head: Uint8Array, file: string): void {
  const kind = otherKinds.find(({ magic }) => startsWith(head, magic));
  if (kind !== undefined) refuse(file, 'the file', `is compressed with ${kind.name}`, `gzip and zstd are read as they are: unpack it first (${kind.tool})`);
}

function refuse(file: string, field: string, given: string, allowed: string): never {
  throw new TraceFormatError({ file, place: '', field, given, allowed });
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip');
  const feeding = feed(chunks, writable);
  const reader = readable.getReader();
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) break;
      yield next.value;
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    const sourceError = await feeding;
    if (sourceError !== null) throw sourceError.error;
    refuse(file, 'the gzip data', 'is corrupt or cut off', error instanceof Error && error.message !== '' ? error.message : 'it cannot be unpacked');
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const sourceError = await feeding;
  if (sourceError !== null) throw sourceError.error;
}

/** Writes all chunks; gives back an error of the source, which is not one of the data. */
async function feed(chunks: AsyncIterable<Uint8Array>, writable: WritableStream<BufferSource>): Promise<{ readonly error: unknown } | null> {
  const writer = writable.getWriter();
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next;
      try {
        next = await iterator.next();
      } catch (error) {
        await writer.abort(error).catch(() => undefined);
        return { error };
      }
      if (next.done === true) break;
      await writer.write(next.value as Uint8Array<ArrayBuffer>);
    }
    await writer.close();
  } catch {
    // The reading side says what is wrong with the data, or has stopped reading.
    await iterator.return?.();
  }
  return null;
}

async function* unzstd(chunks: AsyncIterable<Uint8Array>, head: Uint8Array, file: string): AsyncIterable<Uint8Array> {
  checkWindow(head, file);
  let unpacked: Uint8Array[] = [];
  const decompressor = new Decompress((chunk) => {
    if (chunk.length > 0) unpacked.push(chunk);
  });
  const push = (chunk: Uint8Array, isLast: boolean): void => {
    try {
      decompressor.push(chunk, isLast);
    } catch (error) {
      const why = error instanceof Error && error.message !== '' ? error.message : 'it cannot be unpacked';
      refuse(file, 'the zstd data', 'is corrupt or cut off', why);
    }
  };
  for await (const chunk of chunks) {
    push(chunk, false);
    for (const piece of unpacked) yield piece;
    unpacked = [];
  }
  push(new Uint8Array(0), true);
  yield* unpacked;
}

/** RFC 8878, 3.1.1.1: the window of the first frame. */
function checkWindow(head: Uint8Array, file: string): void {
  if (head[0] !== 0x28 || head.length < headBytes) return;
  const descriptor = head[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const bytes = isSingleSegment ? contentBytes(head, descriptor) : windowBytes(head[5]!);
  if (bytes <= windowBytesMax) return;
  const allowed = `at most ${String(windowBytesMax)} are possible: the file is corrupt, or made with a very large --long`;
  refuse(file, 'the zstd data', `needs a window of ${String(bytes)} bytes`, allowed);
}

function windowBytes(descriptor: number): number {
  let bytes = 1024;
  for (let exponent = descriptor >> 3; exponent > 0; exponent--) bytes *= 2;
  return bytes + (bytes / 8) * (descriptor & 7);
}

/** The length of the content, which is the window of a frame of a single segment. */
function contentBytes(head: Uint8Array, descriptor: number): number {
  const start = 5 + [0, 1, 2, 4][descriptor & 3]!;
  const width = [1, 2, 4, 8][descriptor >> 6]!;
  let bytes = 0;
  for (let index = width - 1; index >= 0; index--) bytes = bytes * 256 + head[start + index]!;
  return descriptor >> 6 === 1 ? bytes + 256 : bytes;
}
