/** Devices of a scenario: what was said, what a preset says, and whether such a device can be. */
import { deviceModel, deviceModels } from '../devices/deviceModels.ts';
import type { DevicePlace, DeviceRole } from '../devices/deviceSpec.ts';
import { devicePreset } from '../devices/devicePresets.ts';
import { defaultParams, type ParamSpec } from '../base/spec.ts';
import { flashLayout } from '../hosts/simulated/flashLayout.ts';
import { defaults } from './defaults.ts';
import type { Resolver } from './resolver.ts';
import type { ArrayScenario, DeviceScenario, NetworkScenario, ServerScenario, TierScenario } from './scenario.ts';
import type { ArrayInput, TierInput } from './scenarioInput.ts';
import { writtenName } from './specField.ts';

export function resolveTier(role: 'dram' | 'flash', input: TierInput | null): TierScenario {
  if (input === null) return { sizeBytes: defaults[role].sizeBytes, ...deviceOfPreset(role, defaults[role].preset) };
  return { sizeBytes: input.common.size, model: input.model, params: input.params };
}

export function resolveArray(input: ArrayInput | null): ArrayScenario {
  const { preset, snapshots, atomicWrites } = defaults.array;
  if (input === null) return { ...deviceOfPreset('array', preset), snapshots, atomicWrites };
  return { model: input.model, params: input.params, ...input.common };
}

function deviceOfPreset(role: DeviceRole, name: string): DeviceScenario {
  const preset = devicePreset(role, name);
  const spec = deviceModel(role, preset.model);
  return { model: preset.model, params: { ...defaultParams(spec as Parameters<typeof defaultParams>[0]), ...preset.params } };
}

/** Refuses devices whose parameters do not go together, or not with their size. */
export function checkDevices(server: ServerScenario, blockBytes: number, resolver: Resolver): void {
  checkDevice('dram', 'server.dram', server.dram, { sizeBytes: server.dram.sizeBytes, blockBytes }, resolver);
  const { sizeBytes } = flashLayout({ flashBlocks: server.flash.sizeBytes / blockBytes, blockBytes });
  checkDevice('flash', 'server.flash', server.flash, { sizeBytes, blockBytes }, resolver);
}

/** The same of the array, as far as the sizes of the VMs' disks are known; and whether it can lose its network. */
export function checkArray(array: ArrayScenario, network: NetworkScenario, place: DevicePlace, resolver: Resolver): void {
  checkDevice('array', 'array', array, place, resolver);
  const able = deviceModels.array.filter(({ hasLink }) => hasLink === true).map(({ name }) => name);
  const allowed = `the array's model ${array.model} knows no link that can be lost: say array: { model: ${able.join(' or ')} }, or one of its presets`;
  resolver.check(network.outages.length === 0 || able.includes(array.model), 'network.outages', allowed, 'loses the link');
}

function checkDevice(role: DeviceRole, path: string, device: DeviceScenario, place: DevicePlace, resolver: Resolver): void {
  const spec = deviceModel(role, device.model);
  const fault = spec.fault?.(device.params, place) ?? null;
  if (fault === null) return;
  if (fault.param === null) resolver.refuse(`${path}.size`, fault.allowed);
  const param = (spec.params as Readonly<Record<string, ParamSpec<unknown>>>)[fault.param]!;
  const field = `${path}.${writtenName(fault.param, param)}`;
  resolver.refuse(field, fault.allowed, resolver.isGiven(field) ? {} : { given: `is ${String(device.params[fault.param])} (by its preset)` });
}
