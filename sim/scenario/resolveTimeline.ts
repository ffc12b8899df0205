/** The timeline: which VMs are meant, whether the times lie in the run, whether a bookmark that is rolled back to can exist. */
import { nearMiss } from '../base/nearMiss.ts';
import { formatQuantity } from '../base/units.ts';
import type { PolicyChoice, RollbackTarget } from '../engine/protocol.ts';
import { logRecordsOf, partitionPolicy } from './partition.ts';
import { checkBlocks } from './checkBlocks.ts';
import type { ChangeContext } from './changes/changeable.ts';
import type { PlacedVm } from './placedVm.ts';
import { resolveChange } from './resolveChange.ts';
import type { Resolver } from './resolver.ts';
import type { TimelineAction, TimelineEntry } from './scenario.ts';
import type { TargetInput, TimelineInput } from './timelineField.ts';

export interface TimelineContext extends ChangeContext {
  readonly vms: readonly Pick<PlacedVm, 'name' | 'group'>[];
  readonly durationNs: number;
  readonly blockBytes: number;
  readonly partition: PolicyChoice;
}

interface PlacedEvent {
  readonly input: TimelineInput;
  readonly path: string;
  readonly vms: readonly number[];
}

/** In order of time; equal times in the order of the file. */
export function resolveTimeline(inputs: readonly TimelineInput[], context: TimelineContext, resolver: Resolver): readonly TimelineEntry[] {
  const events: PlacedEvent[] = inputs.map((input, index) => {
    const path = `timeline.${String(index)}`;
    resolver.check(input.at <= context.durationNs, `${path}.at`, `the run ends at ${formatQuantity(context.durationNs, 'ns')}`);
    return { input, path, vms: vmsOf(input, path, context.vms, resolver) };
  });
  events.sort((first, second) => first.input.at - second.input.at);
  const bookmarks = new Map<string, Set<number>>();
  return events.map((event) => {
    const { action } = event.input;
    if (action.do === 'bookmark') {
      const vms = bookmarks.get(action.name);
      bookmarks.set(action.name, new Set([...(vms === undefined ? [] : vms), ...event.vms]));
    }
    return { atNs: event.input.at, vms: event.vms, ...resolveAction(event, bookmarks, context, resolver) };
  });
}

function vmsOf(input: TimelineInput, path: string, vms: TimelineContext['vms'], resolver: Resolver): readonly number[] {
  const names = input.vm === null ? input.vms : [input.vm];
  if (names === null || (names.length === 1 && names[0] === 'all')) return vms.map((_, index) => index);
  const found = new Set<number>();
  names.forEach((name, index) => {
    const matching = vms.flatMap((vm, number) => (vm.name === name || vm.group === name ? [number] : []));
    if (matching.length === 0) {
      const known = [...new Set([...vms.map((vm) => vm.name), ...vms.map(({ group }) => group)])];
      const field = input.vm !== null ? `${path}.vm` : resolver.isGiven(`${path}.vms.0`) ? `${path}.vms.${String(index)}` : `${path}.vms`;
      const shown = known.length > 12 ? `${known.slice(0, 12).join(', ')}, …` : known.join(', ');
      resolver.refuse(field, `the VMs are ${shown}`, { suggestion: nearMiss(name, known) });
    }
    for (const number of matching) found.add(number);
  });
  return [...found].sort((first, second) => first - second);
}

function resolveAction(event: PlacedEvent, bookmarks: ReadonlyMap<string, ReadonlySet<number>>, context: TimelineContext, resolver: Resolver): TimelineAction {
  const { input, path } = event;
  const { action } = input;
  switch (action.do) {
    case 'bookmark':
      return { do: action.do, name: action.name };
    case 'unbookmark':
      checkBookmark(action.name, `${path}.name`, event, bookmarks, context, resolver);
      return { do: action.do, name: action.name };
    case 'rollback': {
      if (action.target.by === 'bookmark') checkBookmark(action.target.name, `${path}.target`, event, bookmarks, context, resolver);
      else
        resolver.check(action.workload !== 'rewind', `${path}.workload`, 'a workload can be rewound only to a bookmark; continue and hold are possible here');
      const isRewind = action.workload === 'rewind';
      return {
        do: action.do,
        target: targetOf(action.target, event, resolver),
        waiting: action.waiting === null ? (isRewind ? 'drop' : 'keep') : action.waiting,
        workload: action.workload,
      };
    }
    case 'resize': {
      const allowed = `the partition policy ${context.partition.policy} moves portions by itself; with static or proportional they can be resized`;
      resolver.check(!partitionPolicy(context.partition).moves, `${path}.do`, allowed);
      const { dram, flash, logRecords } = action.portion;
      checkBlocks(`${path}.portion.dram`, dram, context.blockBytes, resolver);
      checkBlocks(`${path}.portion.flash`, flash, context.blockBytes, resolver);
      return {
        do: action.do,
        portion: { dramBytes: dram, flashBytes: flash, logRecords: logRecords === null ? logRecordsOf(dram + flash, context.blockBytes) : logRecords },
      };
    }
    case 'set-flush':
      return { do: action.do, flush: { policy: action.flush.name, params: action.flush.params } };
    case 'set-durability':
      return { do: action.do, durability: action.durability };
    case 'change':
      return resolveChange({ ...action, namesVms: input.vm !== null || input.vms !== null }, path, context, resolver);
    case 'crash':
      for (const key of ['vm', 'vms'])
        if (resolver.isGiven(`${path}.${key}`)) resolver.refuse(`${path}.${key}`, 'a crash is of the server, with all its VMs: leave it out');
      return { do: action.do, inFlight: action.inFlight };
    case 'damage-flash':
      for (const key of ['vm', 'vms']) if (resolver.isGiven(`${path}.${key}`)) resolver.refuse(`${path}.${key}`, 'the flash is that of all VMs: leave it out');
      return { do: action.do, offsetBytes: action.offset, lengthBytes: action.size };
    case 'damage':
    case 'damage-array':
      return { do: action.do, offsetBytes: action.offset, lengthBytes: action.size };
    case 'undo':
    case 'resume':
    case 'destage':
      return { do: action.do };
  }
}

function targetOf(target: TargetInput, { input, path }: PlacedEvent, resolver: Resolver): RollbackTarget {
  if (target.by === 'ago') {
    resolver.check(target.agoNs <= input.at, `${path}.target.ago`, `this event is at ${formatQuantity(input.at, 'ns')}: that lies before the start`);
    return { by: 'time', timeNs: input.at - target.agoNs };
  }
  if (target.by === 'time')
    resolver.check(target.timeNs <= input.at, `${path}.target.time`, `it must not be later than the event itself, ${formatQuantity(input.at, 'ns')}`);
  return target;
}

/** The name must have been set before, in each of the VMs. Whether the bookmark is still there then, only the run will show. */
function checkBookmark(
  name: string,
  path: string,
  event: PlacedEvent,
  bookmarks: ReadonlyMap<string, ReadonlySet<number>>,
  context: TimelineContext,
  resolver: Resolver,
): void {
  const known = bookmarks.get(name);
  const without = event.vms.find((vm) => known === undefined || !known.has(vm));
  if (without === undefined) return;
  const names = [...bookmarks].filter(([, vms]) => vms.has(without)).map(([other]) => other);
  const allowed = names.length === 0 ? 'none is set there before' : `set there before ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  resolver.refuse(path, allowed, {
    given: `names the bookmark ${name}, which ${context.vms[without]!.name} does not have at ${formatQuantity(event.input.at, 'ns')}`,
    suggestion: nearMiss(name, names),
  });
}
