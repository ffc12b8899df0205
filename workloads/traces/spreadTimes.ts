/**
 * Times of traces whose clock ticks in whole seconds: many requests share one time. `even` puts the n requests that stand together with the same second at 0, 1/n, 2/n, … of it, in the order
 * of the file; `none` leaves them where they are, all at its beginning. Even is the default: a burst of a second's requests at once is something that no trace has recorded.
 *
 * Holds the requests of one second (29 bytes each); goes before any choice of a volume, so that a volume's requests have the same times whether or not it is chosen.
 */
import type { ParamSpec } from '../../sim/base/spec.ts';
import { copyRequests, createTraceBatch, type TraceBatch } from './traceBatch.ts';

export interface SpreadParams {
  readonly spread: 'even' | 'none';
}

export const spreadParam: ParamSpec<'even' | 'none'> = {
  unit: 'name',
  default: 'even',
  choices: ['even', 'none'],
  summary: 'requests of one second: evenly within it, in the order of the file, or all at its beginning',
};

const secondNs = 1e9;

/** Yields `into` again and again. */
export async function* spreadTimes(batches: AsyncIterable<TraceBatch>, into: TraceBatch): AsyncIterable<TraceBatch> {
  let held = createTraceBatch(into.op.length);
  into.count = 0;
  for await (const batch of batches) {
    for (let from = 0; from < batch.count;) {
      const atNs = batch.atNs[from]!;
      if (held.count > 0 && held.atNs[0] !== atNs) yield* release(held, into);
      let to = from + 1;
      while (to < batch.count && batch.atNs[to] === atNs) to++;
      held = withRoom(held, to - from);
      copyRequests(batch, from, held, held.count, to - from);
      held.count += to - from;
      from = to;
    }
  }
  yield* release(held, into);
  if (into.count > 0) yield into;
}

function withRoom(held: TraceBatch, more: number): TraceBatch {
  if (held.count + more <= held.op.length) return held;
  const larger = createTraceBatch(Math.max(held.op.length * 2, held.count + more));
  copyRequests(held, 0, larger, 0, held.count);
  larger.count = held.count;
  return larger;
}

/** Puts what is held into `into`, which is yielded whenever it is full. */
function* release(held: TraceBatch, into: TraceBatch): Iterable<TraceBatch> {
  const capacity = into.op.length;
  for (let from = 0; from < held.count;) {
    const count = Math.min(capacity - into.count, held.count - from);
    copyRequests(held, from, into, into.count, count);
    for (let index = 0; index < count; index++) into.atNs[into.count + index]! += Math.floor(((from + index) * secondNs) / held.count);
    into.count += count;
    from += count;
    if (into.count === capacity) {
      yield into;
      into.count = 0;
    }
  }
  held.count = 0;
}
