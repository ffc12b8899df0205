/**
 * The HOLD model (D. Jones, "An empirical comparison of priority-queue and event-set implementations", CACM 29, 1986): a number of events is pending; again
 * and again the earliest is taken out and scheduled anew, an exponentially distributed delay later.
 *
 * All contenders draw the same delays from a table made beforehand (mean 1 ms, whole nanoseconds), so a round is the queue's work and hardly any other.
 * Each is used as its documentation says. simjs is a whole simulator: its events are timers of entities, run by its own loop.
 */
import { createRequire } from 'node:module';
import { RandomStream } from '../../sim/base/random.ts';
import { exponentialNs } from '../../sim/base/distributions.ts';
import type { Benchmark, BenchmarkSize, Measurement } from './benchmark.ts';
import { measureRounds } from './measureRounds.ts';

const DELAYS = 1 << 16;
const MEAN_NS = 1_000_000;

/** The little of simjs that is used here: it comes without types. */
interface Simjs {
  readonly Sim: new () => {
    addEntity(entity: new () => object, name: string): void;
    /** Runs until the time is up or so many events are done. */
    simulate(endTime: number, eventsMax: number): boolean;
    time(): number;
  };
  readonly Entity: new () => { setTimer(duration: number): { done(callback: () => void): void } };
}

/** The package is a bundle for pages, which puts all it has into `window.Sim`. */
function loadSimjs(): Simjs {
  const page = globalThis as unknown as { window: unknown; Sim: Simjs };
  page.window = globalThis;
  createRequire(import.meta.url)('simjs');
  return page.Sim;
}

interface HoldQueue {
  /** Takes out the earliest and schedules it again, `operations` times. */
  hold(operations: number): void;
  /** Of the event that was taken out last: the same for all contenders. */
  nowNs(): number;
}

type HoldQueueFactory = (pending: number, delays: Float64Array) => Promise<HoldQueue>;

const contenders: Readonly<Record<string, HoldQueueFactory>> = {
  hindcast: async (pending, delays) => {
    const { EventQueue } = await import('../../sim/kernel/eventQueue.ts');
    const queue = new EventQueue(pending);
    for (let subject = 0; subject < pending; subject += 1) queue.schedule(delays[subject % DELAYS]!, 1, subject);
    let drawn = pending;
    return {
      hold(operations) {
        for (let done = 0; done < operations; done += 1) {
          queue.advance();
          queue.schedule(queue.nowNs + delays[drawn++ % DELAYS]!, queue.kind, queue.subject);
        }
      },
      nowNs: () => queue.nowNs,
    };
  },
  flatqueue: async (pending, delays) => {
    const { default: FlatQueue } = await import('flatqueue');
    const queue = new FlatQueue();
    for (let subject = 0; subject < pending; subject += 1) queue.push(subject, delays[subject % DELAYS]!);
    let drawn = pending;
    let now = 0;
    return {
      hold(operations) {
        for (let done = 0; done < operations; done += 1) {
          now = queue.peekValue()!;
          const subject = queue.pop()!;
          queue.push(subject, now + delays[drawn++ % DELAYS]!);
        }
      },
      nowNs: () => now,
    };
  },
  'heap-js': async (pending, delays) => {
    const { Heap } = await import('heap-js');
    const queue = new Heap<{ atNs: number; readonly subject: number }>((first, second) => first.atNs - second.atNs);
    for (let subject = 0; subject < pending; subject += 1) queue.push({ atNs: delays[subject % DELAYS]!, subject });
    let drawn = pending;
    let now = 0;
    return {
      hold(operations) {
        for (let done = 0; done < operations; done += 1) {
          const event = queue.pop()!;
          now = event.atNs;
          event.atNs = now + delays[drawn++ % DELAYS]!;
          queue.push(event);
        }
      },
      nowNs: () => now,
    };
  },
  simjs: (pending, delays) => {
    const { Sim, Entity } = loadSimjs();
    let drawn = 0;
    class Holder extends Entity {
      readonly again = (): void => {
        this.setTimer(delays[drawn++ % DELAYS]!).done(this.again);
      };

      start(): void {
        this.again();
      }
    }
    const sim = new Sim();
    for (let subject = 0; subject < pending; subject += 1) sim.addEntity(Holder, `holder ${subject}`);
    return Promise.resolve({
      hold: (operations) => {
        sim.simulate(Infinity, operations);
      },
      nowNs: () => sim.time(),
    });
  },
};

function operationsOf(contender: string, size: BenchmarkSize): number {
  if (size === 'smoke') return 2000;
  return contender === 'simjs' ? 200_000 : 2_000_000;
}

function holdBenchmark(pending: number): Benchmark {
  return {
    name: `hold-${pending}`,
    question: `HOLD model: taking out the earliest of ${pending} pending events and scheduling it again`,
    contenders: Object.keys(contenders),
    async run(contender: string, size: BenchmarkSize): Promise<Measurement> {
      const stream = new RandomStream(1, 'hold');
      const delays = Float64Array.from({ length: DELAYS }, () => exponentialNs(MEAN_NS, stream));
      const queue = await contenders[contender]!(pending, delays);
      const operationsPerRound = operationsOf(contender, size);
      return measureRounds({
        operation: 'event',
        operationsPerRound,
        warmUpRounds: 2,
        rounds: size === 'smoke' ? 3 : 9,
        round: () => {
          queue.hold(operationsPerRound);
        },
        hash: () => String(queue.nowNs()),
      });
    },
  };
}

export const hold100 = holdBenchmark(100);
export const hold10000 = holdBenchmark(10_000);
