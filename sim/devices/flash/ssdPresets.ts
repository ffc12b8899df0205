/**
 * Ready SSDs: parameters of the model `ssd` that differ from its defaults, and where they come from.
 *
 * What simulators ship with is taken as it is. Data sheets give no latencies of the flash inside; those marked "fitted" are such that the model reproduces the rates of the data sheet
 * (`test/devices/flash/ssdPresets.test.ts` prints and checks them). A device smaller than the real one has as many channels, dies and pages in a block, and fewer blocks.
 */
import type { Distribution } from '../../base/distributions.ts';
import type { SsdParams } from './ssdParams.ts';

interface SsdPreset {
  readonly name: string;
  readonly role: 'flash';
  readonly summary: string;
  readonly source: string;
  readonly model: 'ssd';
  readonly params: Readonly<Partial<Record<keyof SsdParams, unknown>>>;
}

const us = (count: number): Distribution => ({ kind: 'constant', valueNs: count * 1000 });
const none = us(0);

export const ssdPresets: readonly SsdPreset[] = [
  {
    name: 'server2014',
    role: 'flash',
    model: 'ssd',
    summary: 'a server cache of 2014: 8 channels of 4 dies, 75 / 500 us, erase 3.5 ms, 28 % over-provisioning, 10,000 cycles',
    source:
      'MLC flash of its time: read and channel as MQSim ships, program within 200-1300 us of data sheets, over-provisioning and buffer as Intel DC S3700 / P3700; cycles: 3,000 for consumer, 10,000 for enterprise, 30,000 for high-endurance MLC',
    params: {},
  },
  {
    name: 'slc2008',
    role: 'flash',
    model: 'ssd',
    summary: 'SLC of 2008: 8 packages of 2 dies with 4 planes, 25 / 200 us, erase 1.5 ms, 100 us of transfer per 4 KiB page, 100,000 cycles, hardly a buffer',
    source:
      'N. Agrawal et al., Design Tradeoffs for SSD Performance, USENIX ATC 2008: tables 1 and 3, section 4 (15 % over-provisioning, cleaning at 5 % free)',
    params: {
      channels: 8,
      diesPerChannel: 2,
      planes: 4,
      pageSizeBytes: 4096,
      pagesPerBlock: 64,
      overProvisioning: 0.15,
      readLatency: us(25),
      programLatency: us(200),
      eraseLatency: us(1500),
      channelBandwidthBytesPerSecond: 40.96e6,
      hostLatency: none,
      interfaceLatency: none,
      interfaceBandwidthBytesPerSecond: 300e6,
      bufferSizeBytes: 256 * 1024,
      streams: false,
      cycles: 100_000,
    },
  },
  {
    name: 'femu',
    role: 'flash',
    model: 'ssd',
    summary: 'FEMU as shipped: 8 channels of 8 dies, 40 / 200 us, erase 2 ms, 4 KiB pages, transfers at once, 25 % over-provisioning, hardly a buffer',
    source: "H. Li et al., The CASE of FEMU, FAST 2018, and its run-blackbox.sh; collection at its urgent threshold, 5 % free; cycles: SLC, as slc2008's",
    params: {
      channels: 8,
      diesPerChannel: 8,
      pageSizeBytes: 4096,
      pagesPerBlock: 256,
      overProvisioning: 0.25,
      readLatency: us(40),
      programLatency: us(200),
      eraseLatency: us(2000),
      channelBandwidthBytesPerSecond: null,
      hostLatency: none,
      interfaceLatency: none,
      interfaceBandwidthBytesPerSecond: null,
      bufferSizeBytes: 256 * 1024,
      streams: false,
      cycles: 100_000,
    },
  },
  {
    name: 'mqsim',
    role: 'flash',
    model: 'ssd',
    summary: 'MQSim as shipped: 8 channels of 8 dies with 2 planes, 75 / 75 us, erase 3.8 ms, 8 KiB pages, 7 % over-provisioning, d-choices; needs 64 GiB',
    source: 'A. Tavakkol et al., MQSim, FAST 2018: ssdconfig.xml (333 MT/s, collection at 5 % free, randomised greedy, 10,000 cycles, 256 MB cache)',
    params: {
      channels: 8,
      diesPerChannel: 8,
      planes: 2,
      pageSizeBytes: 8192,
      pagesPerBlock: 256,
      overProvisioning: 0.07,
      readLatency: us(75),
      programLatency: us(75),
      eraseLatency: us(3800),
      channelBandwidthBytesPerSecond: 333e6,
      bufferSizeBytes: 256 * 2 ** 20,
      gc: 'd-choices',
      streams: false,
      cycles: 10_000,
    },
  },
  {
    name: 'simplessd',
    role: 'flash',
    model: 'ssd',
    summary:
      "SimpleSSD's sample: 8 channels of 8 dies with 2 planes, 40 / 500 us (LSB), erase 3.5 ms, 512 pages of 16 KiB, 25 % over-provisioning; needs 16 GiB",
    source:
      'M. Jung et al., SimpleSSD, IEEE CAL 17(1), 2018: sample.cfg (collection at 5 % free, 100,000 cycles); the slower pages of a cell, CSB and MSB, are left out',
    params: {
      channels: 8,
      diesPerChannel: 8,
      planes: 2,
      pageSizeBytes: 16_384,
      pagesPerBlock: 512,
      overProvisioning: 0.25,
      readLatency: us(40),
      programLatency: us(500),
      eraseLatency: us(3500),
      channelBandwidthBytesPerSecond: 400e6,
      streams: false,
      cycles: 100_000,
    },
  },
  {
    name: 'nvme2014',
    role: 'flash',
    model: 'ssd',
    summary:
      'an NVMe drive of 2014: 18 channels of 4 dies, writes in 20 us, 460K reads and 175K writes of 4 KiB per second, 2.8 / 2.0 GB/s, 10 drive writes a day',
    source:
      'Intel SSD DC P3700 product specification, 2014: rates, 20 us, 36.5 PB for 2 TB; 18 channels and 16 KiB pages from teardowns; the rest fitted to these; blocks of 128 pages so that small sizes are possible',
    params: {
      channels: 18,
      diesPerChannel: 4,
      pageSizeBytes: 16_384,
      pagesPerBlock: 128,
      overProvisioning: 0.34,
      readLatency: us(60),
      programLatency: us(540),
      eraseLatency: us(3500),
      channelBandwidthBytesPerSecond: 400e6,
      hostLatency: us(17),
      interfaceLatency: { kind: 'constant', valueNs: 710 },
      interfaceBandwidthBytesPerSecond: 2.8e9,
      bufferSizeBytes: 64 * 2 ** 20,
      cycles: 30_000,
    },
  },
  {
    name: 'sata2014',
    role: 'flash',
    model: 'ssd',
    summary: 'a SATA drive for servers of its time: 8 channels of 4 dies, 75K reads and 36K writes of 4 KiB per second, 500 / 460 MB/s, 10 drive writes a day',
    source:
      'Intel SSD DC S3700 product specification, 2012: rates, 8 channels, 264 GB of flash for 200 GB; cycles as observed: Tom’s Hardware, 2013 (27,532); latencies fitted to the rates',
    params: {
      channels: 8,
      diesPerChannel: 4,
      pageSizeBytes: 8192,
      pagesPerBlock: 256,
      overProvisioning: 0.32,
      readLatency: us(50),
      programLatency: us(520),
      eraseLatency: us(2000),
      channelBandwidthBytesPerSecond: 200e6,
      hostLatency: us(40),
      interfaceLatency: us(5.1),
      interfaceBandwidthBytesPerSecond: 500e6,
      bufferSizeBytes: 32 * 2 ** 20,
      cycles: 27_532,
    },
  },
];
