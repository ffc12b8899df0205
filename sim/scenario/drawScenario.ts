/**
 * Draws a whole scenario by its seed, as plain data that reads like one written by hand: VMs, devices, policies with parameters, classes, granularities,
 * preimage strategies, workloads, a timeline of bookmarks, rollbacks, undos, resizes and changes, crashes, samples of crashes, and a link to the array that is lost.
 *
 * "Swarm": each scenario leaves out much of all this (A. Groce et al., Swarm Testing, ISSTA 2012). Small: some hundred thousand events, tiers of some thousand
 * blocks, so that room is always short. Some of what is drawn may be impossible together: whoever parses it then draws again with the next `attempt`.
 */
import { RandomStream } from '../base/random.ts';
import type { ParamSpec } from '../base/spec.ts';
import { formatQuantity } from '../base/units.ts';
import { flushPolicies, type FlushPolicySpec } from '../engine/policy/flushPolicies.ts';
import { admissionPolicies } from '../engine/policy/admissionPolicies.ts';
import { onlinePolicies } from '../engine/policy/evictionPolicies.ts';
import { durabilities, granularities, logFulls, preimageStrategies, tierings } from '../engine/protocol.ts';
import { damagedBytes, drawFaultPlan } from '../faults/faultPlan.ts';
import type { Fault } from '../faults/faultPlan.ts';
import { schedulers } from '../hypervisor/schedulers.ts';
import { cutFates } from '../oracle/cutFate.ts';

/** A scenario as it is written, before it is parsed. */
export type ScenarioDraft = Readonly<Record<string, unknown>>;
type Fields = Record<string, unknown>;

const kib = 1024;
const mib = 1024 * kib;

class Dice {
  readonly #stream: RandomStream;

  constructor(stream: RandomStream) {
    this.#stream = stream;
  }

  next(): number {
    return this.#stream.next();
  }

  chance(probability: number): boolean {
    return this.#stream.next() < probability;
  }

  between(from: number, to: number): number {
    return from + this.#stream.nextInt(to - from + 1);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.#stream.nextInt(choices.length)]!;
  }

  /** Each entry is left out as often as not. */
  some(fields: Readonly<Record<string, () => unknown>>): Fields {
    return Object.fromEntries(Object.entries(fields).flatMap(([name, draw]) => (this.chance(0.5) ? [[name, draw()]] : [])));
  }
}

export function drawScenario(seed: number, attempt: number): ScenarioDraft {
  const dice = new Dice(new RandomStream(seed, `verify/${String(attempt)}`));
  const durationNs = dice.pick([40e6, 80e6, 160e6]);
  const blockBytes = dice.pick([4 * kib, 4 * kib, 4 * kib, 16 * kib]);
  const vms = Array.from({ length: dice.between(1, 3) }, (_, index) => drawVm(dice, `vm${String(index + 1)}`, blockBytes));
  const hasStorage = dice.chance(0.3);
  const { faults } = drawFaultPlan(dice, { fromNs: durationNs * 0.1, toNs: durationNs * 0.95, faults: dice.pick([0, 1, 3]) });
  const flashBytes = vms.length * dice.pick([4, 8, 16]) * mib;
  const outages = hasStorage ? faults.filter(({ kind }) => kind === 'link-loss') : [];
  const crashes = faults.filter(({ kind }) => kind === 'crash').map(({ atNs }) => ({ at: time(atNs), do: 'crash', inFlight: dice.pick(cutFates) }));
  return {
    name: `verify-${String(seed)}`,
    seed,
    duration: time(durationNs),
    blockSize: formatQuantity(blockBytes, 'bytes'),
    ...(dice.chance(0.7) ? { crashSample: dice.pick([4, 12, 24]) } : {}),
    server: {
      dram: { size: formatQuantity(vms.length * dice.pick([1, 2, 4]) * mib, 'bytes') },
      flash: {
        size: formatQuantity(flashBytes, 'bytes'),
        ...(dice.chance(0.3) ? { readLatency: '40us', writeLatency: '200us' } : {}),
      },
      ...dice.some({ scheduler: () => dice.pick(schedulers).name }),
      cache: { ...drawCache(dice), ...dice.some({ destagesInFlight: () => dice.pick([1, 4, 64]), logTail: () => dice.pick([1, 64, 4096]) }) },
    },
    ...(outages.length > 0
      ? { network: { outages: outages.map((fault) => ({ at: time(fault.atNs), for: time('forNs' in fault ? fault.forNs : 1) })), timeout: '2ms' } }
      : {}),
    array: hasStorage
      ? 'all-flash'
      : { readLatency: dice.pick(['100us', '2ms']), writeLatency: dice.pick(['100us', '2ms']), ...dice.some({ snapshots: () => true }) },
    vms,
    timeline: [
      ...drawTimeline(
        dice,
        durationNs,
        vms.map(({ name }) => String(name)),
      ),
      ...crashes,
      ...faults.flatMap((fault) => damageOf(fault, flashBytes)),
      ...faults.flatMap((fault) => arrayDamageOf(fault, dice)),
    ],
  };
}

/** The event that a fault of the flash is. The log is a sixteenth of the slots. */
function damageOf(fault: Fault, flashBytes: number): Fields[] {
  if (!('place' in fault)) return [];
  const { offsetBytes, lengthBytes } = damagedBytes(fault, flashBytes + flashBytes / 16);
  return [{ at: time(fault.atNs), do: 'damage-flash', offset: formatQuantity(offsetBytes, 'bytes'), size: formatQuantity(lengthBytes, 'bytes') }];
}

/** The event that a fault of the array is: of each VM's disk, which is of 8 MiB at least. */
function arrayDamageOf(fault: Fault, dice: Dice): Fields[] {
  if (fault.kind !== 'bad-blocks') return [];
  const offsetBytes = Math.floor(fault.diskPlace * dice.pick([1, 4, 8]) * mib);
  return [{ at: time(fault.atNs), do: 'damage-array', offset: formatQuantity(offsetBytes, 'bytes'), size: formatQuantity(fault.lengthBytes, 'bytes') }];
}

function time(ns: number): string {
  return formatQuantity(Math.round(ns), 'ns');
}

function drawVm(dice: Dice, name: string, blockBytes: number): Fields {
  const memoryBytes = dice.chance(0.5) ? dice.pick([16, 64]) * blockBytes : 0;
  const footprint = formatQuantity(dice.pick([1, 4, 8]) * mib, 'bytes');
  const disk = {
    type: dice.pick(['zipf', 'uniform', 'sequential', 'hot-cold']),
    footprint,
    readRatio: dice.pick([0, 0.3, 0.7]),
    ...(dice.chance(0.5) ? { queueDepth: dice.pick([1, 4, 32]), thinkTime: dice.pick(['20us', '500us']) } : { rate: dice.pick(['2000/s', '20000/s']) }),
    ...dice.some({ flushEvery: () => dice.pick([5, 50]), forceUnitAccess: () => dice.pick([0.01, 0.2]), ioSize: () => dice.pick(['4KiB', '16KiB', '6KiB']) }),
  };
  const memory = { type: 'uniform', space: 'memory', readRatio: 0.3, rate: '3000/s', ...dice.some({ flushEvery: () => 20 }) };
  return {
    name,
    disk: formatQuantity(dice.pick([8, 16]) * mib, 'bytes'),
    memory: memoryBytes === 0 ? '0B' : formatQuantity(memoryBytes, 'bytes'),
    ...(dice.chance(0.5) ? { cache: drawCache(dice) } : {}),
    workloads: memoryBytes > 0 ? [disk, memory] : [disk],
  };
}

function drawCache(dice: Dice): Fields {
  const retention = dice.some({ time: () => dice.pick(['5ms', '50ms']), records: () => dice.pick([64, 1000]), flash: () => dice.pick(['256KiB', '2MiB']) });
  return dice.some({
    flush: () => drawFlush(dice),
    durability: () => dice.pick(durabilities),
    granularity: () => dice.pick(granularities),
    interval: () => dice.pick(['1ms', '10ms']),
    preimage: () => dice.pick(preimageStrategies),
    eviction: () => dice.pick(onlinePolicies).name,
    admission: () => ({ readMisses: dice.chance(0.7), promote: dice.chance(0.5), misses: dice.pick(admissionPolicies).name }),
    tiering: () => dice.pick(tierings),
    logFull: () => dice.pick(logFulls),
    ...(dice.chance(0.4) ? { retention: () => retention } : {}),
  });
}

function drawFlush(dice: Dice): Fields {
  const spec = dice.pick<FlushPolicySpec>(flushPolicies);
  const params = Object.entries(spec.params).flatMap(([name, param]): readonly (readonly [string, unknown])[] => {
    const value = drawParam(dice, param);
    return value === null ? [] : [[name, value]];
  });
  return { policy: spec.name, ...Object.fromEntries(params) };
}

/** So that something happens within milliseconds; null: as by default. */
function drawParam(dice: Dice, { unit, min = 0 }: ParamSpec<unknown>): unknown {
  if (dice.chance(0.3)) return null;
  switch (unit) {
    case 'ns':
      return dice.pick(['500us', '5ms', '30ms']);
    case 'ratio':
      return dice.pick([0.05, 0.2, 0.6]);
    case 'perSecond':
      return dice.pick(['1000/s', '50000/s']);
    case 'count':
      return Math.max(min, dice.pick([1, 8, 64]));
    default:
      return null;
  }
}

function drawTimeline(dice: Dice, durationNs: number, vms: readonly string[]): Fields[] {
  const at = (from: number, to: number): number => durationNs * (from + (to - from) * dice.next());
  const who = (): Fields => (dice.chance(0.5) ? { vm: dice.pick(vms) } : {});
  const events: { readonly atNs: number; readonly event: Fields }[] = [];
  const add = (atNs: number, event: Fields): void => {
    events.push({ atNs, event: { at: time(atNs), ...event } });
  };
  const bookmarks = dice.between(0, 3);
  for (let number = 1; number <= bookmarks; number += 1) {
    const name = `point${String(number)}`;
    const setNs = at(0.05, 0.5);
    add(setNs, { do: 'bookmark', name });
    if (dice.chance(0.2)) add(at(0.6, 0.9), { do: 'unbookmark', name, ...who() });
    for (let left = dice.between(0, 2); left > 0; left -= 1) {
      const backNs = Math.max(setNs, at(0.3, 0.95));
      const one = who();
      add(backNs, {
        do: 'rollback',
        target: name,
        ...one,
        ...dice.some({ waiting: () => dice.pick(['keep', 'drop']), workload: () => dice.pick(['continue', 'rewind']) }),
      });
      if (dice.chance(0.5)) add(backNs + dice.pick([1e3, 1e5, 2e6]), { do: 'undo', ...one });
    }
  }
  if (dice.chance(0.4)) add(at(0.3, 0.9), { do: 'rollback', target: { ago: time(dice.pick([1e5, 5e6, 2e7])) }, ...who() });
  if (dice.chance(0.4))
    add(at(0.2, 0.9), { do: 'resize', vm: dice.pick(vms), portion: { dram: dice.pick(['512KiB', '1MiB']), flash: dice.pick(['2MiB', '4MiB']) } });
  if (dice.chance(0.3)) add(at(0.2, 0.9), { do: 'destage', ...who() });
  if (dice.chance(0.3)) add(at(0.2, 0.8), { do: 'set-durability', durability: dice.pick(durabilities), ...who() });
  if (dice.chance(0.3)) add(at(0.2, 0.8), { do: 'set-flush', flush: drawFlush(dice), ...who() });
  return events
    .filter(({ atNs }) => atNs <= durationNs)
    .sort((first, second) => first.atNs - second.atNs)
    .map(({ event }) => event);
}
