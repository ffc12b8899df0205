/**
 * A server behind a scheduler, reduced to what schedulers are judged by: `places` requests at a time, each for `serviceNs`, and VMs that always have something
 * waiting (or as `demands` says: so many per second).
 */
import type { IoScheduler } from '../../sim/hypervisor/ioScheduler.ts';

export interface Served {
  readonly vm: number;
  readonly atNs: number;
  readonly lengthBytes: number;
}

export interface ServerOptions {
  readonly vmCount: number;
  readonly serviceNs: number;
  readonly durationNs: number;
  /** Requests that a VM keeps waiting; 0 before `fromNs` and from `toNs` on. */
  readonly depth: (vm: number, nowNs: number) => number;
  readonly lengthBytes: (vm: number, number: number) => number;
}

/** What went when. The scheduler's `inFlightMax` is the number of places. */
export function serve(scheduler: IoScheduler, options: ServerOptions): readonly Served[] {
  const served: Served[] = [];
  const lengths: number[] = [];
  const vmOf: number[] = [];
  const ends: { atNs: number; vm: number }[] = [];
  const issued = new Int32Array(options.vmCount);
  const outstanding = new Int32Array(options.vmCount);
  let nowNs = 0;
  while (nowNs < options.durationNs) {
    while (ends.length > 0 && ends[0]!.atNs <= nowNs) {
      const { vm } = ends.shift()!;
      outstanding[vm]! -= 1;
      scheduler.onAnswered(vm, nowNs);
    }
    for (let vm = 0; vm < options.vmCount; vm += 1) {
      while (outstanding[vm]! < options.depth(vm, nowNs)) {
        const lengthBytes = options.lengthBytes(vm, issued[vm]!);
        issued[vm]! += 1;
        outstanding[vm]! += 1;
        scheduler.enqueue(vm, lengths.length, lengthBytes, nowNs);
        lengths.push(lengthBytes);
        vmOf.push(vm);
      }
    }
    for (let ticket = scheduler.next(nowNs); ticket >= 0; ticket = scheduler.next(nowNs)) {
      served.push({ vm: vmOf[ticket]!, atNs: nowNs, lengthBytes: lengths[ticket]! });
      ends.push({ atNs: nowNs + options.serviceNs, vm: vmOf[ticket]! });
    }
    nowNs = Math.min(ends[0]?.atNs ?? Infinity, Math.max(nowNs + 1, scheduler.nextWakeNs()), nowNs + 1_000_000);
  }
  return served;
}

/** Requests of each VM that went in [fromNs, toNs). */
export function countByVm(served: readonly Served[], vmCount: number, fromNs: number, toNs: number): number[] {
  const counts = new Array<number>(vmCount).fill(0);
  for (const { vm, atNs } of served) if (atNs >= fromNs && atNs < toNs) counts[vm]! += 1;
  return counts;
}
