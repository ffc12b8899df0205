/**
 * What a server is doing at an instant, seen from the host: which of these phases are under way. A crash hits all of them at once. Costs a few additions for
 * each command and request; only runs with crashes have one.
 */
import type { Stateful } from '../../base/stateful.ts';
import { Command, Purpose } from '../../engine/command.ts';
import { CommandKind, Op } from '../../engine/protocol.ts';
import type { ControlRequest, EngineCommand, EngineOutbox, IoRequest } from '../../engine/protocol.ts';
import { WriteCause } from '../../devices/device.ts';
import type { CrashPhase } from '../../results/crashFigures.ts';
import { crashPhases } from '../../results/crashFigures.ts';

type Watched = Exclude<CrashPhase, 'recovery' | 'rest'>;
const NONE = -1;

export interface PhaseWatchState {
  readonly counts: Int32Array;
  readonly phaseOfTag: readonly number[];
  readonly phaseOfControl: readonly (readonly [number, number])[];
}

export class PhaseWatch implements Stateful<PhaseWatchState> {
  /** By number in `crashPhases`: how much of it is under way. */
  readonly counts = new Int32Array(crashPhases.length);
  /** By tag of a command in flight: its phase. */
  readonly #phaseOfTag: number[] = [];
  /** Of controls in flight. */
  readonly #phaseOfControl = new Map<number, number>();

  submit({ op }: IoRequest): void {
    if (op === Op.Write || op === Op.Discard) this.#add('write', 1);
    else if (op === Op.Flush) this.#add('flush', 1);
  }

  control({ id, kind }: ControlRequest): void {
    if (kind !== 'rollback' && kind !== 'undo' && kind !== 'resize') return;
    this.#phaseOfControl.set(id, crashPhases.indexOf(kind));
    this.#add(kind, 1);
  }

  complete(tag: number): void {
    const phase = this.#phaseOfTag[tag];
    if (phase !== NONE) this.counts[phase] -= 1;
    this.#phaseOfTag[tag] = NONE;
  }

  drained({ commands, acknowledgements, outcomes }: EngineOutbox): void {
    for (let index = 0; index < commands.count; index += 1) {
      const name = phaseOf(commands.items[index]);
      const phase = name === null ? NONE : crashPhases.indexOf(name);
      this.#phaseOfTag[commands.items[index].tag] = phase;
      if (phase !== NONE) this.counts[phase] += 1;
    }
    for (let index = 0; index < acknowledgements.count; index += 1) {
      const { op } = acknowledgements.items[index];
      if (op === Op.Write || op === Op.Discard) this.#add('write', -1);
      else if (op === Op.Flush) this.#add('flush', -1);
    }
    for (let index = 0; index < outcomes.count; index += 1) {
      const phase = this.#phaseOfControl.get(outcomes.items[index].id);
      if (phase === undefined) continue;
      this.#phaseOfControl.delete(outcomes.items[index].id);
      this.counts[phase] -= 1;
    }
  }

  /** Nothing is under way any more. */
  crashed(): void {
    this.counts.fill(0);
    this.#phaseOfTag.fill(NONE);
    this.#phaseOfControl.clear();
  }

  save(): PhaseWatchState {
    return { counts: this.counts.slice(), phaseOfTag: [...this.#phaseOfTag], phaseOfControl: [...this.#phaseOfControl] };
  }

  restore(state: PhaseWatchState): void {
    this.counts.set(state.counts);
    this.#phaseOfTag.length = 0;
    this.#phaseOfTag.push(...state.phaseOfTag);
    this.#phaseOfControl.clear();
    for (const [id, phase] of state.phaseOfControl) this.#phaseOfControl.set(id, phase);
  }

  #add(phase: Watched, count: number): void {
    this.counts[crashPhases.indexOf(phase)] += count;
  }
}

/** What the command is part of; null: none of those that are told apart. */
export function phaseOf(command: EngineCommand): Watched | null {
  const purpose = command instanceof Command ? command.purpose : Purpose.Free;
  switch (purpose) {
    case Purpose.DestageRead:
    case Purpose.DestageWrite:
      return 'destage';
    case Purpose.PreimageRead:
    case Purpose.PreimageWrite:
    case Purpose.PreimageLog:
      return 'copy-before-destage';
    case Purpose.Checkpoint:
      return 'checkpoint';
    // What is given up, and where the log begins.
    case Purpose.MetadataLog:
    case Purpose.Superblock:
      return 'trim';
    default:
      return command.kind === CommandKind.CopyDramToFlash && command.cause === WriteCause.Demotion ? 'demotion' : null;
  }
}
