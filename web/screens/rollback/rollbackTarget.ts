/** Where the handle on the timeline is: at an instant, or on a bookmark. */
import { clockText } from '../../run/clockText.ts';
import type { RollbackTarget } from '../../worker/messages.ts';

export interface Handle {
  readonly atNs: number;
  /** Null: between bookmarks. */
  readonly bookmark: string | null;
}

export function targetOf({ atNs, bookmark }: Handle): RollbackTarget {
  return bookmark === null ? { by: 'time', timeNs: atNs } : { by: 'bookmark', name: bookmark };
}

/** As an event of the timeline, without `at`. */
export function deedOf({ atNs, bookmark }: Handle, vm: string): string {
  return `do: rollback, target: ${bookmark ?? `{ time: ${atNs}ns }`}, vm: ${vm}`;
}

export function targetText({ atNs, bookmark }: Handle): string {
  return bookmark ?? clockText(atNs);
}
