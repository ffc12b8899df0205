/**
 * The fields of a workload: what it does (an entry of the table of workloads with its parameters), when (an entry of the table of pacings, or one of the short forms), and what all
 * workloads have.
 */
import type { Distribution } from '../base/distributions.ts';
import { fio } from '../../workloads/fio/fioSpec.ts';
import { closed } from '../../workloads/generators/closedLoop.ts';
import { pacings } from '../../workloads/generators/pacings.ts';
import { pause, phases } from '../../workloads/generators/phases.ts';
import { traceTimes } from '../../workloads/generators/traceTimes.ts';
import { workloadTable } from '../../workloads/generators/workloadTable.ts';
import { defaults } from './defaults.ts';
import { distributionField } from './distributionField.ts';
import { countField, flagField, listField, nameField, openEntry, quantityField, type Field, type JsonSchema, type MapEntries } from './field.ts';
import type { InputMap } from './inputNode.ts';
import { specField, type SpecChoice } from './specField.ts';

export interface PacedCommon {
  readonly space: 'disk' | 'memory' | null;
  readonly pacing: SpecChoice | null;
  readonly queueDepth: number | null;
  readonly thinkTime: Distribution | null;
  readonly rate: number | null;
  readonly speed: number | null;
  readonly rateLimit: number | null;
  readonly bandwidthLimit: number | null;
  readonly start: number;
  readonly stop: number | null;
  readonly ios: number | null;
  readonly bytes: number | null;
  readonly flushEvery: number;
  readonly flushWaits: boolean;
  readonly forceUnitAccess: number;
}

export interface WorkloadCommon extends PacedCommon {
  readonly stagger: number;
  readonly startSpread: Distribution | null;
}

export interface PhaseCommon extends PacedCommon {
  readonly for: number | null;
}

export type PacedInput = SpecChoice & { readonly common: PacedCommon };
export type PhaseInput = SpecChoice & { readonly common: PhaseCommon };

export type WorkloadInput = SpecChoice & { readonly common: WorkloadCommon };

/** Parts of the schema that are used again and again: by name, so that it stays small. */
const definitions: Record<string, JsonSchema> = {};
export const workloadDefinitions: Readonly<Record<string, JsonSchema>> = definitions;

function defined<T>(name: string, field: Field<T>): Field<T> {
  definitions[name] = field.schema;
  return { schema: { $ref: `#/$defs/${name}` }, read: (node, path) => field.read(node, path) };
}

const time = defined('distribution', distributionField);
const rate = quantityField('perSecond', { min: 1e-6, max: 1e9 });

const pacedEntries: MapEntries<PacedCommon> = {
  space: openEntry(nameField(['disk', 'memory']), 'what it works on', 'disk'),
  pacing: openEntry(
    defined('pacing', specField({ key: 'type', what: 'a pacing', specs: pacings, common: {} })),
    'when IO arrives; queueDepth, thinkTime, rate and speed are short forms',
  ),
  queueDepth: openEntry(countField({ min: 1, max: 65_536 }), 'closed loop: IOs in flight', closed.params.queueDepth.default),
  thinkTime: openEntry(time, 'closed loop: time from an answer to the next IO', '0s'),
  rate: openEntry(rate, 'open loop: Poisson arrivals at this rate, whatever the answers'),
  speed: openEntry(quantityField('ratio', { min: 1e-6, max: 1e6 }), 'traces: at their own times, so many times as fast', traceTimes.params.speed.default),
  rateLimit: openEntry(rate, 'arrivals are held back to this rate, whatever the pacing'),
  bandwidthLimit: openEntry(quantityField('bytesPerSecond', { min: 1 }), 'arrivals are held back to this bandwidth, whatever the pacing'),
  start: { field: quantityField('ns'), summary: 'it begins here', default: 0, defaultText: '0s' },
  stop: openEntry(quantityField('ns'), 'it ends here; default: with the run'),
  ios: openEntry(countField({ min: 1 }), 'it ends after so many IOs; default: no limit'),
  bytes: openEntry(quantityField('bytes', { min: 1 }), 'it ends after so many bytes read and written; default: no limit'),
  flushEvery: { field: countField({ min: 0 }), summary: 'a guest flush after every so many writes; 0: never', default: 0, defaultText: 0 },
  flushWaits: {
    field: flagField,
    summary: 'is a flush a barrier: does it wait for all IO before it, and hold up what comes after it?',
    default: false,
    defaultText: false,
  },
  forceUnitAccess: { field: quantityField('ratio', { min: 0, max: 1 }), summary: 'share of the writes that force unit access', default: 0, defaultText: 0 },
};

const commonEntries: MapEntries<WorkloadCommon> = {
  ...pacedEntries,
  stagger: { field: quantityField('ns'), summary: 'with count: each VM begins so much later than the one before it', default: 0, defaultText: '0s' },
  startSpread: openEntry(time, 'it begins later by a time that is drawn for each VM', '0s'),
};

/** Of all that workloads have, what goes with those that are made of others: these say the rest themselves. */
export const commonOfComposites: readonly string[] = ['start', 'stagger', 'startSpread', 'stop'];

interface PartCommon {
  readonly weight: number;
}

/** What a mix is made of: a workload without pacing and without what all workloads have. A mix in a mix would say nothing new; a trace has its own times. */
const partField: Field<SpecChoice & { readonly weight: number }> = defined(
  'part',
  partOf(
    specField<PartCommon>({
      key: 'type',
      what: 'a part of a mix',
      specs: workloadTable.filter(({ name }) => name !== 'mixed' && name !== 'trace'),
      nameOf: () => defaults.workload.type,
      common: {
        weight: { field: quantityField('ratio', { max: 1e9 }), summary: 'its share of the IOs, beside the weights of the others', default: 1, defaultText: 1 },
      },
    }),
  ),
);

function partOf(field: Field<SpecChoice & { readonly common: PartCommon }>): Field<SpecChoice & { readonly weight: number }> {
  return {
    schema: field.schema,
    read(node, path) {
      const { name, params, common } = field.read(node, path);
      return { name, params, weight: common.weight };
    },
  };
}

const paramFields = { parts: listField(partField, 'workloads') };

const phaseField: Field<PhaseInput> = defined(
  'phase',
  specField<PhaseCommon>({
    key: 'type',
    what: 'a phase',
    specs: [...workloadTable, pause],
    nameOf,
    paramFields,
    common: { for: openEntry(quantityField('ns', { min: 1 }), 'how long it lasts; default: until its workload has ended'), ...pacedEntries },
  }),
);

export const workloadField: Field<WorkloadInput> = defined(
  'workload',
  specField<WorkloadCommon>({
    key: 'type',
    what: 'a workload',
    specs: [...workloadTable, phases, fio],
    nameOf: (node) => (node.entries.has('phases') ? phases.name : nameOf(node)),
    paramFields: { ...paramFields, phases: listField(phaseField, 'phases') },
    common: commonEntries,
  }),
);

/** Which workload is meant where none is named. */
function nameOf(node: InputMap): string {
  return node.entries.has('file') ? 'trace' : node.entries.has('of') ? 'mixed' : defaults.workload.type;
}
