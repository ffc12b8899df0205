/**
 * The fields of a scenario as they are written: what may stand where. What is left open here (null: not said) is settled in `resolve.ts`.
 */
import { flushPolicies } from '../engine/policy/flushPolicies.ts';
import { admissionPolicies } from '../engine/policy/admissionPolicies.ts';
import { onlinePolicies } from '../engine/policy/evictionPolicies.ts';
import type { Distribution } from '../base/distributions.ts';
import {
  durabilities,
  granularities,
  logFulls,
  preimageStrategies,
  tierings,
  type Durability,
  type Granularity,
  type LogFull,
  type PreimageStrategy,
  type Tiering,
} from '../engine/protocol.ts';
import { formatQuantity } from '../base/units.ts';
import { defaults } from './defaults.ts';
import { deviceField, type DeviceInput } from './deviceField.ts';
import { distributionField } from './distributionField.ts';
import {
  countField,
  flagField,
  listField,
  mapField,
  nameField,
  openEntry as open,
  quantityField,
  readEntries,
  refuseNode,
  textField,
  type Field,
  type MapEntries,
} from './field.ts';
import { oracleModes, type OracleMode } from './scenario.ts';
import { partitioners } from '../hypervisor/partitioners.ts';
import { schedulers } from '../hypervisor/schedulers.ts';
import { specField, type SpecChoice } from './specField.ts';
import { timelineField, type TimelineInput } from './timelineField.ts';
import { workloadField, type WorkloadInput } from './workloadField.ts';
import { limitField, reservationField, type VmBoundsInput } from './vmShareField.ts';

export interface ScenarioInput {
  readonly name: string | null;
  readonly summary: string;
  readonly seed: number;
  readonly duration: number;
  readonly warmup: number;
  readonly blockSize: number;
  readonly oracle: OracleMode;
  readonly sampleInterval: number | null;
  readonly server: ServerInput | null;
  readonly network: NetworkInput | null;
  readonly array: ArrayInput | null;
  readonly vms: readonly VmInput[] | null;
  readonly timeline: readonly TimelineInput[];
  readonly crashSample: number;
  readonly slowdown: boolean;
}

export interface ServerInput {
  readonly dram: TierInput | null;
  readonly flash: TierInput | null;
  readonly scheduler: SpecChoice | null;
  readonly hypervisor: HypervisorInput | null;
  readonly cache: ServerCacheInput | null;
}

export type TierInput = DeviceInput & { readonly common: { readonly size: number } };

export interface HypervisorInput {
  readonly overhead: Distribution | null;
  readonly parallel: number;
}

export interface NetworkInput {
  readonly latency: Distribution | null;
  readonly bandwidth: number | null;
  readonly outages: readonly OutageInput[];
  /** Infinity: none. */
  readonly timeout: number;
}

export interface OutageInput {
  readonly at: number;
  readonly for: number;
}

export type ArrayInput = DeviceInput & { readonly common: ArrayFeatures };

export interface ArrayFeatures {
  readonly snapshots: boolean;
  readonly atomicWrites: boolean;
}

export interface CacheInput {
  readonly eviction: SpecChoice | null;
  readonly admission: { readonly readMisses: boolean | null; readonly misses: SpecChoice | null; readonly promote: boolean | null } | null;
  readonly tiering: Tiering | null;
  readonly flush: SpecChoice | null;
  readonly durability: Durability | null;
  readonly granularity: Granularity | null;
  readonly interval: number | null;
  readonly retention: { readonly time: number | null; readonly records: number | null; readonly flash: number | null } | null;
  readonly logFull: LogFull | null;
  readonly preimage: PreimageStrategy | null;
}

export interface ServerCacheInput extends CacheInput {
  readonly partition: SpecChoice | null;
  readonly logRecords: number | null;
  readonly destagesInFlight: number;
  readonly logTail: number;
  readonly walkPerRecord: number;
}

export interface PortionInput {
  readonly dram: number | null;
  readonly flash: number | null;
  readonly logRecords: number | null;
}

export interface VmInput {
  readonly name: string | null;
  readonly count: number | null;
  readonly disk: number | null;
  readonly memory: number | null;
  readonly weight: number;
  readonly ioWeight: number | null;
  readonly reservation: VmBoundsInput | null;
  readonly limit: VmBoundsInput | null;
  readonly portion: PortionInput | null;
  readonly cache: CacheInput | null;
  readonly workload: WorkloadInput | null;
  readonly workloads: readonly WorkloadInput[] | null;
}

/** Names become parts of file names and of paths in `--set`. */
const namePattern = { regExp: /^[A-Za-z0-9][\w-]*$/, needed: 'a name has letters, digits, - and _, and begins with a letter or digit' };

function choiceOf(key: string, what: string, specs: Parameters<typeof specField>[0]['specs']): Field<SpecChoice> {
  return specField({ key, what, specs, common: {} });
}

const bandwidth = unbounded(quantityField('bytesPerSecond', { min: 1 }));

/** What `field` reads, or Infinity for the word `none`. */
function unbounded(field: Field<number>): Field<number> {
  return {
    schema: { anyOf: [field.schema, { const: 'none' }] },
    read: (node, path) => (node.kind === 'scalar' && node.value === 'none' ? Infinity : field.read(node, path)),
  };
}

function tierField(role: 'dram' | 'flash', given: { readonly preset: string; readonly sizeBytes: number }, min: number): Field<TierInput> {
  return deviceField(role, `the ${role} tier`, given.preset, {
    size: {
      field: quantityField('bytes', { min }),
      summary: 'size of the tier',
      default: given.sizeBytes,
      defaultText: formatQuantity(given.sizeBytes, 'bytes'),
    },
  });
}

const retentionEntries: MapEntries<NonNullable<CacheInput['retention']>> = {
  time: open(unbounded(quantityField('ns', { min: 1 })), 'records older than this are given up; or none', 'none'),
  records: open(unbounded(countField({ min: 1 })), 'more records than this are not kept; or none', 'none'),
  flash: open(unbounded(quantityField('bytes')), 'more flash than this does not go to history; or none', 'none'),
};

const admissionEntries: MapEntries<NonNullable<CacheInput['admission']>> = {
  readMisses: open(flagField, 'does a read miss leave its blocks in DRAM?', defaults.cache.admission.readMisses),
  misses: open(choiceOf('policy', 'an admission policy', admissionPolicies), 'which of them, where they do', defaults.cache.admission.misses),
  promote: open(flagField, 'does a flash hit bring its block to DRAM?', defaults.cache.admission.promote),
};

const cacheEntries: MapEntries<CacheInput> = {
  eviction: open(choiceOf('policy', 'an eviction policy', onlinePolicies), 'which clean block goes when room is needed', defaults.cache.eviction),
  admission: open(mapField('the admission', admissionEntries), 'what comes into DRAM'),
  tiering: open(nameField(tierings), 'are clean blocks kept in DRAM and flash, or in one of them', defaults.cache.tiering),
  flush: open(choiceOf('policy', 'a flush policy', flushPolicies), 'which dirty blocks are destaged, and when', defaults.cache.flush),
  durability: open(nameField(durabilities), 'where a write is when it is acknowledged', defaults.cache.durability),
  granularity: open(nameField(granularities), 'which points in time can be rolled back to', defaults.cache.granularity),
  interval: open(
    quantityField('ns', { min: 1000 }),
    'time between two unnamed bookmarks; for granularity interval',
    formatQuantity(defaults.cache.intervalNs, 'ns'),
  ),
  retention: open(mapField('the retention', retentionEntries), 'how long history is kept; each limit or none'),
  logFull: open(nameField(logFulls), 'what goes when the log has no room: its oldest records (the window shrinks), or all of it', defaults.cache.logFull),
  preimage: open(nameField(preimageStrategies), 'what becomes of previous data that only the array holds', defaults.cache.preimage),
};

const serverCacheEntries: MapEntries<ServerCacheInput> = {
  partition: open(choiceOf('policy', 'a partition policy', partitioners), 'how DRAM, flash and log are divided among VMs', defaults.cache.partition),
  ...cacheEntries,
  logRecords: open(
    countField({ min: 1 }),
    `records of all logs together, divided among VMs like DRAM and flash; default: ${String(defaults.cache.logRecordsPerBlock)} per block of DRAM and flash of each`,
  ),
  destagesInFlight: {
    field: countField({ min: 1, max: 65_536 }),
    summary: 'destages of a VM that are in flight at most',
    default: defaults.cache.destagesInFlightMax,
    defaultText: defaults.cache.destagesInFlightMax,
  },
  logTail: {
    field: countField({ min: 1 }),
    summary: 'log records of a VM that are still in DRAM; older ones are read from flash when walked',
    default: defaults.cache.logTailRecords,
    defaultText: defaults.cache.logTailRecords,
  },
  walkPerRecord: {
    field: quantityField('ns'),
    summary: 'time that walking one log record takes',
    default: defaults.cache.walkNsPerRecord,
    defaultText: formatQuantity(defaults.cache.walkNsPerRecord, 'ns'),
  },
};

const hypervisorEntries: MapEntries<HypervisorInput> = {
  overhead: open(distributionField, 'time that each IO takes in the hypervisor, on its way to the cache', '0s'),
  parallel: {
    field: countField({ min: 1, max: 1_048_576 }),
    summary: 'IOs that the hypervisor works on at the same time; for overhead',
    default: defaults.hypervisor.parallel,
    defaultText: defaults.hypervisor.parallel,
  },
};

const serverEntries: MapEntries<ServerInput> = {
  dram: open(tierField('dram', defaults.dram, 4096), 'the DRAM of the cache'),
  flash: open(tierField('flash', defaults.flash, 0), 'the flash of the cache'),
  scheduler: open(choiceOf('policy', 'a scheduler', schedulers), 'in which order the VMs are served', defaults.scheduler),
  hypervisor: open(mapField('the hypervisor', hypervisorEntries), 'what an IO costs before it reaches the cache'),
  cache: open(mapField('the cache', serverCacheEntries), 'how the cache works; a VM may have its own'),
};

const outageField: Field<OutageInput> = mapField<OutageInput>('an outage', {
  at: { field: quantityField('ns'), summary: 'when the link is lost' },
  for: { field: quantityField('ns', { min: 1 }), summary: 'how long' },
});

const networkEntries: MapEntries<NetworkInput> = {
  latency: open(distributionField, 'round trip to the array; default: as the preset of the array'),
  bandwidth: open(bandwidth, 'of one operation (array model latency), of each direction (storage), or none; default: as the preset of the array'),
  outages: { field: listField(outageField, 'outages'), summary: 'when the link to the array is lost (array model storage)', default: [] },
  timeout: {
    field: unbounded(quantityField('ns', { min: 1 })),
    summary: 'how long an operation waits for a lost link before it fails, or none',
    default: defaults.network.timeoutNs,
    defaultText: formatQuantity(defaults.network.timeoutNs, 'ns'),
  },
};

const arrayEntries: MapEntries<ArrayFeatures> = {
  snapshots: {
    field: flagField,
    summary: 'can it keep the former content of a block?',
    default: defaults.array.snapshots,
    defaultText: defaults.array.snapshots,
  },
  atomicWrites: {
    field: flagField,
    summary: 'can it write several blocks all or none?',
    default: defaults.array.atomicWrites,
    defaultText: defaults.array.atomicWrites,
  },
};

const portionEntries: MapEntries<PortionInput> = {
  dram: open(quantityField('bytes'), 'DRAM of this VM'),
  flash: open(quantityField('bytes'), 'flash of this VM'),
  logRecords: open(countField({ min: 1 }), `records of its log; default: ${String(defaults.cache.logRecordsPerBlock)} per block of DRAM and flash`),
};

export const portionField: Field<PortionInput> = mapField('a portion', portionEntries);

const vmEntries: MapEntries<VmInput> = {
  name: open(textField('a name', namePattern), 'default: vm1, vm2, …'),
  count: open(countField({ min: 1, max: 100_000 }), 'so many VMs like this, numbered', 1),
  disk: open(
    quantityField('bytes', { min: 512 }),
    'size of its disk; default with a trace: as large as the trace needs',
    formatQuantity(defaults.vm.diskBytes, 'bytes'),
  ),
  memory: open(quantityField('bytes'), 'size of its memory; default: 256MiB, but at most a quarter of its portion'),
  weight: {
    field: quantityField('ratio', { min: 1e-6, max: 1e6 }),
    summary: 'its share of the server beside the others',
    default: defaults.vm.weight,
    defaultText: defaults.vm.weight,
  },
  ioWeight: open(quantityField('ratio', { min: 1e-6, max: 1e6 }), 'its share of the IO; default: as weight'),
  reservation: open(reservationField, 'what it gets at least, where the policies keep to that'),
  limit: open(limitField, 'what it gets at most, where the policies keep to that'),
  portion: open(portionField, 'what it gets of the server; default: by the partition policy'),
  cache: open(mapField('the cache of a VM', cacheEntries), "what differs from the server's cache"),
  workload: open(workloadField, 'what it does'),
  workloads: open(listField(workloadField, 'workloads'), 'what it does, all at once'),
};

export const vmField: Field<VmInput> = mapField('a VM', vmEntries);

/** A list of VMs, the number of them, or one map with a count. */
export const vmsField: Field<readonly VmInput[]> = {
  schema: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'array', items: vmField.schema, minItems: 1 }, vmField.schema] },
  read(node, path) {
    if (node.kind === 'map') return [vmField.read(node, path)];
    if (node.kind === 'list') {
      if (node.items.length === 0) refuseNode(node, path, 'at least one VM is needed');
      return node.items.map((item, index) => vmField.read(item, `${path}.${String(index)}`));
    }
    if (typeof node.value !== 'number') refuseNode(node, path, 'a list of VMs, or how many there are, is needed');
    const count = countField({ min: 1, max: 100_000 }).read(node, path);
    return [
      readEntries({ kind: 'map', place: node.place, isCwdRelative: false, entries: new Map() }, path, 'a VM', {
        ...vmEntries,
        count: { ...vmEntries.count, default: count },
      }),
    ];
  },
};

export const scenarioEntries: MapEntries<ScenarioInput> = {
  name: open(textField('a name', namePattern), 'default: that of the file'),
  summary: { field: textField('a sentence'), summary: 'the question that it asks', default: '' },
  seed: { field: countField({ min: 0, max: 4_294_967_295 }), summary: 'of all random numbers', default: defaults.seed, defaultText: defaults.seed },
  duration: {
    field: quantityField('ns', { min: 1, max: 8_640_000e9 }),
    summary: 'simulated time',
    default: defaults.durationNs,
    defaultText: formatQuantity(defaults.durationNs, 'ns'),
  },
  warmup: { field: quantityField('ns'), summary: 'metrics begin after it', default: defaults.warmupNs, defaultText: '0s' },
  blockSize: {
    field: quantityField('bytes', { min: 512, max: 65_536 }),
    summary: 'the unit of caching: a power of two',
    default: defaults.blockBytes,
    defaultText: formatQuantity(defaults.blockBytes, 'bytes'),
  },
  oracle: {
    field: nameField(oracleModes),
    summary: 'how much is compared with the full history; changes nothing in the run',
    default: defaults.oracle,
    defaultText: defaults.oracle,
  },
  sampleInterval: open(quantityField('ns', { min: 1000 }), `between two samples of the time series; default: ${String(defaults.samples)} samples`),
  server: open(mapField('the server', serverEntries), 'what the VMs run on'),
  network: open(mapField('the network', networkEntries), 'between server and array'),
  array: open(deviceField('array', 'the array', defaults.array.preset, arrayEntries), 'the storage array behind the cache'),
  vms: open(vmsField, 'the virtual machines, or how many', defaults.vm.count),
  timeline: { field: timelineField, summary: 'what happens to them, and when', default: [] },
  crashSample: {
    field: countField({ min: 0, max: 100_000 }),
    summary: 'at so many instants, look what a crash of the server would leave; changes nothing in the run',
    default: defaults.crashSample,
    defaultText: defaults.crashSample,
  },
  slowdown: {
    field: flagField,
    summary: 'run each VM alone as well, and tell how much the others slow it down; changes nothing in the run',
    default: defaults.slowdown,
    defaultText: defaults.slowdown,
  },
};

export const scenarioField: Field<ScenarioInput> = mapField('a scenario', scenarioEntries);
