/** Everything that a timeline event `change` may change while a run goes on: the message that lists them, the docs and the dashboard's knobs read this table. */
import type { ChangeablePath, ChangeContext, ChangeSource } from './changeable.ts';
import { deviceChange } from './deviceChange.ts';
import { durabilityChange } from './durabilityChange.ts';
import { flushChange } from './flushChange.ts';
import { networkChange } from './networkChange.ts';

const changeSources: readonly ChangeSource[] = [
  flushChange,
  durabilityChange,
  deviceChange('dram'),
  deviceChange('flash'),
  networkChange,
  deviceChange('array'),
];

/** All paths that can change in that world, in the order of the scenario. */
export function changeablePaths(context: ChangeContext): readonly ChangeablePath[] {
  return changeSources.flatMap((source) => source(context));
}
