import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../sim/base/assert.ts';
import { RandomStream } from '../../sim/base/random.ts';
import { EventQueue } from '../../sim/kernel/eventQueue.ts';
import { SortedListQueue } from './sortedListQueue.ts';

/** Delays of every magnitude, on and beside the borders of the wheel's windows, and many that are equal. */
const delayNs = fc.oneof(
  fc.constantFrom(0, 0, 1, 4095, 4096, 4097, 2 ** 24 - 1, 2 ** 24, 2 ** 31, 2 ** 32, 2 ** 36 + 1, 2 ** 48),
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 20_000 }),
  fc.integer({ min: 0, max: 2 ** 26 }),
  fc.integer({ min: 0, max: 2 ** 40 }),
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ verb: fc.constant('schedule' as const), delayNs }) },
  { weight: 5, arbitrary: fc.record({ verb: fc.constant('advance' as const) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('cancel' as const), which: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constantFrom('restore-elsewhere' as const, 'save' as const, 'go-back' as const) }) },
);

describe('against a sorted list', () => {
  test('the same events in the same order, whatever is scheduled, cancelled, saved and restored', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 250 }), (steps) => {
        let queue = new EventQueue(4);
        let model = new SortedListQueue();
        let saved: { queue: ReturnType<EventQueue['save']>; model: SortedListQueue; handles: number[] } | null = null;
        let handles: number[] = [];
        let subject = 0;
        for (const action of steps) {
          switch (action.verb) {
            case 'schedule': {
              const atNs = Math.min(Number.MAX_SAFE_INTEGER, model.nowNs + action.delayNs);
              subject += 1;
              const handle = queue.schedule(atNs, subject % 7, subject);
              model.schedule(atNs, subject % 7, subject, handle);
              handles.push(handle);
              break;
            }
            case 'advance':
              expect(queue.advance()).toBe(model.advance());
              break;
            case 'cancel': {
              const handle = handles[action.which % Math.max(1, handles.length)] ?? -1;
              expect(queue.cancel(handle)).toBe(model.cancel(handle));
              break;
            }
            case 'restore-elsewhere': {
              const state = queue.save();
              queue = new EventQueue(action.verb.length);
              queue.restore(state);
              break;
            }
            case 'save':
              saved = { queue: queue.save(), model: model.copy(), handles: [...handles] };
              break;
            case 'go-back':
              if (saved === null) break;
              queue.restore(saved.queue);
              model = saved.model.copy();
              handles = [...saved.handles];
              break;
          }
          expect([queue.pendingCount, queue.nextAtNs()]).toEqual([model.pendingCount, model.nextAtNs()]);
          expect([queue.nowNs, queue.kind, queue.subject]).toEqual([model.nowNs, model.kind, model.subject]);
        }
        for (;;) {
          const went = queue.advance();
          expect(went).toBe(model.advance());
          if (!went) break;
          expect([queue.nowNs, queue.kind, queue.subject]).toEqual([model.nowNs, model.kind, model.subject]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([10, 1000])('a long run with %d pending, delays of many magnitudes, and cancellations', (pending) => {
    const queue = new EventQueue();
    const model = new SortedListQueue();
    const stream = new RandomStream(1, 'queue');
    const handles: number[] = [];
    for (let subject = 0; subject < 20_000; subject += 1) {
      const atNs = model.nowNs + Math.floor(stream.next() * 2 ** stream.nextInt(40));
      const handle = queue.schedule(atNs, 1, subject);
      model.schedule(atNs, 1, subject, handle);
      handles.push(handle);
      if (stream.nextInt(4) === 0) {
        const victim = handles[handles.length - 1 - stream.nextInt(Math.min(handles.length, pending * 2))] ?? -1;
        if (queue.cancel(victim) !== model.cancel(victim)) throw new Error(`cancelling differs at ${String(subject)}`);
      }
      if (model.pendingCount <= pending) continue;
      queue.advance();
      model.advance();
      if (queue.nowNs !== model.nowNs || queue.subject !== model.subject) throw new Error(`order differs at ${String(subject)}`);
    }
    expect(queue.pendingCount).toBe(model.pendingCount);
  });
});

test('equal times come out in the order of scheduling, from however far away', () => {
  const queue = new EventQueue();
  const atNs = 2 ** 40 + 12_345;
  for (let subject = 0; subject < 50; subject += 1) queue.schedule(atNs, 0, subject);
  for (let earlierNs = 1; earlierNs < atNs; earlierNs *= 3) queue.schedule(atNs - earlierNs, 1, 0);
  const order: number[] = [];
  let later = 50;
  while (queue.advance()) {
    if (queue.kind === 0) order.push(queue.subject);
    else queue.schedule(atNs, 0, later++);
  }
  expect(order).toEqual(Array.from({ length: later }, (_, subject) => subject));
});

test('a handle is good once: not after firing, not after cancelling, not when its place is used again', () => {
  const queue = new EventQueue();
  const first = queue.schedule(10, 1, 1);
  expect(queue.cancel(first)).toBe(true);
  expect(queue.cancel(first)).toBe(false);
  const second = queue.schedule(20, 1, 2);
  expect(queue.cancel(first)).toBe(false);
  expect(queue.advance()).toBe(true);
  expect(queue.cancel(second)).toBe(false);
  expect(queue.cancel(-1)).toBe(false);
  expect(queue.advance()).toBe(false);
  expect([queue.nowNs, queue.subject, queue.nextAtNs()]).toEqual([20, 2, Infinity]);
});

test.each([-1, 0.5, NaN, Infinity, 2 ** 53])('refuses to schedule at %d', (atNs) => {
  expect(() => new EventQueue().schedule(atNs, 0, 0)).toThrow(InvariantError);
});

test('refuses to schedule in the past', () => {
  const queue = new EventQueue();
  queue.schedule(5, 0, 0);
  queue.advance();
  expect(() => queue.schedule(4, 0, 0)).toThrow(InvariantError);
  expect(queue.schedule(5, 0, 0)).toBeGreaterThanOrEqual(0);
});

test('reaches the last exact instant', () => {
  const queue = new EventQueue();
  queue.schedule(Number.MAX_SAFE_INTEGER, 1, 1);
  queue.schedule(Number.MAX_SAFE_INTEGER - 1, 1, 0);
  queue.schedule(Number.MAX_SAFE_INTEGER, 1, 2);
  const subjects: number[] = [];
  while (queue.advance()) subjects.push(queue.subject);
  expect(subjects).toEqual([0, 1, 2]);
  expect(queue.nowNs).toBe(Number.MAX_SAFE_INTEGER);
});
