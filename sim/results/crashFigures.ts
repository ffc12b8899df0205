/** What a crash of the server left: of `result.json`. */
import { flag, number, oneOf, record } from './shape.ts';
import type { Shape } from './shape.ts';

const amount = (summary: string): Shape<number> => number(summary, 0);

/** What the server was doing. `rest`: nothing of all this. */
export const crashPhases = [
  'write',
  'demotion',
  'destage',
  'copy-before-destage',
  'flush',
  'trim',
  'rollback',
  'undo',
  'resize',
  'checkpoint',
  'recovery',
  'rest',
] as const;
export type CrashPhase = (typeof crashPhases)[number];

/** `array`: the server is gone for good, what counts is what the array holds. `server`: it comes back, with what flash and array hold together. */
export const crashImages = ['array', 'server'] as const;
export type CrashImage = (typeof crashImages)[number];

export const consistencies = ['prefix', 'barrier-consistent', 'torn'] as const;
export type Consistency = (typeof consistencies)[number];

/** One image of the disks of all VMs after one crash. Memory is lost in any case: a VM boots from its disk. */
export interface CrashFigures {
  readonly atNs: number;
  readonly image: CrashImage;
  /** Of the worst of the disks. */
  readonly consistency: Consistency;
  /** Acknowledged writes of which something is older than it was, and their bytes. Sums over the VMs. */
  readonly lostWrites: number;
  readonly lostBytes: number;
  /** From the oldest of them until the crash; the largest of the VMs. */
  readonly rpoNs: number;
  /** Until the VMs run again: reading and replaying the log. 0 for the array's image, which needs no recovery. */
  readonly rtoNs: number;
  /** The oracle compared every block of what was recovered, bookmarks and window with the history. */
  readonly checked: boolean;
  readonly phase: CrashPhase;
  /** `sample`: the run went on as if nothing had happened. */
  readonly source: 'timeline' | 'sample';
  /** Log that recovery read, and entries of it. 0 for the array's image. */
  readonly logBytes: number;
  readonly logEntries: number;
  /** Blocks of the disks of which nothing is left, since flash or array was damaged. Sum over the VMs. */
  readonly lostBlocks: number;
  /** Segments of the log that recovery found damaged, those that it could not tell from writes under way, and VMs whose cache is lost with the log. 0 for the array's image. */
  readonly damagedSegments: number;
  readonly doubtfulSegments: number;
  readonly cachesLost: number;
}

/** What files from before there were such fields have of them. */
export const noLoss: Pick<CrashFigures, 'lostBlocks' | 'damagedSegments' | 'doubtfulSegments' | 'cachesLost'> = {
  lostBlocks: 0,
  damagedSegments: 0,
  doubtfulSegments: 0,
  cachesLost: 0,
};

export const crashFiguresShape: Shape<CrashFigures> = record<CrashFigures>(
  {
    atNs: amount('ns'),
    image: oneOf(crashImages, 'array: the server is gone for good; server: it comes back with flash and array'),
    consistency: oneOf(consistencies, 'of the worst of the disks: a point in time; in order across flushes; neither'),
    lostWrites: amount('acknowledged writes lost'),
    lostBytes: amount('bytes'),
    rpoNs: amount('from the oldest lost write until the crash, ns'),
    rtoNs: amount('until the VMs run again, ns'),
    checked: flag('every block was compared by the oracle'),
    phase: oneOf(crashPhases, 'what the server was doing'),
    source: oneOf(['timeline', 'sample'], 'asked for by the timeline, or one of the instants of crashSample, which change nothing in the run'),
    logBytes: amount('log that recovery read, bytes'),
    logEntries: amount('entries of it'),
    lostBlocks: amount('blocks of the disks of which nothing is left, since flash or array was damaged'),
    damagedSegments: amount('segments of the log that recovery found damaged'),
    doubtfulSegments: amount('segments that were on their way at the crash, or damaged since: recovery can not tell'),
    cachesLost: amount('VMs whose cache is lost with the log'),
  },
  'one image after one crash',
);
