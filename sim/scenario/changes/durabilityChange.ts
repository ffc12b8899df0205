import { durabilities } from '../../engine/protocol.ts';
import { nameField } from '../field.ts';
import type { ChangeSource } from './changeable.ts';

const field = nameField(durabilities);

/** The durability class: holds for writes admitted from then on. */
export const durabilityChange: ChangeSource = () => [
  {
    path: 'server.cache.durability',
    summary: 'where a write is when it is acknowledged: dram, flash or array',
    scope: 'vm',
    read(node, path) {
      const durability = field.read(node, path);
      return { change: { kind: 'durability', durability }, shown: durability };
    },
  },
];
