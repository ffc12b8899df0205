/** Arrays and networks that cannot be, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';

function refusal(text: string): string {
  try {
    parseScenario(text, 'wrong.yaml', []);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'was accepted';
}

const wrong: readonly (readonly [string, string])[] = [
  ['array: { model: storage, raid: raid5, disks: 2 }', 'wrong.yaml:1:46: array.disks: is 2; RAID 5 has 3 disks or more'],
  ['array: { model: storage, raid: raid6, disks: 3 }', 'wrong.yaml:1:46: array.disks: is 3; RAID 6 has 4 disks or more'],
  ['array: { model: storage, raid: raid10, disks: 5 }', 'wrong.yaml:1:47: array.disks: is 5; RAID 10 has an even number of disks, 2 or more'],
  ['array: { model: storage, raid: raid1, disks: 1 }', 'wrong.yaml:1:46: array.disks: is 1; RAID 1 has 2 disks or more'],
  ['array: { model: storage, disks: 0 }', 'wrong.yaml:1:33: array.disks: is 0; 1 to 256 is possible'],
  ['array: { model: storage, raid: raid4 }', 'wrong.yaml:1:32: array.raid: is raid4; allowed are raid0, raid1, raid5, raid6, raid10; did you mean raid0?'],
  ['array: { model: storage, stripeUnit: 10KiB }', 'wrong.yaml:1:38: array.stripeUnit: is 10KiB; a multiple of 4KiB is needed, the page of the array'],
  ['array: { model: storage, stripeUnit: 1KiB }', 'wrong.yaml:1:38: array.stripeUnit: is 1KiB; 4KiB to 64MiB is possible'],
  ['array: { model: storage, writeCache: 5000B }', 'wrong.yaml:1:38: array.writeCache: is 5000B; a multiple of 4KiB is needed, the page of the array'],
  ['array: { model: storage, disk: 20k }', 'wrong.yaml:1:32: array.disk: is 20k; allowed are ssd, cheetah9lp, atlas10k, 10k, 15k, 7k; did you mean 10k?'],
  ['array: { model: storage, diskOrder: scan }', 'wrong.yaml:1:37: array.diskOrder: is scan; allowed are fcfs, sstf, sptf, cscan; did you mean cscan?'],
  ['array: { model: storage, destageOrder: fifo }', 'wrong.yaml:1:40: array.destageOrder: is fifo; allowed are lrw, cscan, wow'],
  ['array: { model: storage, destageLow: 0.9, destageHigh: 0.8 }', 'wrong.yaml:1:56: array.destageHigh: is 0.8; it must be above destageLow, 0.9'],
  ['array: { preset: raid5-15k, destageLow: 0.95 }', 'wrong.yaml:1:8: array.destageHigh: is 0.9 (by its preset); it must be above destageLow, 0.95'],
  [
    'array: { model: storage, disk: cheetah9lp, disks: 3 }',
    'wrong.yaml:1:51: array.disks: is 3; 3 disks as raid5 hold 18.2 GB; the disks of the VMs, a journal and room for snapshots need 34.3 GB',
  ],
  [
    'array: { model: storage, readCache: 1GiB, disk: 7k, disks: 256, raid: raid0 }\nvms: { count: 1000, disk: 20GiB }',
    'wrong.yaml:1:37: array.readCache: is 1GiB; a read cache serves at most 8TiB: 0B is possible',
  ],
  ['array: { model: storage, backgroundLoad: 1.5 }', 'wrong.yaml:1:42: array.backgroundLoad: is 1.5; 0 to 0.99 is possible'],
  ['array: { model: storage, backgroundSize: 9KB }', 'wrong.yaml:1:42: array.backgroundSize: is 9KB; a multiple of 4KiB is needed, the page of the array'],
  [
    'array: { model: storage, parallel: 4 }',
    'wrong.yaml:1:26: array.parallel: is no field of the model storage; it belongs to the model latency: write model: latency, or one of its presets',
  ],
  [
    'array: { raid: raid5 }',
    'wrong.yaml:1:10: array.raid: is no field of the model latency; it belongs to the model storage: write model: storage, or one of its presets',
  ],
  [
    'network: { outages: [{ at: 1s, for: 1s }] }',
    "wrong.yaml:1:21: network.outages: loses the link; the array's model latency knows no link that can be lost: say array: { model: storage }, or one of its presets",
  ],
  [
    'array: { model: storage }\nnetwork: { outages: [{ at: 1s, for: 1s }, { at: 1500ms, for: 1s }] }',
    'wrong.yaml:2:49: network.outages.1.at: is 1500ms; outages come in the order of time, one after the other: the one before is over at 2s',
  ],
  ['array: { model: storage }\nnetwork: { outages: [{ at: 1s }] }', 'wrong.yaml:2:22: network.outages.0.for: is missing; an outage needs it (how long)'],
  [
    'array: { model: storage }\nnetwork: { timeout: 30 }',
    'wrong.yaml:2:21: network.timeout: is 30; a time with its unit is needed, such as 90us, 5ms, 20s or 1min; did you mean 30s?',
  ],
];

describe('impossible arrays and networks', () => {
  it.each(wrong)('%s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('a possible one is accepted', () => {
    expect(refusal('array: { preset: raid5-15k, backgroundLoad: 0.5 }\nnetwork: { outages: [{ at: 1s, for: 1s }, { at: 3s, for: 1s }], timeout: none }')).toBe(
      'was accepted',
    );
  });
});
