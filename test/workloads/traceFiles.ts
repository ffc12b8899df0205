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
