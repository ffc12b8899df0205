/** How DRAM, flash and log were divided among the VMs, in `result.json`: the portions, and how they moved. */
import { flag, list, number, record, text } from './shape.ts';
import type { Shape } from './shape.ts';

/** One amount of a VM's portion over the run. */
export interface PortionRange {
  readonly start: number;
  readonly min: number;
  readonly max: number;
  readonly end: number;
}

export interface VmPortionFigures {
  readonly name: string;
  readonly dramBlocks: PortionRange;
  readonly flashBlocks: PortionRange;
  readonly logRecords: PortionRange;
}

/** A portion that was asked to change. */
export interface PortionMoveFigures {
  readonly vm: string;
  readonly askedNs: number;
  readonly answeredNs: number;
  readonly done: boolean;
  /** The portion afterwards; when it was refused, the one that was asked for. */
  readonly dramBlocks: number;
  readonly flashBlocks: number;
  readonly logRecords: number;
}

export interface PartitionFigures {
  readonly policy: string;
  /** Times that portions were divided anew; times that this was left out since a move was still under way. */
  readonly plans: number;
  readonly plansLeftOut: number;
  /** Portions that changed, and changes that the engine refused. */
  readonly moves: number;
  readonly movesRefused: number;
  /** Blocks that came to a VM. */
  readonly dramBlocksMoved: number;
  readonly flashBlocksMoved: number;
  readonly vms: readonly VmPortionFigures[];
  /** The first thousand. */
  readonly firstMoves: readonly PortionMoveFigures[];
}

const amount = (summary: string): Shape<number> => number(summary, 0);
const range = (what: string): Shape<PortionRange> =>
  record<PortionRange>({ start: amount('at the start'), min: amount('least'), max: amount('most'), end: amount('at the end') }, what);

export const partitionShape: Shape<PartitionFigures> = record<PartitionFigures>(
  {
    policy: text('by which the portions are divided'),
    plans: amount('times that portions were divided anew'),
    plansLeftOut: amount('times that a move was still under way'),
    moves: amount('portions that changed'),
    movesRefused: amount('changes that were refused'),
    dramBlocksMoved: amount('blocks of DRAM that came to a VM'),
    flashBlocksMoved: amount('blocks of flash that came to a VM'),
    vms: list(
      record<VmPortionFigures>(
        { name: text('the VM'), dramBlocks: range('blocks of DRAM'), flashBlocks: range('blocks of flash'), logRecords: range('records of its log') },
        'the portion of one VM',
      ),
      'every VM',
    ),
    firstMoves: list(
      record<PortionMoveFigures>(
        {
          vm: text('the VM'),
          askedNs: amount('ns'),
          answeredNs: amount('ns'),
          done: flag('false: refused'),
          dramBlocks: amount('afterwards; asked for, when refused'),
          flashBlocks: amount('afterwards; asked for, when refused'),
          logRecords: amount('afterwards; asked for, when refused'),
        },
        'one change',
      ),
      'the first thousand, in order of their answers',
    ),
  },
  'how DRAM, flash and log were divided',
);
