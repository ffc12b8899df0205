/** The way of one IO: its spans on the lanes, and where its time went. */
import type { LaidOutIos } from './laidOutIos.ts';
import { orNow } from './laidOutIos.ts';
import type { IoPath, PathSpan, TimePlace } from './laneMessages.ts';
import { timePlaces } from './laneMessages.ts';
import { ioName, spanNames } from './spanNames.ts';

const statuses = ['ok', 'failed', 'dropped'] as const;

/** `row` is that of the recording. O(what is recorded). */
export function ioPath(laidOut: LaidOutIos, row: number): IoPath {
  const { recording, nowNs } = laidOut;
  const { ios } = recording;
  const id = ios.id[row]!;
  const arrivalNs = ios.arrivalNs[row]!;
  const answeredNs = orNow(ios.answeredNs[row]!, nowNs);
  const spans = spansOf(laidOut, id);
  const vm = ios.vm[row]!;
  const lane = laidOut.lanes.findIndex(({ head }) => head.kind === 'vm' && head.vm === vm);
  return {
    id,
    vm,
    lane,
    row: lane < 0 ? -1 : laidOut.lanes[lane]!.rowOf[laidOut.lanes[lane]!.spans.io.indexOf(id)]!,
    name: spanNames[ioName(ios.op[row]!, ios.space[row]!)]!,
    offsetBytes: ios.offsetBytes[row]!,
    lengthBytes: ios.lengthBytes[row]!,
    status: Number.isNaN(ios.answeredNs[row]!) ? null : statuses[ios.status[row]!]!,
    arrivalNs,
    answeredNs,
    spans,
    timesNs: timesByPlace(spans, arrivalNs, answeredNs),
  };
}

/** In the order of the lanes; without that of the whole IO. */
function spansOf({ lanes }: LaidOutIos, id: number): readonly PathSpan[] {
  const found: PathSpan[] = [];
  for (const [lane, { head, spans, rowOf }] of lanes.entries()) {
    if (head.kind === 'vm') continue;
    const place: TimePlace = head.kind === 'device' ? (head.title as TimePlace) : head.kind;
    for (let span = spans.io.indexOf(id); span >= 0; span = spans.io.indexOf(id, span + 1)) {
      const [fromNs, toNs, bytes] = [spans.fromNs[span]!, spans.toNs[span]!, spans.bytes[span]!];
      found.push({ lane, row: rowOf[span]!, name: spanNames[spans.name[span]!]!, place, fromNs, toNs, bytes });
    }
  }
  return found;
}

/** Each instant of an IO counts for the first place of `timePlaces` at which something of it is under way; where nothing is, it waits inside the cache. */
export function timesByPlace(spans: readonly Pick<PathSpan, 'place' | 'fromNs' | 'toNs'>[], fromNs: number, toNs: number): readonly number[] {
  const times = timePlaces.map(() => 0);
  const within = spans.filter((span) => span.toNs > fromNs && span.fromNs < toNs);
  const edges = [...new Set([fromNs, toNs, ...within.flatMap((span) => [Math.max(fromNs, span.fromNs), Math.min(toNs, span.toNs)])])].sort(
    (one, other) => one - other,
  );
  for (let edge = 0; edge + 1 < edges.length; edge += 1) {
    const [startNs, endNs] = [edges[edge]!, edges[edge + 1]!];
    const under = within.filter((span) => span.fromNs <= startNs && span.toNs >= endNs).map(({ place }) => timePlaces.indexOf(place));
    times[Math.min(...under, timePlaces.indexOf('cache'))]! += endNs - startNs;
  }
  return times;
}
