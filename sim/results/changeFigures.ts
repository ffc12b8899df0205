import { nullable, number, record, text } from './shape.ts';
import type { Shape } from './shape.ts';

/** Something that was changed while the run went on. */
export interface ChangeFigures {
  readonly atNs: number;
  /** Null: it is the same for all. */
  readonly vm: string | null;
  /** As scenarios write it: `server.cache.flush`, `array.writeLatency`. */
  readonly path: string;
  /** The new value, as people write it. */
  readonly value: string;
  /** Why nothing was changed; null when it was. */
  readonly reason: string | null;
}

export const changeShape: Shape<ChangeFigures> = record<ChangeFigures>(
  {
    atNs: number('ns', 0),
    vm: nullable(text('the VM; null: all, it is the same for them')),
    path: text('what, as scenarios write it'),
    value: text('the new value'),
    reason: nullable(text('why it was refused')),
  },
  'one change',
);
