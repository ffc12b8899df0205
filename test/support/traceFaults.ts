/** Holds a trace to the rules of the Trace Event Format that Perfetto goes by, and says what breaks them. Written without a look at how the trace is made. */
import type { TraceEvent } from '../../reports/export/chromeTrace.ts';

export function traceFaults(events: readonly TraceEvent[]): string[] {
  return [...eventFaults(events), ...nestingFaults(events), ...pairFaults(events, 'b', 'e'), ...pairFaults(events, 's', 'f'), ...flowFaults(events)];
}

function eventFaults(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => {
    const where = `${event.ph} ${event.name}`;
    const faults: string[] = [];
    if (!Number.isInteger(event.pid) || !Number.isInteger(event.tid)) faults.push(`${where}: pid and tid are whole numbers`);
    if (event.ph === 'M') return event.args === undefined ? [...faults, `${where}: a name is missing`] : faults;
    if (!(typeof event.ts === 'number' && event.ts >= 0)) faults.push(`${where}: ts is missing or negative`);
    if (event.ph === 'X' && !(typeof event.dur === 'number' && event.dur >= 0)) faults.push(`${where}: dur is missing or negative`);
    if (event.ph === 'C' && !Object.values(event.args ?? {}).every((value) => typeof value === 'number' && Number.isFinite(value)))
      faults.push(`${where}: a counter that is no number`);
    return faults;
  });
}

/** Slices of one lane nest or follow each other. Half a ns is rounding. */
function nestingFaults(events: readonly TraceEvent[]): string[] {
  const lanes = new Map<string, TraceEvent[]>();
  for (const event of events)
    if (event.ph === 'X') lanes.set(`${String(event.pid)}/${String(event.tid)}`, [...(lanes.get(`${String(event.pid)}/${String(event.tid)}`) ?? []), event]);
  const faults: string[] = [];
  for (const [lane, slices] of lanes) {
    const open: number[] = [];
    for (const { ts = 0, dur = 0, name } of [...slices].sort((one, other) => one.ts! - other.ts! || other.dur! - one.dur!)) {
      while (open.length > 0 && open.at(-1)! <= ts + 0.0005) open.pop();
      const end = ts + dur;
      if (open.length > 0 && end > open.at(-1)! + 0.0005) faults.push(`lane ${lane}: ${name} at ${String(ts)} overlaps the slice that it began in`);
      open.push(end);
    }
  }
  return faults;
}

function pairFaults(events: readonly TraceEvent[], begin: 'b' | 's', end: 'e' | 'f'): string[] {
  const key = ({ cat, id }: TraceEvent): string => `${cat ?? ''} ${id ?? ''}`;
  const ends = new Map(events.filter(({ ph }) => ph === end).map((event) => [key(event), event]));
  const begins = events.filter(({ ph }) => ph === begin);
  const faults = begins.flatMap((event) => {
    const other = ends.get(key(event));
    return other !== undefined && other.ts! >= event.ts! ? [] : [`${begin} ${key(event)} has no ${end} at or after it`];
  });
  if (new Set(begins.map(key)).size !== begins.length || begins.length !== ends.size) faults.push(`${begin} and ${end} are not one to one`);
  return faults;
}

/** A flow begins and ends in a slice of its lane. */
function flowFaults(events: readonly TraceEvent[]): string[] {
  const slices = events.filter(({ ph }) => ph === 'X');
  return events
    .filter(({ ph }) => ph === 's' || ph === 'f')
    .filter(
      ({ pid, tid, ts }) =>
        !slices.some((slice) => slice.pid === pid && slice.tid === tid && slice.ts! <= ts! + 0.0005 && slice.ts! + slice.dur! >= ts! - 0.0005),
    )
    .map(({ ph, id }) => `flow ${ph} ${id ?? ''} is in no slice`);
}
