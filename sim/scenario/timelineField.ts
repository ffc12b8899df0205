/** The timeline of a scenario as it is written: what happens to which VMs, and when. */
import { durabilities, type Durability } from '../engine/protocol.ts';
import { cutFates, type CutFate } from '../oracle/cutFate.ts';
import { flushPolicies } from '../engine/policy/flushPolicies.ts';
import {
  countField,
  listField,
  mapField,
  mapSchema,
  nameField,
  quantityField,
  readEntries,
  refuseNode,
  requireMap,
  textField,
  type Field,
  type MapEntries,
} from './field.ts';
import type { InputNode } from './inputNode.ts';
import type { AfterRollback } from './scenario.ts';
import { specField, type SpecChoice } from './specField.ts';

const actions = [
  'bookmark',
  'unbookmark',
  'rollback',
  'undo',
  'resume',
  'destage',
  'damage',
  'resize',
  'set-flush',
  'set-durability',
  'change',
  'crash',
  'damage-flash',
  'damage-array',
] as const;
export type ActionName = (typeof actions)[number];

export type TargetInput =
  | { readonly by: 'bookmark'; readonly name: string }
  | { readonly by: 'time'; readonly timeNs: number }
  | { readonly by: 'ago'; readonly agoNs: number }
  | { readonly by: 'sequence'; readonly sequence: number };

interface WhenAndWho {
  readonly at: number;
  readonly do: ActionName;
  readonly vm: string | null;
  readonly vms: readonly string[] | null;
}

interface PortionInput {
  readonly dram: number;
  readonly flash: number;
  readonly logRecords: number | null;
}

export type ActionInput =
  | { readonly do: 'bookmark' | 'unbookmark'; readonly name: string }
  | { readonly do: 'rollback'; readonly target: TargetInput; readonly waiting: 'keep' | 'drop' | null; readonly workload: AfterRollback }
  | { readonly do: 'undo' | 'resume' | 'destage' }
  | { readonly do: 'damage'; readonly size: number; readonly offset: number }
  | { readonly do: 'resize'; readonly portion: PortionInput }
  | { readonly do: 'set-flush'; readonly flush: SpecChoice }
  | { readonly do: 'set-durability'; readonly durability: Durability }
  | { readonly do: 'crash'; readonly inFlight: CutFate }
  | { readonly do: 'damage-flash' | 'damage-array'; readonly offset: number; readonly size: number }
  /** What the value has to be, depends on the path and the models. */
  | { readonly do: 'change'; readonly path: string; readonly value: InputNode };

export type TimelineInput = WhenAndWho & { readonly action: ActionInput };

const vmNames: Field<readonly string[]> = {
  schema: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  read(node, path) {
    if (node.kind === 'scalar') return [textField('the name of a VM').read(node, path)];
    const names = listField(textField('the name of a VM'), 'names of VMs').read(node, path);
    if (names.length === 0) refuseNode(node, path, 'at least one VM is needed');
    return names;
  },
};

const commonEntries: MapEntries<WhenAndWho> = {
  at: { field: quantityField('ns'), summary: 'when, counted from the start' },
  do: { field: nameField(actions), summary: `what: ${actions.join(', ')}` },
  vm: { field: textField('the name of a VM'), summary: 'to which VM', default: null },
  vms: { field: vmNames, summary: 'to which VMs at once (names of VMs or of groups with a count, or all); default: all', default: null },
};

const targetField: Field<TargetInput> = {
  schema: {
    anyOf: [
      { type: 'string', description: 'name of a bookmark' },
      {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
        properties: { bookmark: { type: 'string' }, time: { type: 'string' }, ago: { type: 'string' }, sequence: { type: 'integer' } },
      },
    ],
  },
  read(node, path) {
    const name = textField('the name of a bookmark');
    if (node.kind === 'scalar') return { by: 'bookmark', name: name.read(node, path) };
    const given = readEntries<{ bookmark: string | null; time: number | null; ago: number | null; sequence: number | null }>(
      requireMap(node, path, 'a target'),
      path,
      'a target',
      {
        bookmark: { field: name, summary: 'its name', default: null },
        time: { field: quantityField('ns'), summary: 'the state at this time', default: null },
        ago: { field: quantityField('ns'), summary: 'the state so long before', default: null },
        sequence: { field: countField({ min: 0 }), summary: 'the state after this write', default: null },
      },
    );
    if (Object.values(given).filter((value) => value !== null).length !== 1) refuseNode(node, path, 'one of bookmark, time, ago, sequence is needed');
    if (given.bookmark !== null) return { by: 'bookmark', name: given.bookmark };
    if (given.time !== null) return { by: 'time', timeNs: given.time };
    return given.ago !== null ? { by: 'ago', agoNs: given.ago } : { by: 'sequence', sequence: Number(given.sequence) };
  },
};

/** Read when the rest of the scenario is known. */
const anyField: Field<InputNode> = { schema: {}, read: (node) => node };

type ActionFields = Readonly<Record<string, unknown>>;

const defaultDamageBytes = 16 * 1024 * 1024;
const defaultFlashDamageBytes = 4096;
const bookmarkName = { name: { field: textField('the name of a bookmark'), summary: 'name of the bookmark' } };
const entriesByAction: Readonly<Record<ActionName, MapEntries<Record<string, unknown>>>> = {
  bookmark: bookmarkName,
  unbookmark: bookmarkName,
  rollback: {
    target: { field: targetField, summary: 'name of a bookmark, or a map with one of time, ago, sequence' },
    waiting: {
      field: nameField(['keep', 'drop']),
      summary: 'what becomes of requests that wait: run on the restored image, or dropped; default: keep, with workload rewind drop',
      default: null,
    },
    workload: {
      field: nameField(['continue', 'rewind', 'hold']),
      summary: 'what the workload does afterwards: goes on, goes on from where it was at the bookmark, waits for undo or resume',
      default: 'continue',
      defaultText: 'continue',
    },
  },
  undo: {},
  resume: {},
  destage: {},
  damage: {
    size: {
      field: quantityField('bytes', { min: 1 }),
      summary: 'so much of the disk is overwritten, from front to back',
      default: defaultDamageBytes,
      defaultText: '16MiB',
    },
    offset: { field: quantityField('bytes'), summary: 'where on the disk it begins', default: 0, defaultText: '0B' },
  },
  resize: {
    portion: {
      field: mapField<PortionInput>('a portion', {
        dram: { field: quantityField('bytes'), summary: 'DRAM of the VM from then on' },
        flash: { field: quantityField('bytes'), summary: 'flash of the VM from then on' },
        logRecords: { field: countField({ min: 1 }), summary: 'records of its log; default: 2 per block of DRAM and flash', default: null },
      }),
      summary: 'what the VM has from then on',
    },
  },
  'set-flush': {
    flush: { field: specField({ key: 'policy', what: 'a flush policy', specs: flushPolicies, common: {} }), summary: 'the flush policy from then on' },
  },
  change: {
    path: { field: textField('a path such as server.cache.flush or array.writeLatency'), summary: 'what, as the scenario writes it' },
    value: { field: anyField, summary: 'what it is from then on; of a latency also a factor on what the scenario says, such as 3x' },
  },
  'set-durability': { durability: { field: nameField(durabilities), summary: 'the durability class from then on' } },
  crash: {
    inFlight: {
      field: nameField(cutFates),
      summary: 'what becomes of what is being written to flash and array: each as chance has it, all lost, all kept, all torn',
      default: 'random',
      defaultText: 'random',
    },
  },
  'damage-flash': {
    offset: { field: quantityField('bytes'), summary: 'where on the flash device: slots, and behind them the log' },
    size: { field: quantityField('bytes', { min: 1 }), summary: 'so many bytes hold something else', default: defaultFlashDamageBytes, defaultText: '4KiB' },
  },
  'damage-array': {
    offset: { field: quantityField('bytes'), summary: "where on the VM's disk on the array" },
    size: {
      field: quantityField('bytes', { min: 1 }),
      summary: 'blocks of so many bytes hold something else there, of those that the server has written',
      default: defaultFlashDamageBytes,
      defaultText: '4KiB',
    },
  },
};

export const entryField: Field<TimelineInput> = {
  schema: {
    anyOf: actions.map((action) => mapSchema({ ...commonEntries, do: { field: nameField([action]), summary: 'what happens' }, ...entriesByAction[action] })),
  },
  read(node, path) {
    const map = requireMap(node, path, 'an event');
    const { at, do: action, vm, vms } = readEntries<WhenAndWho>(map, path, 'an event', commonEntries, [...map.entries.keys()]);
    const what = `the event ${action}`;
    const entries = entriesByAction[action];
    const fields: ActionFields = readEntries(map, path, what, entries, Object.keys(commonEntries));
    const vmsNode = map.entries.get('vms');
    if (vm !== null && vmsNode !== undefined) refuseNode(vmsNode.node, `${path}.vms`, 'vm and vms do not go together: name one VM with vm, several with vms');
    return { at, do: action, vm, vms, action: { do: action, ...fields } as ActionInput };
  },
};

export const timelineField: Field<readonly TimelineInput[]> = listField(entryField, 'events');
