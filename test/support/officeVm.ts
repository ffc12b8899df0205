/**
 * The sample trace that ships, `workloads/traces/samples/office-vm.vscsi`, as a function: the same bytes each time. Nothing in it was recorded; it is drawn to be small and to have what real traces have.
 *
 * Two hours of a VM with one disk of 2 GiB whose partition begins at sector 63, so that hardly a request is aligned to 4 KiB: bursts of office work (documents read and written again, some
 * much more often than others), a log that is appended to and flushed, and once an hour a scan of a part of the disk. 6,000 requests, vscsi v1, little-endian.
 * To write it again: `UPDATE_SAMPLE=1 npx vitest run test/workloads/sampleTrace.test.ts`.
 */
import { exponentialNs } from '../../sim/base/distributions.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { Scatter } from '../../workloads/generators/scatter.ts';

const recordBytes = 32;
const requests = 6000;
const spanUs = 7_200_000_000;
const partitionSector = 63;
/** Places of 32 KiB for documents, from the partition's start on. */
const documents = 4096;
const documentSectors = 64;
const logSector = partitionSector + documents * documentSectors;
const logSectors = 16_384;
const scanSector = logSector + logSectors;
const scanRequests = 400;
const sizes = [512, 1024, 4096, 4096, 4096, 8192, 8192, 16_384, 32_768];

const scsi = { read: 0x28, write: 0x2a, flush: 0x35 } as const;

interface Drawn {
  readonly atUs: number;
  readonly code: number;
  readonly sector: number;
  readonly lengthBytes: number;
}

export function drawOfficeVm(): Uint8Array {
  const stream = new RandomStream(2014, 'office-vm');
  const drawn = [...drawScan(600_000_000), ...drawScan(4_200_000_000), ...drawWork(stream, requests - 2 * scanRequests)].sort(
    (first, second) => first.atUs - second.atUs,
  );
  const bytes = new Uint8Array(requests * recordBytes);
  const view = new DataView(bytes.buffer);
  drawn.forEach((request, index) => writeRecord(view, index, request));
  return bytes;
}

/** Reads of 64 KiB, one behind the other, 5 ms apart. */
function drawScan(fromUs: number): Drawn[] {
  return Array.from({ length: scanRequests }, (_, index) => ({
    atUs: fromUs + index * 5000,
    code: scsi.read,
    sector: scanSector + index * 128,
    lengthBytes: 65_536,
  }));
}

/** Bursts of about forty requests; between two of them a pause, long enough for the two hours to come to an end with the last. */
function drawWork(stream: RandomStream, count: number): Drawn[] {
  const places = new Scatter(documents, 77);
  const drawn: Drawn[] = [];
  let atUs = 0;
  let logAt = 0;
  while (drawn.length < count) {
    const left = count - drawn.length;
    const burst = Math.min(left, 20 + stream.nextInt(40));
    for (let index = 0; index < burst; index++) {
      const draw = stream.next();
      if (draw < 0.2) {
        drawn.push({ atUs, code: scsi.write, sector: logSector + logAt, lengthBytes: 2048 });
        logAt = (logAt + 4) % logSectors;
      } else if (draw < 0.23) {
        drawn.push({ atUs, code: scsi.flush, sector: 0, lengthBytes: 0 });
      } else {
        const place = places.at(drawPopular(stream));
        const lengthBytes = sizes[stream.nextInt(sizes.length)]!;
        const sector = partitionSector + place * documentSectors + stream.nextInt((documentSectors * 512 - lengthBytes) / 512 + 1);
        drawn.push({ atUs, code: draw < 0.58 ? scsi.read : scsi.write, sector, lengthBytes });
      }
      atUs += Math.ceil(exponentialNs(2_000_000, stream) / 1000);
    }
    const pauseUs = Math.floor((spanUs - atUs) / Math.max(1, left / 40));
    atUs += Math.ceil(exponentialNs(pauseUs, stream));
    if (atUs > spanUs) atUs = spanUs;
  }
  return drawn;
}

/** The n-th of the documents, the first ones far more often: half of the draws fall on an eighth of them. */
function drawPopular(stream: RandomStream): number {
  const draw = stream.next();
  return Math.floor(documents * draw * draw * draw);
}

function writeRecord(view: DataView, index: number, { atUs, code, sector, lengthBytes }: Drawn): void {
  const at = index * recordBytes;
  view.setUint32(at, index, true);
  view.setUint32(at + 4, lengthBytes, true);
  view.setUint32(at + 8, 1, true);
  view.setUint16(at + 12, code, true);
  view.setUint16(at + 14, 0x0100, true);
  view.setUint32(at + 16, sector, true);
  view.setUint32(at + 24, atUs % 0x1_0000_0000, true);
  view.setUint32(at + 28, Math.floor(atUs / 0x1_0000_0000), true);
}
