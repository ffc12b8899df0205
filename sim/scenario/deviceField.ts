/**
 * The field of a device: its model and preset by name, the model's parameters, and what the device has beside them (a size, what the array can do), all in one map.
 *
 * What is not said comes from the preset, and else from the model's own defaults. Without `preset` that of the role counts, or, where another `model` is named, that model's first.
 */
import type { DeviceRole, DeviceSpec } from '../devices/deviceSpec.ts';
import { deviceModel, deviceModels } from '../devices/deviceModels.ts';
import { devicePreset, devicePresets, type DevicePreset } from '../devices/devicePresets.ts';
import { joinPath, mapSchema, nameField, readEntries, refuseNode, requireMap, type Field, type MapEntries, type MapEntry } from './field.ts';
import type { InputMap } from './inputNode.ts';
import { ScenarioError } from './scenarioError.ts';
import { paramEntries, toCodeNames } from './specField.ts';

export interface DeviceInput {
  /** Null: the model's own defaults. */
  readonly preset: string | null;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface DeviceNames {
  readonly preset: string | null;
  readonly model: string | null;
}

export function deviceField<Common extends object>(
  role: DeviceRole,
  what: string,
  defaultPreset: string,
  common: MapEntries<Common>,
): Field<DeviceInput & { readonly common: Common }> {
  const specs = deviceModels[role];
  const presets = devicePresets.filter((preset) => preset.role === role);
  const names: MapEntries<DeviceNames> = {
    preset: { field: nameField(presets.map(({ name }) => name)), summary: 'figures of which device', default: null, defaultText: defaultPreset },
    model: { field: nameField(specs.map(({ name }) => name)), summary: 'how it is modelled; default: as the preset', default: null },
  };
  return {
    schema: { anyOf: specs.map((spec) => mapSchema({ ...common, ...namesOf(spec, presets, names), ...paramEntries(spec) })) },
    read(node, path) {
      const map = requireMap(node, path, what);
      const said = readEntries<DeviceNames>(map, path, what, names, [...map.entries.keys()]);
      const chosen = choose(role, said, defaultPreset, map, path);
      const whatOfModel = specs.length === 1 ? what : `${what} (model ${chosen.spec.name})`;
      const params = withPreset(paramEntries(chosen.spec), chosen);
      refuseForeign(map, path, chosen, specs, [...Object.keys(common), ...Object.keys(names), ...Object.keys(params)]);
      const read = readEntries<Record<string, unknown>>(map, path, whatOfModel, { ...common, ...names, ...params });
      return {
        preset: chosen.preset === null ? null : chosen.preset.name,
        model: chosen.spec.name,
        common: Object.fromEntries(Object.keys(common).map((name) => [name, read[name]])) as Common,
        params: toCodeNames(read, chosen.spec),
      };
    },
  };
}

/** A parameter of another model of the role is not just unknown. */
function refuseForeign(map: InputMap, path: string, { spec }: Chosen, specs: readonly DeviceSpec<object>[], allowed: readonly string[]): void {
  for (const [key, { keyPlace }] of map.entries) {
    if (allowed.includes(key)) continue;
    const owner = specs.find((other) => Object.hasOwn(paramEntries(other), key));
    if (owner === undefined) continue;
    throw new ScenarioError({
      place: keyPlace,
      field: joinPath(path, key),
      given: `is no field of the model ${spec.name}`,
      allowed: `it belongs to the model ${owner.name}: write model: ${owner.name}, or one of its presets`,
    });
  }
}

interface Chosen {
  readonly spec: DeviceSpec<object>;
  readonly preset: DevicePreset | null;
}

function choose(role: DeviceRole, said: DeviceNames, defaultPreset: string, map: InputMap, path: string): Chosen {
  if (said.preset !== null) {
    const preset = devicePreset(role, said.preset);
    const modelNode = map.entries.get('model')?.node;
    if (modelNode !== undefined && said.model !== preset.model)
      refuseNode(modelNode, `${path}.model`, `the preset ${preset.name} is one of the model ${preset.model}: leave one of the two out`);
    return { spec: deviceModel(role, preset.model), preset };
  }
  const fallback = devicePreset(role, defaultPreset);
  if (said.model === null || said.model === fallback.model) return { spec: deviceModel(role, fallback.model), preset: fallback };
  const first = devicePresets.find((preset) => preset.role === role && preset.model === said.model);
  return { spec: deviceModel(role, said.model), preset: first ?? null };
}

/** The entries with the preset's figures as defaults. */
function withPreset(entries: Readonly<Record<string, MapEntry<unknown>>>, { spec, preset }: Chosen): Readonly<Record<string, MapEntry<unknown>>> {
  const codeNames = Object.keys(spec.params);
  return Object.fromEntries(
    Object.entries(entries).map(([written, entry], index) => {
      const code = codeNames[index]!;
      return [written, preset !== null && Object.hasOwn(preset.params, code) ? { ...entry, default: preset.params[code] } : entry];
    }),
  );
}

/** Which names go with this model, for the schema. */
function namesOf(spec: DeviceSpec<object>, presets: readonly DevicePreset[], names: MapEntries<DeviceNames>): Readonly<Record<string, MapEntry<unknown>>> {
  const own = presets.filter((preset) => preset.model === spec.name).map(({ name }) => name);
  return { preset: { ...names.preset, field: nameField(own) }, model: { ...names.model, field: nameField([spec.name]) } };
}
