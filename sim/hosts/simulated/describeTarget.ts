import type { RollbackTarget } from '../../engine/protocol.ts';

/** As a reader would say it: `bookmark before-attack`, `time 4.5 s`, `sequence 1200`. */
export function describeTarget(target: RollbackTarget): string {
  switch (target.by) {
    case 'bookmark':
      return `bookmark ${target.name}`;
    case 'time':
      return `time ${target.timeNs / 1e9} s`;
    case 'sequence':
      return `sequence ${target.sequence}`;
  }
}
