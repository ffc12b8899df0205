import type { TimelineEvent } from './simulationConfig.ts';

/** Why a timeline cannot be carried out, in words for the user, with the number of its event; null when it can. */
export function timelineProblem(timeline: readonly TimelineEvent[]): { readonly event: number; readonly text: string } | null {
  const bookmarked = new Set<string>();
  for (const [number, event] of timeline.entries()) {
    if (event.do === 'bookmark') for (const vm of event.vms) bookmarked.add(`${String(vm)}/${event.name}`);
    if (event.do !== 'rollback' || event.workload !== 'rewind') continue;
    const { target } = event;
    if (target.by !== 'bookmark')
      return { event: number, text: 'workload: rewind needs a bookmark as target: the state of a workload is kept where a bookmark is set' };
    if (event.vms.some((vm) => !bookmarked.has(`${String(vm)}/${target.name}`))) {
      return { event: number, text: `workload: rewind needs a bookmark that an earlier event sets for the same VMs; "${target.name}" is not` };
    }
  }
  return null;
}
