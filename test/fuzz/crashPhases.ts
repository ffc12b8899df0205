/**
 * What the server is doing at an instant: which phases are under way, from the commands, requests and controls in flight. A crash hits all of them at once;
 * how often each was hit is counted.
 */
import { Command, Purpose } from '../../sim/engine/command.ts';
import { Op } from '../../sim/engine/protocol.ts';
import type { ControlRequest, EngineCommand, EngineOutbox, IoRequest } from '../../sim/engine/protocol.ts';
import { phaseOf } from '../../sim/hosts/simulated/phaseWatch.ts';
import { item } from '../support/item.ts';

export const crashPhases = [
  'write',
  'demotion',
  'destage',
  'copy-before-destage',
  'flush',
  'trim',
  'rollback',
  'rollback-record',
  'undo',
  'resize',
  'resize-record',
  'checkpoint',
  'recovery',
] as const;
export type CrashPhase = (typeof crashPhases)[number];

export type PhaseCounts = Record<CrashPhase, number>;

export function noPhases(): PhaseCounts {
  return Object.fromEntries(crashPhases.map((phase) => [phase, 0])) as PhaseCounts;
}

export class CrashPhases {
  /** Crashes, and how many of them hit each phase. */
  instants = 0;
  readonly hits = noPhases();
  /** By name of what is in flight: `c` command, `r` request, `o` control. */
  private inFlight = new Map<string, CrashPhase>();

  submitted({ tag, op }: IoRequest): void {
    if (op === Op.Flush) this.inFlight.set(`r${String(tag)}`, 'flush');
  }

  asked({ id, kind }: ControlRequest): void {
    if (kind === 'rollback' || kind === 'undo' || kind === 'resize') this.inFlight.set(`o${String(id)}`, kind);
  }

  drained({ commands, acknowledgements, outcomes }: EngineOutbox): void {
    for (let i = 0; i < commands.count; i++) {
      const command = item(commands.items, i);
      const phase = phaseOfCommand(command);
      if (phase !== null) this.inFlight.set(`c${String(command.tag)}`, phase);
    }
    for (let i = 0; i < acknowledgements.count; i++) this.inFlight.delete(`r${String(item(acknowledgements.items, i).tag)}`);
    for (let i = 0; i < outcomes.count; i++) this.inFlight.delete(`o${String(item(outcomes.items, i).id)}`);
  }

  completed(tag: number): void {
    this.inFlight.delete(`c${String(tag)}`);
  }

  /** The server crashes now. */
  crashed(): void {
    this.instants++;
    for (const phase of new Set(this.inFlight.values())) this.hits[phase]++;
    this.inFlight.clear();
  }

  crashedInRecovery(): void {
    this.instants++;
    this.hits.recovery++;
  }

  /** The highest of the ratios of the phases under way. */
  ratio(ratios: Partial<Readonly<PhaseCounts>>): number {
    let highest = 0;
    for (const phase of this.inFlight.values()) highest = Math.max(highest, ratios[phase] ?? 0);
    return highest;
  }

  save(): ReadonlyMap<string, CrashPhase> {
    return new Map(this.inFlight);
  }

  restore(inFlight: ReadonlyMap<string, CrashPhase>): void {
    this.inFlight = new Map(inFlight);
  }
}

/** As a run of the simulation tells them apart, and some more. */
function phaseOfCommand(command: EngineCommand): CrashPhase | null {
  const purpose = command instanceof Command ? command.purpose : Purpose.Free;
  switch (purpose) {
    case Purpose.GuestWrite:
    case Purpose.WritePersist:
      return 'write';
    case Purpose.RollbackLogWrite:
      return 'rollback-record';
    case Purpose.ResizeLog:
      return 'resize-record';
    default:
      return phaseOf(command);
  }
}
