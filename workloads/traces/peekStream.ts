/** The first bytes of a stream, and the stream with those bytes still in it. */
export interface PeekedStream {
  /** `bytes` long, shorter only when the stream is. */
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Reads ahead until `bytes` are there. The stream handed in is used up by what comes back. */
export async function peekStream(chunks: AsyncIterable<Uint8Array>, bytes: number): Promise<PeekedStream> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let readBytes = 0;
  while (readBytes < bytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    read.push(next.value);
    readBytes += next.value.length;
  }
  const head = new Uint8Array(Math.min(bytes, readBytes));
  let at = 0;
  for (const chunk of read) {
    head.set(chunk.subarray(0, head.length - at), at);
    at = Math.min(head.length, at + chunk.length);
  }
  return { head, chunks: chain(read, iterator) };
}

async function* chain(read: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* read;
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
