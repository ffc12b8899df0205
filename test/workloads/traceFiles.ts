/** Builds small traces byte by byte, for tests. */
export interface VscsiRecord {
  readonly cmd?: number;
  readonly ver?: number;
  readonly len?: number;
  readonly lbn?: number | bigint;
  readonly ts?: number | bigint;
}

export function vscsiV1(records: readonly VscsiRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.length * 32);
  const view = new DataView(bytes.buffer);
  records.forEach((record, index) => {
    const at = index * 32;
    view.setUint32(at, index, true);
    view.setUint32(at + 4, record.len ?? 4096, true);
    view.setUint16(at + 12, record.cmd ?? 0x28, true);
    view.setUint16(at + 14, record.ver ?? 0x0100, true);
    view.setBigUint64(at + 16, BigInt(record.lbn ?? 8 * index), true);
    view.setBigUint64(at + 24, BigInt(record.ts ?? 1000 * index), true);
  });
  return bytes;
}

export function vscsiV2(records: readonly VscsiRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.length * 40);
  const view = new DataView(bytes.buffer);
  records.forEach((record, index) => {
    const at = index * 40;
    view.setUint16(at, record.cmd ?? 0x28, true);
    view.setUint16(at + 2, record.ver ?? 0x0200, true);
    view.setUint32(at + 4, index, true);
    view.setUint32(at + 8, record.len ?? 4096, true);
    view.setBigUint64(at + 16, BigInt(record.lbn ?? 8 * index), true);
    view.setBigUint64(at + 24, BigInt(record.ts ?? 1000 * index), true);
  });
  return bytes;
}

export interface OracleRecord {
  readonly time?: number;
  readonly object?: number | bigint;
  readonly size?: number;
  readonly next?: number | bigint;
}

export function oracleGeneralBytes(records: readonly OracleRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.length * 24);
  const view = new DataView(bytes.buffer);
  records.forEach((record, index) => {
    const at = index * 24;
    view.setUint32(at, record.time ?? index, true);
    view.setBigUint64(at + 4, BigInt(record.object ?? index), true);
    view.setUint32(at + 12, record.size ?? 512, true);
    view.setBigInt64(at + 16, BigInt(record.next ?? -1), true);
  });
  return bytes;
}

export async function* inChunks(bytes: Uint8Array, chunkBytes: number): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export interface OpNsRecord extends OracleRecord {
  readonly op?: number;
  readonly namespace?: number;
}

export function opNsBytes(records: readonly OpNsRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.length * 27);
  const view = new DataView(bytes.buffer);
  records.forEach((record, index) => {
    const at = index * 27;
    view.setUint32(at, record.time ?? index, true);
    view.setBigUint64(at + 4, BigInt(record.object ?? index), true);
    view.setUint32(at + 12, record.size ?? 512, true);
    view.setUint8(at + 16, record.op ?? 1);
    view.setUint16(at + 17, record.namespace ?? 0, true);
    view.setBigInt64(at + 19, BigInt(record.next ?? -1), true);
  });
  return bytes;
}

export function u32leBytes(keys: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(keys.length * 4);
  const view = new DataView(bytes.buffer);
  keys.forEach((key, index) => {
    view.setUint32(index * 4, key, true);
  });
  return bytes;
}

const lcsFields = ['obj_id', 'size', 'time', 'last_access_vtime', 'next_access_vtime', 'op', 'ttl', 'tenant', 'content_type'];

/** `fields`: 1-based numbers by name; `change` may spoil the header. */
export function lcsBytes(
  format: string,
  fields: Readonly<Record<string, number>>,
  records: readonly (readonly (number | bigint)[])[],
  change: (header: DataView) => void = () => undefined,
): Uint8Array {
  const widths: Readonly<Record<string, number>> = { c: 1, b: 1, B: 1, h: 2, H: 2, i: 4, I: 4, f: 4, q: 8, Q: 8, d: 8 };
  const letters = format.slice(1).split('');
  const itemBytes = letters.reduce((sum, letter) => sum + (widths[letter] ?? 0), 0);
  const bytes = new Uint8Array(1024 + records.length * itemBytes);
  const view = new DataView(bytes.buffer);
  for (const at of [0, 1016]) view.setBigUint64(at, 0x1234_5678_9abc_def0n, true);
  bytes.set(new TextEncoder().encode(format), 8);
  for (const [name, number] of Object.entries(fields)) view.setUint8(248 + lcsFields.indexOf(name), number);
  view.setBigInt64(488, BigInt(records.length), true);
  view.setUint32(1000, letters.length, true);
  view.setUint32(1004, itemBytes, true);
  let at = 1024;
  for (const record of records) {
    record.forEach((value, index) => {
      const width = widths[letters[index]!]!;
      for (let byte = 0, left = BigInt.asUintN(64, BigInt(value)); byte < width; byte++, left >>= 8n) bytes[at + byte] = Number(left & 255n);
      at += width;
    });
  }
  change(view);
  return bytes;
}

/** A zstd frame of raw blocks (RFC 8878): what a compressor makes of what it can't compress. */
export function zstdRaw(bytes: Uint8Array, blockBytes = 1000): Uint8Array {
  const parts: number[] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50];
  for (let at = 0; at < bytes.length || at === 0; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const isLast = at + blockBytes >= bytes.length;
    const header = (block.length << 3) | (isLast ? 1 : 0);
    parts.push(header & 255, (header >> 8) & 255, header >> 16, ...block);
  }
  return Uint8Array.from(parts);
}
