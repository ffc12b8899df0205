/** What makes a scenario shorter: its duration, and a timeline without what would come after the end. */
import { parseQuantity } from '../../sim/base/units.ts';
import { plainScenario, valueText } from '../../sim/scenario/editText.ts';

export interface ShortenedSets {
  readonly sets: readonly { readonly path: string; readonly value: string }[];
  /** Events of the timeline that are left out. */
  readonly eventsLeftOut: number;
}

/** `duration` as it is written; empty: as the scenario has it. */
export function shortenedSets(text: string, duration: string): ShortenedSets {
  if (duration.trim() === '') return { sets: [], eventsLeftOut: 0 };
  const own = [{ path: 'duration', value: duration.trim() }];
  const written = plainScenario(text);
  const timeline: unknown = typeof written === 'object' && written !== null && 'timeline' in written ? written.timeline : [];
  const end = parseQuantity(duration, 'ns');
  if (!Array.isArray(timeline) || !end.ok) return { sets: own, eventsLeftOut: 0 };
  const kept = (timeline as unknown[]).filter((event) => !isAfter(event, end.value));
  const eventsLeftOut = timeline.length - kept.length;
  return { sets: eventsLeftOut === 0 ? own : [{ path: 'timeline', value: valueText(kept) }, ...own], eventsLeftOut };
}

function isAfter(event: unknown, endNs: number): boolean {
  const at = typeof event === 'object' && event !== null && 'at' in event ? event.at : null;
  const parsed = typeof at === 'string' ? parseQuantity(at, 'ns') : null;
  return parsed !== null && parsed.ok && parsed.value >= endNs;
}
