/** Files that were dropped in, or chosen, as long as the page is open: what screens show in place of what is on the server. */
import { Signal } from '../shell/signal.ts';
import type { OpenedResult } from './openedResult.ts';

/** A block trace, for the screen Workload. */
export const droppedTrace = new Signal<File | null>(null);

/** Results by name, the newest last; for Reports, Compare and Sweep. */
export const droppedResults = new Signal<readonly OpenedResult[]>([]);

/** Another of the same name goes. */
export function addDropped(result: OpenedResult): void {
  droppedResults.set([...droppedResults.value.filter(({ name, kind }) => name !== result.name || kind !== result.kind), result]);
}
