/**
 * Ready figures for the devices of the first world: one line per device, the source beside it. The scenario's defaults are taken from here.
 *
 * Sources. [glossary]: vendor glossary of nvme-storage.com (latency of DRAM, NVMe, iSCSI). [P3700]: Intel SSD DC P3700 product specification, 2014 (20/20
 * us typical latency, 460K / 175K random 4 KiB IOPS, 2.8 / 2.0 GB/s). [MQSim]: ssdconfig.xml as shipped (75 us page read, 333 MT/s channels). [ATC'08]: N.
 * Agrawal et al., "Design Tradeoffs for SSD Performance", USENIX ATC 2008, table 3 (25 us read, 200 us program, 100 us transfer per 4 KiB page). Round trip
 * of iSCSI and of Fibre Channel: rules of thumb.
 */
import { assert } from '../base/assert.ts';
import type { Distribution } from '../base/distributions.ts';
import type { LatencyDeviceConfig } from './latencyDevice.ts';

export type DeviceRole = 'dram' | 'flash' | 'array';

export interface DevicePreset {
  readonly name: string;
  readonly role: DeviceRole;
  readonly summary: string;
  readonly source: string;
  readonly config: LatencyDeviceConfig;
}

const INSIDE_MAX = 1_048_576;
const none: Distribution = { kind: 'constant', valueNs: 0 };

function constant(valueNs: number): Distribution {
  return { kind: 'constant', valueNs };
}

export const devicePresets: readonly DevicePreset[] = [
  {
    name: 'dram',
    role: 'dram',
    summary: '100 ns per access, then 10 GB/s on each of 4 channels: 0.51 us for 4 KiB',
    source: '[glossary] 100 ns; a copy of 4 KiB in 0.41 us is 10 GB/s',
    config: { readLatency: constant(100), writeLatency: constant(100), extraLatency: none, bytesPerSecond: 10e9, parallel: 4, insideMax: INSIDE_MAX },
  },
  {
    name: 'flash',
    role: 'flash',
    summary: '75 us to read; 20 us to write into a write buffer that keeps its content without power; 32 dies; 1 GB/s each way per operation',
    source: '[MQSim] read; [P3700] buffered write and 20 us + 4 KiB transfer',
    config: { readLatency: constant(75_000), writeLatency: constant(20_000), extraLatency: none, bytesPerSecond: 1e9, parallel: 32, insideMax: INSIDE_MAX },
  },
  {
    name: 'array',
    role: 'array',
    summary: 'round trip of 200 us, then 300 us in the array, 16 operations at the same time, 1.25 GB/s (10 GbE)',
    source: 'round trip of iSCSI: [glossary] 100-300 us; service: write cache or flash back end',
    config: {
      readLatency: constant(300_000),
      writeLatency: constant(300_000),
      extraLatency: constant(200_000),
      bytesPerSecond: 1.25e9,
      parallel: 16,
      insideMax: INSIDE_MAX,
    },
  },
  {
    name: 'slc2008',
    role: 'flash',
    summary: '25 us to read, 200 us to program, 100 us of transfer per 4 KiB page, 8 packages',
    source: "[ATC'08] table 3",
    config: { readLatency: constant(25_000), writeLatency: constant(200_000), extraLatency: none, bytesPerSecond: 40.96e6, parallel: 8, insideMax: INSIDE_MAX },
  },
  {
    name: 'nvme2014',
    role: 'flash',
    summary: '20 us either way, 2.8 GB/s per operation, 10 operations at the same time: 465K reads of 4 KiB per second',
    source: '[P3700] latency, bandwidth and random reads; its slower random writes are left to the full model',
    config: { readLatency: constant(20_000), writeLatency: constant(20_000), extraLatency: none, bytesPerSecond: 2.8e9, parallel: 10, insideMax: INSIDE_MAX },
  },
  {
    name: 'ideal',
    role: 'flash',
    summary: 'a microsecond for anything, any number at the same time',
    source: 'own: a bound on what a better device can give',
    config: {
      readLatency: constant(1_000),
      writeLatency: constant(1_000),
      extraLatency: none,
      bytesPerSecond: Infinity,
      parallel: INSIDE_MAX,
      insideMax: INSIDE_MAX,
    },
  },
];

/** The preset of that name. Asserts that there is one: the scenario's parser has looked. */
export function devicePreset(name: string): DevicePreset {
  const preset = devicePresets.find((candidate) => candidate.name === name);
  assert(preset !== undefined, 'a device preset is asked for by a name in the table');
  return preset;
}
