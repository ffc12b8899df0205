/** What a span of a lane is, by number. */
import { recordedCommands, recordedOps } from '../../../sim/results/ioRecording.ts';

const spaces = ['disk', 'memory'] as const;
const waits = ['in the hypervisor', 'waits for room'] as const;

export const spanNames: readonly string[] = [...spaces.flatMap((space) => recordedOps.map((op) => `${op} ${space}`)), ...waits, ...recordedCommands];

/** `op` and `space` as in a recording. */
export function ioName(op: number, space: number): number {
  return space * recordedOps.length + op;
}

export function waitName(wait: (typeof waits)[number]): number {
  return spaces.length * recordedOps.length + waits.indexOf(wait);
}

/** `kind` as in a recording. */
export function commandName(kind: number): number {
  return spaces.length * recordedOps.length + waits.length + kind;
}
