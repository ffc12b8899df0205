/** Every scheduler of the table keeps the contract of `IoScheduler`: it is enough to be in the table to be tested here. What each promises beyond it has tests of its own. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../sim/base/random.ts';
import { defaultParams } from '../../sim/base/spec.ts';
import type { IoScheduler, IoShare } from '../../sim/hypervisor/ioScheduler.ts';
import { schedulers } from '../../sim/hypervisor/schedulers.ts';
import type { SchedulerSpec } from '../../sim/hypervisor/schedulers.ts';
import { hasDescription } from './hasDescription.ts';

const VMS = 5;
const limits = { inFlightMax: 9, inFlightPerVmMax: 3, queuedPerVmMax: 64 };
const shares: readonly IoShare[] = Array.from({ length: VMS }, (_, vm) => ({
  weight: vm + 1,
  reservationPerSecond: vm % 2 === 0 ? 0 : 1e6,
  limitPerSecond: vm === 3 ? 2e6 : Infinity,
}));

function create(spec: SchedulerSpec): IoScheduler {
  return spec.create({ ...defaultParams(spec), ...limits }, { vmCount: VMS, shares });
}

/** Random calls as a host makes them. Returns the tickets in the order in which they went; with `restores`, the scheduler is replaced by a restored one now and then. */
function drive(spec: SchedulerSpec, steps: number, restores: boolean): { readonly went: readonly number[]; readonly heldBack: number } {
  const random = new RandomStream(3, 'calls');
  let scheduler = create(spec);
  const queued: number[][] = Array.from({ length: VMS }, () => []);
  const inFlight: number[] = [];
  const held = new Set<number>();
  const went: number[] = [];
  let nowNs = 0;
  let heldBack = 0;
  const ofVm = (vm: number): number => inFlight.filter((other) => other === vm).length;
  const begin = (vm: number, ticket: number): void => {
    inFlight.push(vm);
    went.push(ticket);
    expect(inFlight.length).toBeLessThanOrEqual(limits.inFlightMax);
    expect(ofVm(vm)).toBeLessThanOrEqual(limits.inFlightPerVmMax);
    expect(held.has(vm)).toBe(false);
  };
  for (let step = 0; step < steps; step += 1) {
    const vm = random.nextInt(VMS);
    const action = random.nextInt(10);
    nowNs += random.nextInt(300);
    if (action < 5 && scheduler.hasRoom(vm)) {
      const lengthBytes = 4096 * random.nextInt(5);
      if (scheduler.tryPass(vm, lengthBytes, nowNs)) {
        expect(queued[vm]).toEqual([]);
        begin(vm, step);
      } else {
        scheduler.enqueue(vm, step, lengthBytes, nowNs);
        queued[vm]!.push(step);
      }
    } else if (action < 8 && inFlight.length > 0) scheduler.onAnswered(inFlight.splice(random.nextInt(inFlight.length), 1)[0]!, nowNs);
    else if (action === 8) {
      if (held.delete(vm)) scheduler.release(vm, nowNs);
      else {
        held.add(vm);
        scheduler.hold(vm);
        if (random.nextInt(3) === 0) expect(scheduler.dropQueued(vm)).toBe(queued[vm]!.shift() ?? -1);
      }
    }
    for (let ticket = scheduler.next(nowNs); ticket >= 0; ticket = scheduler.next(nowNs)) {
      const from = queued.findIndex((tickets) => tickets[0] === ticket);
      expect(from).toBeGreaterThanOrEqual(0);
      queued[from]!.shift();
      begin(from, ticket);
    }
    for (let other = 0; other < VMS; other += 1) expect(scheduler.queued(other)).toBe(queued[other]!.length);
    // Whoever could go and did not is kept back by a limit, and the scheduler says until when.
    const couldGo = queued.some((tickets, other) => tickets.length > 0 && !held.has(other) && ofVm(other) < limits.inFlightPerVmMax);
    if (couldGo && inFlight.length < limits.inFlightMax) {
      heldBack += 1;
      expect(scheduler.nextWakeNs()).toBeGreaterThan(nowNs);
      expect(scheduler.nextWakeNs()).toBeLessThan(Infinity);
    }
    if (restores && random.nextInt(8) === 0) {
      const other = create(spec);
      other.restore(structuredClone(scheduler.save()));
      scheduler = other;
    } else if (!restores) random.nextInt(8);
  }
  return { went, heldBack };
}

describe.each(schedulers.map((spec) => [spec.name, spec] as const))('scheduler %s', (_, spec) => {
  it('says what it is', () => {
    hasDescription(spec);
  });

  it('keeps order within a VM, the limits in flight, and holds; leaves no place empty but for a limit', () => {
    const { went, heldBack } = drive(spec, 6000, false);
    expect(went.length).toBeGreaterThan(1000);
    if (spec.name !== 'mclock') expect(heldBack).toBe(0);
  });

  it('goes on after save and restore as if nothing had happened', () => {
    expect(drive(spec, 3000, true).went).toEqual(drive(spec, 3000, false).went);
  });
});

it('names of schedulers are unique', () => {
  expect(new Set(schedulers.map(({ name }) => name)).size).toBe(schedulers.length);
});
