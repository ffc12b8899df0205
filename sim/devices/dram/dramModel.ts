/** DRAM with channels as scenarios name it: `channels`. */
import { formatQuantity } from '../../base/units.ts';
import type { DeviceSpec } from '../deviceSpec.ts';
import { DramChannels } from './dramChannels.ts';
import type { DramConfig } from './dramChannels.ts';

export const dramModel: DeviceSpec<DramConfig> = {
  name: 'channels',
  summary: 'latency, and channels of limited bandwidth between which addresses alternate',
  source:
    'access in 100 ns: vendor glossary of nvme-storage.com; channel of DDR3-1600, 12.8 GB/s: JEDEC JESD79-3; interleaving: B. Jacob et al., Memory Systems, 2007, ch. 13',
  live: ['readLatency', 'writeLatency'],
  params: {
    channels: { unit: 'count', default: 4, min: 1, max: 64, summary: 'memory channels' },
    interleaveBytes: { unit: 'bytes', default: 4096, min: 64, max: 2 ** 30, summary: 'so much lies on one channel before the next one comes: a power of two' },
    readLatency: { unit: 'distribution', default: { kind: 'constant', valueNs: 100 }, summary: 'time of a read besides the transfer' },
    writeLatency: { unit: 'distribution', default: { kind: 'constant', valueNs: 100 }, summary: 'time of a write besides the transfer' },
    bandwidthBytesPerSecond: { unit: 'bytesPerSecond', default: 12.8e9, min: 1e6, orNone: true, summary: 'rate of each channel, or none: at once' },
  },
  create: (params, context) => new DramChannels(context.name, params, context.insideMax, context.stream('')),
  fault: ({ interleaveBytes, channels }, { sizeBytes }) => {
    if ((interleaveBytes & (interleaveBytes - 1)) !== 0) return { param: 'interleaveBytes', allowed: 'a power of two is needed, from 64B to 1GiB' };
    if (interleaveBytes * channels > sizeBytes)
      return {
        param: 'interleaveBytes',
        allowed: `with ${String(channels)} channels at most ${formatQuantity(Math.floor(sizeBytes / channels), 'bytes')} is possible, so that each holds something`,
      };
    return null;
  },
};
