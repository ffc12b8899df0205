import type { EngineCore } from '../../sim/engine/core.ts';
import type { CacheEngine } from '../../sim/engine/engine.ts';
import { spaceNames } from '../../sim/engine/protocol.ts';
import type { VmId } from '../../sim/engine/protocol.ts';
import { PLACE_ARRAY, PLACE_NONE, RecordFlag, snapshotOfPlace } from '../../sim/engine/undoLog.ts';
import { item } from '../support/item.ts';

/** The undo log of a VM, oldest record first, one line each; what rollbacks took away stands behind `-- redo --`. For walkthroughs only: it looks inside. */
export function describeLog(engine: CacheEngine, vm: VmId): string[] {
  const { core } = engine as unknown as { readonly core: EngineCore };
  const { log } = item(core.vms, vm);
  const lines: string[] = [];
  for (let position = log.tail; position < log.end; position++) {
    const at = log.at(position);
    const flags = log.flagsOf(at);
    if (position === log.head) lines.push('-- redo --');
    if ((flags & RecordFlag.Dead) !== 0) continue;
    const space = spaceNames[(flags & RecordFlag.Memory) as 0 | 1];
    const notes = [
      (flags & RecordFlag.Kept) === 0 ? ', kept only until it is durable' : '',
      (flags & RecordFlag.OnArray) !== 0 && log.placeOf(at) !== PLACE_ARRAY ? ', the array has it too' : '',
    ];
    lines.push(`write ${String(log.sequenceOf(at))} superseded ${space} ${String(log.blockOf(at))}: ${describePlace(core, log.placeOf(at))}${notes.join('')}`);
  }
  return lines.length === 0 ? ['the log is empty'] : lines;
}

function describePlace(core: EngineCore, place: number): string {
  if (place === PLACE_ARRAY) return 'array';
  if (place === PLACE_NONE) return 'nothing (zeros)';
  if (place < 0) return `snapshot ${String(snapshotOfPlace(place))}`;
  const { cells } = core;
  return `${cells.isDram(place) ? 'dram' : 'flash'} ${String(cells.slot(place))}`;
}
