import { flushPolicies } from '../../engine/policy/flushPolicies.ts';
import { specField } from '../specField.ts';
import { shownParams } from './shownParams.ts';
import type { ChangeSource } from './changeable.ts';

const field = specField({ key: 'policy', what: 'a flush policy', specs: flushPolicies, common: {} });

/** The flush policy, with its parameters: the new one begins afresh with what is dirty then. */
export const flushChange: ChangeSource = () => [
  {
    path: 'server.cache.flush',
    summary: 'the flush policy: a name, or a map with its parameters',
    scope: 'vm',
    read(node, path) {
      const { name, params } = field.read(node, path);
      const spec = flushPolicies.find((candidate) => candidate.name === name);
      return { change: { kind: 'flush', flush: { policy: name, params } }, shown: [name, ...shownParams(spec?.params ?? {}, params)].join(' ') };
    },
  },
];
