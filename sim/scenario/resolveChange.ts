/** A `change` of the timeline: whether the path can change in this world, and what its value means. */
import { nearMiss } from '../base/nearMiss.ts';
import { changeablePaths } from './changes/changes.ts';
import type { ChangeContext } from './changes/changeable.ts';
import { deviceModel } from '../devices/deviceModels.ts';
import { deviceRoles } from '../devices/deviceSpec.ts';
import { pathOfDevice } from './changes/changeable.ts';
import type { InputNode } from './inputNode.ts';
import type { Resolver } from './resolver.ts';
import type { TimelineAction } from './scenario.ts';
import type { ParamSpec } from '../base/spec.ts';
import { writtenName } from './specField.ts';

export interface ChangeInput {
  readonly path: string;
  readonly value: InputNode;
  /** VMs are named in the event. */
  readonly namesVms: boolean;
}

/** `path` is that of the event in the scenario. */
export function resolveChange(input: ChangeInput, path: string, context: ChangeContext, resolver: Resolver): TimelineAction {
  const known = changeablePaths(context);
  const found = known.find((candidate) => candidate.path === input.path);
  if (found === undefined) {
    const names = known.map((candidate) => candidate.path);
    const fixed = fixedDevice(input.path, context);
    const allowed = `${fixed ?? ''}while a run goes on, these can change: ${names.join(', ')}`;
    resolver.refuse(`${path}.path`, allowed, { suggestion: fixed === null ? nearMiss(input.path, names) : null });
  }
  resolver.check(found.scope === 'vm' || !input.namesVms, `${path}.path`, 'it is the same for all VMs: leave vm and vms out');
  const { change, shown } = found.read(input.value, `${path}.value`);
  return { do: 'change', path: found.path, shown, change };
}

/** What to say of a parameter that the device has, but can't change while it works; null: it is none. */
function fixedDevice(path: string, context: ChangeContext): string | null {
  for (const role of deviceRoles) {
    const { model } = role === 'array' ? context.array : context.server[role];
    const params = Object.entries(deviceModel(role, model).params as Readonly<Record<string, ParamSpec<unknown>>>);
    if (params.some(([name, param]) => `${pathOfDevice(role)}.${writtenName(name, param)}` === path))
      return `the model ${model} is built with it and cannot change it live; `;
  }
  return null;
}
