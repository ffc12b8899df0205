import type { BookmarkListing, ControlRequest, VmId } from '../../sim/engine/protocol.ts';

/** What is needed of a host. */
export interface TrialHost<State> {
  readonly engine: { bookmarks(vm: VmId): readonly BookmarkListing[] };
  readonly oracle: { readonly violations: { readonly count: number } };
  nextControl: number;
  bookmarksTried: number;
  pump(): void;
  control(request: ControlRequest): void;
  rest(): void;
  save(): State;
  restore(state: State): void;
}

/**
 * Rolls each VM back to each of its bookmarks, one after the other, each time from the state as it is now, which stays: the oracle compares both spaces with
 * what they were at the bookmark. A violation ends it, and is left to be seen.
 */
export function tryBookmarks<State>(host: TrialHost<State>, vmCount: number): void {
  host.pump();
  const before = host.save();
  for (let vm = 0; vm < vmCount; vm++) {
    const names = host.engine.bookmarks(vm as VmId).filter(({ name, state }) => name !== null && state === 'valid');
    for (const { name } of names) {
      host.control({ id: host.nextControl++, kind: 'rollback', vms: [vm as VmId], target: { by: 'bookmark', name: name ?? '' }, waiting: 'keep' });
      host.rest();
      host.bookmarksTried++;
      if (host.oracle.violations.count > 0) return;
      host.restore(before);
    }
  }
}
