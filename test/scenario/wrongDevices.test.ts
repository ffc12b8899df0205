/** Devices of scenarios that cannot be, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';

/** What is written → what is said of it. */
const wrong: readonly (readonly [string, string])[] = [
  ['server: { flash: { model: sdd } }', 'dir/wrong.yaml:1:27: server.flash.model: is sdd; allowed are latency, ssd; did you mean ssd?'],
  [
    'server: { flash: { preset: nvme2014, model: latency } }',
    'dir/wrong.yaml:1:45: server.flash.model: is latency; the preset nvme2014 is one of the model ssd: leave one of the two out',
  ],
  [
    'server: { flash: { preset: femu, parallel: 8 } }',
    'dir/wrong.yaml:1:34: server.flash.parallel: is no field of the model ssd; it belongs to the model latency: write model: latency, or one of its presets',
  ],
  [
    'server: { flash: { channels: 8 } }',
    'dir/wrong.yaml:1:20: server.flash.channels: is no field of the model latency; it belongs to the model ssd: write model: ssd, or one of its presets',
  ],
  [
    'server: { flash: { model: ssd, chanels: 8 } }',
    'dir/wrong.yaml:1:32: server.flash.chanels: is no field of the flash tier (model ssd); its fields are size, preset, model, channels, diesPerChannel, planes, pageSize, pagesPerBlock, overProvisioning, readLatency, programLatency, eraseLatency, channelBandwidth, hostLatency, interfaceLatency, interfaceBandwidth, bufferSize, gc, gcChoices, gcFree, streams, wearLevelling, precondition, cycles; did you mean channels?',
  ],
  ['server: { flash: { model: ssd, channels: 0 } }', 'dir/wrong.yaml:1:42: server.flash.channels: is 0; 1 to 256 is possible'],
  ['server: { flash: { model: ssd, pageSize: 5000B } }', 'dir/wrong.yaml:1:42: server.flash.pageSize: is 5000B; a power of two is needed, from 512B to 64KiB'],
  [
    'server: { flash: { model: ssd, pageSize: 8192 } }',
    'dir/wrong.yaml:1:42: server.flash.pageSize: is 8192; a size with its unit is needed, such as 4KiB, 64MiB or 1.5GiB; did you mean 8192B?',
  ],
  ['server: { flash: { model: ssd, pagesPerBlock: 256.5 } }', 'dir/wrong.yaml:1:47: server.flash.pagesPerBlock: is 256.5; a whole number is needed'],
  ['server: { flash: { model: ssd, overProvisioning: 0 } }', 'dir/wrong.yaml:1:50: server.flash.overProvisioning: is 0; 0.001 to 10 is possible'],
  [
    'server: { flash: { model: ssd, overProvisioning: 0.05 } }',
    'dir/wrong.yaml:1:50: server.flash.overProvisioning: is 0.05; each of the 32 dies would have 72 blocks of 2MiB, 68 of them full of data, and needs 9 more (open, kept free, and for collection to move data to): fewer channels or dies, a larger size or more overProvisioning are possible',
  ],
  ['server: { flash: { model: ssd, gcFree: 60% } }', 'dir/wrong.yaml:1:40: server.flash.gcFree: is 60%; 0 to 0.5 is possible'],
  ['server: { flash: { model: ssd, gc: greed } }', 'dir/wrong.yaml:1:36: server.flash.gc: is greed; allowed are greedy, fifo, d-choices; did you mean greedy?'],
  ['server: { flash: { model: ssd, precondition: full } }', 'dir/wrong.yaml:1:46: server.flash.precondition: is full; allowed are fresh, sequential, random'],
  [
    'server: { flash: { model: ssd, programLatency: 500 } }',
    'dir/wrong.yaml:1:48: server.flash.programLatency: is 500; a time with its unit is needed, such as 90us, 5ms, 20s or 1min; did you mean 500s?',
  ],
  [
    'server: { flash: { model: ssd, eraseLatency: { kind: exponential } } }',
    'dir/wrong.yaml:1:46: server.flash.eraseLatency.mean: is missing; an exponential distribution needs it (the mean time)',
  ],
  [
    'server: { flash: { model: ssd, bufferSize: 8KiB } }',
    'dir/wrong.yaml:1:44: server.flash.bufferSize: is 8KiB; at least 28KiB is needed: each write stream gathers a page of every plane in it',
  ],
  [
    'server: { flash: { model: ssd, planes: 4, bufferSize: 64KiB, pageSize: 16KiB } }',
    'dir/wrong.yaml:1:55: server.flash.bufferSize: is 64KiB; at least 196KiB is needed: each write stream gathers a page of every plane in it',
  ],
  [
    'server: { flash: { model: ssd, channelBandwidth: 333 } }',
    'dir/wrong.yaml:1:50: server.flash.channelBandwidth: is 333; a rate with its unit is needed, such as 200MB/s, 2GiB/s or 10Gbit/s; did you mean 333MB/s?',
  ],
  ['server: { flash: { model: ssd, streams: yes } }', 'dir/wrong.yaml:1:41: server.flash.streams: is yes; true or false is needed'],
  [
    'server: { flash: { model: ssd, size: 1GiB } }',
    'dir/wrong.yaml:1:18: server.flash.overProvisioning: is 0.28 (by its preset); each of the 32 dies would have 22 blocks of 2MiB, 17 of them full of data, and needs 7 more (open, kept free, and for collection to move data to): pagesPerBlock 128, a larger size or more overProvisioning are possible',
  ],
  [
    'server: { flash: { model: ssd, size: 64MiB } }\nvms: 1',
    'dir/wrong.yaml:1:18: server.flash.overProvisioning: is 0.28 (by its preset); each of the 32 dies would have 2 blocks of 2MiB, 2 of them full of data, and needs 7 more (open, kept free, and for collection to move data to): pagesPerBlock 8, a larger size or more overProvisioning are possible',
  ],
  [
    'server: { flash: { preset: mqsim } }',
    'dir/wrong.yaml:1:18: server.flash.overProvisioning: is 0.07 (by its preset); each of the 64 dies would have 19 blocks of 4MiB, 17 of them full of data, and needs 4 more (open, kept free, and for collection to move data to): pagesPerBlock 32, a larger size or more overProvisioning are possible',
  ],
  [
    'server: { flash: { model: ssd, size: 16TiB, pageSize: 4KiB } }\nvms: 1',
    'dir/wrong.yaml:1:38: server.flash.size: is 16TiB; at most 2^31 - 1 blocks of 4KiB are possible',
  ],
  ['server: { flash: { model: ssd, cycles: 0 } }', 'dir/wrong.yaml:1:40: server.flash.cycles: is 0; 1 to 10000000 is possible'],
  [
    'server: { flash: { preset: ideal, bandwidth: fast } }',
    'dir/wrong.yaml:1:46: server.flash.bandwidth: is fast; a rate with its unit is needed, such as 200MB/s, 2GiB/s or 10Gbit/s',
  ],
  ['server: { dram: { model: chanels } }', 'dir/wrong.yaml:1:26: server.dram.model: is chanels; allowed are latency, channels; did you mean channels?'],
  ['server: { dram: { preset: flash } }', 'dir/wrong.yaml:1:27: server.dram.preset: is flash; allowed are dram, ddr3'],
  [
    'server: { dram: { model: channels, interleave: 3000B } }',
    'dir/wrong.yaml:1:48: server.dram.interleave: is 3000B; a power of two is needed, from 64B to 1GiB',
  ],
  [
    'server: { dram: { model: channels, interleave: 1GiB } }',
    'dir/wrong.yaml:1:48: server.dram.interleave: is 1GiB; with 4 channels at most 64MiB is possible, so that each holds something',
  ],
  [
    'server: { dram: { channels: 4 } }',
    'dir/wrong.yaml:1:19: server.dram.channels: is no field of the model latency; it belongs to the model channels: write model: channels, or one of its presets',
  ],
  ['server: { dram: { model: channels, bandwidth: 0B/s } }', 'dir/wrong.yaml:1:47: server.dram.bandwidth: is 0B/s; at least 1MB/s is needed'],
  [
    'server: { channels: 4 }',
    'dir/wrong.yaml:1:11: server.channels: is no field of the server; its fields are dram, flash, scheduler, hypervisor, cache; did you mean dram.channels?',
  ],
];

describe('wrong devices', () => {
  it.each(wrong)('%s', (text, message) => {
    let said = 'was accepted';
    try {
      parseScenario(text, 'dir/wrong.yaml', []);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      said = error.message;
    }
    expect(said).toBe(message);
  });

  it('what the messages offer is accepted', () => {
    const flash = [
      '{ model: ssd, size: 1GiB, pagesPerBlock: 128 }',
      '{ model: ssd, size: 1GiB, overProvisioning: 50% }',
      '{ preset: mqsim, pagesPerBlock: 32 }',
      '{ preset: mqsim, size: 64GiB }',
      '{ model: ssd, planes: 4, bufferSize: 196KiB, pageSize: 16KiB, pagesPerBlock: 32 }',
    ];
    for (const text of flash) expect(() => parseScenario(`server: { flash: ${text} }`, 'right.yaml', [])).not.toThrow();
  });
});
