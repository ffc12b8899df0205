/** Colours of spans: what is part of an IO has its VM's, what the cache does by itself the colour of the state or cause that it serves. */
import { lineInk, stateInk, vmInk } from '../../../reports/charts/palette.ts';
import type { InkedState, Theme } from '../../../reports/charts/palette.ts';
import { spanNames } from '../../worker/lanes/spanNames.ts';

interface OwnWork {
  readonly label: string;
  readonly ink: InkedState;
  readonly names: RegExp;
}

/** In the order of the legend; the last takes what is left. */
export const ownWorks: readonly OwnWork[] = [
  { label: 'destage', ink: 'dirty', names: /^(write|stage|commit|discard)-array$/ },
  { label: 'copy to flash', ink: 'previous', names: /^copy-dram-to-flash$/ },
  { label: 'log', ink: 'preimage', names: /-log$/ },
  { label: 'other work of the cache', ink: 'free', names: /./ },
];

const inkOfName: readonly InkedState[] = spanNames.map((name) => ownWorks.find(({ names }) => names.test(name))!.ink);

/** `io` is -1 for the cache's own work. */
export function spanColour(vm: number, io: number, name: number, theme: Theme): string {
  return lineInk(io < 0 ? stateInk(inkOfName[name]!) : vmInk(vm))[theme];
}

/** Reads are paler. */
export function spanAlpha(io: number, name: number): number {
  return io >= 0 && /^read\b/.test(spanNames[name]!) ? 0.5 : 1;
}
