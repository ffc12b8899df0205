/**
 * How much the VMs of a server slow each other down: the mean latency of all requests of each VM beside the others, over that of the same requests when it is alone on the server
 * (Park and Shen, FIOS, FAST 2012). Unfairness is the largest of these over the smallest (Mutlu and Moscibroda, MICRO 2007): 1 when all are slowed down alike.
 *
 * A VM that waits for its answers sends fewer requests beside the others: what it gets done is told as well.
 */
import { list, number, nullable, record, text } from './shape.ts';
import type { Shape } from './shape.ts';

/** What is needed of a VM's figures. */
interface ServedVm {
  readonly name: string;
  readonly iops: number;
  readonly latencyNs: { readonly read: ServedRequests; readonly write: ServedRequests };
}

interface ServedRequests {
  readonly count: number;
  readonly mean: number;
}

export interface VmSlowdown {
  readonly name: string;
  /** Mean of reads and writes, beside the others and alone. */
  readonly latencyNs: number;
  readonly aloneLatencyNs: number;
  readonly aloneIops: number;
  /** The first over the second; null: it had no requests in one of the runs. */
  readonly slowdown: number | null;
  /** Requests per second alone over those beside the others. */
  readonly throughputRatio: number | null;
}

export interface SlowdownFigures {
  readonly vms: readonly VmSlowdown[];
  /** Null where fewer than two VMs have one. */
  readonly unfairness: number | null;
}

/** `alone`: of each VM, in the order of `shared`. */
export function slowdownFigures(shared: readonly ServedVm[], alone: readonly ServedVm[]): SlowdownFigures {
  const vms = shared.map((vm, number): VmSlowdown => {
    const own = alone[number]!;
    const [latencyNs, aloneLatencyNs] = [meanLatencyNs(vm), meanLatencyNs(own)];
    return {
      name: vm.name,
      latencyNs,
      aloneLatencyNs,
      aloneIops: own.iops,
      slowdown: latencyNs > 0 && aloneLatencyNs > 0 ? latencyNs / aloneLatencyNs : null,
      throughputRatio: vm.iops > 0 && own.iops > 0 ? own.iops / vm.iops : null,
    };
  });
  const known = vms.flatMap(({ slowdown }) => slowdown ?? []);
  return { vms, unfairness: known.length < 2 ? null : Math.max(...known) / Math.min(...known) };
}

/** 0 without requests. */
function meanLatencyNs({ latencyNs: { read, write } }: ServedVm): number {
  const count = read.count + write.count;
  return count === 0 ? 0 : (read.mean * read.count + write.mean * write.count) / count;
}

const amount = (summary: string): Shape<number> => number(summary, 0);

export const slowdownShape: Shape<SlowdownFigures> = record<SlowdownFigures>(
  {
    vms: list(
      record<VmSlowdown>(
        {
          name: text('the VM'),
          latencyNs: amount('mean latency of its requests beside the others, ns'),
          aloneLatencyNs: amount('the same when it is alone on the server, ns'),
          aloneIops: amount('requests per second when it is alone'),
          slowdown: nullable(amount('the first latency over the second')),
          throughputRatio: nullable(amount('requests per second alone over those beside the others')),
        },
        'a VM beside the others and alone',
      ),
      'every VM',
    ),
    unfairness: nullable(amount('the largest slowdown over the smallest')),
  },
  'how much VMs slow each other down',
);
