import type { ChangeSource } from './changeable.ts';
import { readLatency } from './latencyField.ts';

/** The round trip to the array, of operations that start from then on. */
export const networkChange: ChangeSource = ({ network }) => [
  {
    path: 'network.latency',
    summary: 'round trip to the array',
    scope: 'server',
    read(node, path) {
      const { latency, shown } = readLatency(node, path, network.latency);
      return { change: { kind: 'device', device: 'array', param: 'networkLatency', value: latency }, shown };
    },
  },
];
