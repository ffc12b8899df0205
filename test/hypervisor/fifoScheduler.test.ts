import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { FifoScheduler } from '../../sim/hypervisor/fifoScheduler.ts';

const params = { inFlightMax: 4, inFlightPerVmMax: 2, queuedPerVmMax: 8 };

function drainAll(scheduler: FifoScheduler): number[] {
  const tickets: number[] = [];
  for (let ticket = scheduler.next(); ticket >= 0; ticket = scheduler.next()) tickets.push(ticket);
  return tickets;
}

describe('FifoScheduler', () => {
  test('goes by arrival over all VMs, and passes over those at their limit', () => {
    const scheduler = new FifoScheduler(params, { vmCount: 3 });
    for (const [vm, ticket] of [
      [0, 10],
      [0, 11],
      [0, 12],
      [1, 20],
      [2, 30],
      [1, 21],
    ] as const)
      scheduler.enqueue(vm, ticket);
    expect(drainAll(scheduler)).toEqual([10, 11, 20, 30]);
    scheduler.onAnswered(2);
    expect(drainAll(scheduler)).toEqual([21]);
    scheduler.onAnswered(0);
    expect(drainAll(scheduler)).toEqual([12]);
  });

  test('lets through at once only when nothing waits and the limits allow it', () => {
    const scheduler = new FifoScheduler(params, { vmCount: 3 });
    expect([scheduler.tryPass(0), scheduler.tryPass(0), scheduler.tryPass(0)]).toEqual([true, true, false]);
    scheduler.enqueue(0, 5);
    expect(scheduler.tryPass(1)).toBe(true);
    expect(scheduler.tryPass(2)).toBe(true);
    expect(scheduler.tryPass(2)).toBe(false);
    scheduler.onAnswered(0);
    expect(scheduler.tryPass(0)).toBe(false);
    expect(scheduler.next()).toBe(5);
  });

  test('a held VM keeps what it has queued, and the others go on', () => {
    const scheduler = new FifoScheduler(params, { vmCount: 2 });
    scheduler.enqueue(0, 1);
    scheduler.enqueue(1, 2);
    scheduler.hold(0);
    expect(scheduler.tryPass(0)).toBe(false);
    expect(drainAll(scheduler)).toEqual([2]);
    scheduler.release(0);
    expect(drainAll(scheduler)).toEqual([1]);
    scheduler.hold(1);
    scheduler.enqueue(1, 3);
    scheduler.enqueue(1, 4);
    expect([scheduler.dropQueued(1), scheduler.dropQueued(1), scheduler.dropQueued(1)]).toEqual([3, 4, -1]);
    scheduler.release(1);
    expect(scheduler.next()).toBe(-1);
  });

  test('refuses to queue more than its bound', () => {
    const scheduler = new FifoScheduler(params, { vmCount: 1 });
    scheduler.hold(0);
    for (let ticket = 0; ticket < 8; ticket += 1) scheduler.enqueue(0, ticket);
    expect(scheduler.hasRoom(0)).toBe(false);
    expect(() => {
      scheduler.enqueue(0, 9);
    }).toThrow('room');
  });

  test('agrees with a naive queue, and goes on the same after restore', () => {
    const random = new RandomStream(3, 'scheduler');
    const options = { inFlightMax: 9, inFlightPerVmMax: 3, queuedPerVmMax: 64 };
    let scheduler = new FifoScheduler(options, { vmCount: 5 });
    const waiting: { vm: number; ticket: number }[] = [];
    const inFlight: number[] = [];
    const held = new Set<number>();
    for (let step = 0; step < 5000; step += 1) {
      const vm = random.nextInt(5);
      const action = random.nextInt(8);
      if (action < 4 && scheduler.hasRoom(vm)) {
        if (scheduler.tryPass(vm)) inFlight.push(vm);
        else {
          scheduler.enqueue(vm, step);
          waiting.push({ vm, ticket: step });
        }
      } else if (action < 6 && inFlight.length > 0) {
        scheduler.onAnswered(inFlight.splice(random.nextInt(inFlight.length), 1)[0]!);
      } else if (action === 6) {
        if (held.delete(vm)) scheduler.release(vm);
        else {
          held.add(vm);
          scheduler.hold(vm);
        }
      } else if (random.nextInt(4) === 0) {
        const other = new FifoScheduler(options, { vmCount: 5 });
        other.restore(structuredClone(scheduler.save()));
        scheduler = other;
      }
      for (;;) {
        const index = waiting.findIndex((entry) => !held.has(entry.vm) && inFlight.filter((other) => other === entry.vm).length < 3);
        const expected = inFlight.length < 9 && index >= 0 ? waiting[index]!.ticket : -1;
        expect(scheduler.next()).toBe(expected);
        if (expected < 0) break;
        inFlight.push(waiting[index]!.vm);
        waiting.splice(index, 1);
      }
    }
  });
});
