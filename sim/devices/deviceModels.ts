/** Every device model, by the role that it can play: a new one is a file of its own and a line here. Within a role names are unique. */
import { assert } from '../base/assert.ts';
import { storageArrayModel } from './array/storageArrayModel.ts';
import type { DeviceRole, DeviceSpec } from './deviceSpec.ts';
import { dramModel } from './dram/dramModel.ts';
import { ssdModel } from './flash/ssdModel.ts';
import { arrayLatencyModel, latencyModel } from './latencyModel.ts';

export const deviceModels: Readonly<Record<DeviceRole, readonly DeviceSpec<object>[]>> = {
  dram: [latencyModel, dramModel],
  flash: [latencyModel, ssdModel],
  array: [arrayLatencyModel, storageArrayModel],
};

/** The model of that name. Asserts that there is one: the scenario's parser has looked. */
export function deviceModel(role: DeviceRole, name: string): DeviceSpec<object> {
  const spec = deviceModels[role].find((candidate) => candidate.name === name);
  assert(spec !== undefined, 'a device model is asked for by a name in the table');
  return spec;
}
