/**
 * Ready figures for devices: parameters of a model, the source beside them. One entry per device; the scenario's defaults are taken from here.
 *
 * Sources. [glossary]: vendor glossary of nvme-storage.com (latency of DRAM, NVMe, iSCSI). [P3700]: Intel SSD DC P3700 product specification, 2014 (20/20
 * us typical latency, 460K / 175K random 4 KiB IOPS, 2.8 / 2.0 GB/s). [MQSim]: ssdconfig.xml as shipped (75 us page read, 333 MT/s channels). Round trip
 * of iSCSI and of Fibre Channel: rules of thumb.
 */
import { assert } from '../base/assert.ts';
import type { Distribution } from '../base/distributions.ts';
import type { DeviceRole, NetworkPath } from './deviceSpec.ts';
import { ssdPresets } from './flash/ssdPresets.ts';

export interface DevicePreset {
  readonly name: string;
  readonly role: DeviceRole;
  readonly summary: string;
  readonly source: string;
  /** A name of `deviceModels[role]`. */
  readonly model: string;
  /** Parameters of the model that differ from its defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Of arrays: the network that they are meant with. */
  readonly network?: NetworkPath;
}

function constant(valueNs: number): Distribution {
  return { kind: 'constant', valueNs };
}

export const devicePresets: readonly DevicePreset[] = [
  {
    name: 'dram',
    role: 'dram',
    summary: '100 ns per access, then 10 GB/s on each of 4 channels: 0.51 us for 4 KiB',
    source: '[glossary] 100 ns; a copy of 4 KiB in 0.41 us is 10 GB/s',
    model: 'latency',
    params: { readLatency: constant(100), writeLatency: constant(100), bandwidthBytesPerSecond: 10e9, parallel: 4 },
  },
  {
    name: 'ddr3',
    role: 'dram',
    summary: 'four channels of DDR3-1600: 100 ns per access, 12.8 GB/s each, addresses alternate every 4 KiB',
    source: '[glossary] 100 ns; JEDEC JESD79-3: 64 bits at 1600 MT/s are 12.8 GB/s',
    model: 'channels',
    params: {},
  },
  {
    name: 'flash',
    role: 'flash',
    summary: '75 us to read; 20 us to write into a write buffer that keeps its content without power; 32 dies; 1 GB/s each way per operation',
    source: '[MQSim] read; [P3700] buffered write and 20 us + 4 KiB transfer',
    model: 'latency',
    params: { readLatency: constant(75_000), writeLatency: constant(20_000), bandwidthBytesPerSecond: 1e9, parallel: 32 },
  },
  {
    name: 'array',
    role: 'array',
    summary: 'round trip of 200 us, then 300 us in the array, 16 operations at the same time, 1.25 GB/s (10 GbE)',
    source: 'round trip of iSCSI: [glossary] 100-300 us; service: write cache or flash back end',
    model: 'latency',
    params: { readLatency: constant(300_000), writeLatency: constant(300_000), parallel: 16 },
    network: { latency: constant(200_000), bytesPerSecond: 1.25e9 },
  },
  {
    name: 'raid5-15k',
    role: 'array',
    summary: 'RAID 5 over 8 drives of 15,000 rpm behind 256 MiB of durable write cache, over 10 Gb/s iSCSI',
    source: 'drives: see sim/devices/hdd/hddPresets.ts; network: [glossary]; write-cache hit 100 us: rule of thumb',
    model: 'storage',
    params: {},
    network: { latency: constant(200_000), bytesPerSecond: 1.25e9 },
  },
  {
    name: 'raid10-10k',
    role: 'array',
    summary: 'RAID 10 over 12 drives of 10,000 rpm behind 256 MiB of durable write cache, over 8 Gb/s Fibre Channel',
    source: 'drives: see sim/devices/hdd/hddPresets.ts; round trip of Fibre Channel 50 us: rule of thumb; 8GFC: 800 MB/s',
    model: 'storage',
    params: { raid: 'raid10', disks: 12, disk: '10k' },
    network: { latency: constant(50_000), bytesPerSecond: 800e6 },
  },
  {
    name: 'raid6-7k',
    role: 'array',
    summary: 'RAID 6 over 4 drives of 7,200 rpm without a write cache, over 1 Gb/s iSCSI: slow on purpose',
    source: 'drives: see sim/devices/hdd/hddPresets.ts; network: [glossary], 1 GbE: 125 MB/s',
    model: 'storage',
    params: { raid: 'raid6', disks: 4, disk: '7k', writeCacheBytes: 0 },
    network: { latency: constant(300_000), bytesPerSecond: 125e6 },
  },
  {
    name: 'all-flash',
    role: 'array',
    summary: 'RAID 5 over 8 SATA solid-state drives behind 256 MiB of durable write cache, over 10 Gb/s iSCSI',
    source: 'Intel SSD DC S3700 (50/65 us, 500 MB/s): product brief, 2012; network: [glossary]',
    model: 'storage',
    params: { disk: 'ssd' },
    network: { latency: constant(200_000), bytesPerSecond: 1.25e9 },
  },
  {
    name: 'ideal',
    role: 'flash',
    summary: 'a microsecond for anything, any number at the same time',
    source: 'own: a bound on what a better device can give',
    model: 'latency',
    params: { readLatency: constant(1_000), writeLatency: constant(1_000), bandwidthBytesPerSecond: null, parallel: 1_048_576 },
  },
  ...ssdPresets,
];

/** The preset of that name in that role. Asserts that there is one: the scenario's parser has looked. */
export function devicePreset(role: DeviceRole, name: string): DevicePreset {
  const preset = devicePresets.find((candidate) => candidate.role === role && candidate.name === name);
  assert(preset !== undefined, 'a device preset is asked for by a name in the table');
  return preset;
}
