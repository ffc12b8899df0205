/**
 * Crashes of the server in a run: those of the timeline, which the run goes through, and samples of what a crash would leave, which change nothing.
 *
 * When the server crashes, every request between arrival and answer is lost: it is answered as dropped, like those that a rollback drops. The guests are down
 * with the server, and go on when it has recovered: what they would have asked for comes later by that time. Controls that were under way get no answer;
 * events of the timeline that come meanwhile wait. A crash during recovery finds what the first one found: recovery begins again.
 */
import type { Stateful } from '../../base/stateful.ts';
import type { CutFate } from '../../oracle/cutFate.ts';
import type { CrashFigures, CrashPhase } from '../../results/crashFigures.ts';
import { crashPhases } from '../../results/crashFigures.ts';
import type { CrashParts } from './crashParts.ts';
import type { CrashSamplerState } from './crashSampler.ts';
import type { Agenda } from './agenda.ts';
import type { DeviceBay } from './deviceBay.ts';
import type { EnginePort } from './enginePort.ts';
import type { Guests } from './guests.ts';
import type { PartitionRunner } from './partitionRunner.ts';
import type { ServerCrashState } from './serverCrash.ts';
import type { TimelineRunner } from './timelineRunner.ts';

export interface CrashRunnerState {
  readonly server: ServerCrashState;
  readonly sampler: CrashSamplerState | null;
  readonly figures: readonly CrashFigures[];
  readonly waiting: readonly number[];
  readonly upAtNs: number;
  readonly held: readonly number[];
}

/** What a crash happens to. */
export interface CrashWorld {
  readonly agenda: Agenda;
  readonly port: EnginePort;
  readonly bay: DeviceBay;
  readonly guests: Guests;
  readonly timeline: TimelineRunner;
  readonly partition: PartitionRunner;
}

const UP = -1;

export class CrashRunner implements Stateful<CrashRunnerState> {
  readonly #parts: CrashParts;
  readonly #world: CrashWorld;
  /** Kind of the event that the server is up again. */
  readonly #eventKind: number;
  #figures: CrashFigures[] = [];
  /** Events of the timeline that wait until the server is up. */
  #waiting: number[] = [];
  #upAtNs = UP;
  /** While it is down: the VMs whose workloads were not held before. */
  #held: readonly number[] = [];

  constructor(parts: CrashParts, world: CrashWorld, eventKind: number) {
    this.#parts = parts;
    this.#world = world;
    this.#eventKind = eventKind;
  }

  /** In order of time. */
  get figures(): readonly CrashFigures[] {
    return this.#figures;
  }

  get isDown(): boolean {
    return this.#upAtNs !== UP;
  }

  /** The server crashes, and is up again when the log has been read. */
  crash(inFlight: CutFate): void {
    const { agenda, port, bay, guests, timeline, partition } = this.#world;
    const { server, watch } = this.#parts;
    const { nowNs } = agenda;
    const wasDown = this.isDown;
    const phase: CrashPhase = wasDown ? 'recovery' : (crashPhases[rarest(watch.counts)] ?? 'rest');
    const { figures, downNs } = server.crash(nowNs, inFlight, phase);
    this.#figures.push(...figures);
    this.#upAtNs = nowNs + downNs;
    agenda.schedule(this.#upAtNs, this.#eventKind, 0);
    if (wasDown) return;
    port.crash(
      nowNs,
      server.recoveredTo.flatMap(({ points, sequence }) => [...points, sequence]),
    );
    bay.crash();
    partition.crash(server.portions);
    const held = guests.crash();
    this.#held = [...held, ...timeline.onCrash()];
  }

  /** Bytes of the flash device hold something else from now on. */
  damageFlash(offsetBytes: number, lengthBytes: number): void {
    this.#parts.server.damageFlash(offsetBytes, lengthBytes);
  }

  /** Blocks of a VM's disk on the array do. */
  damageArray(vm: number, offsetBytes: number, lengthBytes: number): void {
    this.#parts.server.damageArray(vm, offsetBytes, lengthBytes);
  }

  /** An event of the timeline comes: it has to wait while the server is down, unless it is another crash. */
  mustWait(event: number): boolean {
    if (!this.isDown || this.#world.timeline.isCrash(event)) return false;
    this.#waiting.push(event);
    return true;
  }

  /** Recovery is over, unless another crash has made it begin again. Returns the events that have waited: they are due now. */
  up(): readonly number[] {
    const { agenda, port, guests } = this.#world;
    if (agenda.nowNs !== this.#upAtNs) return [];
    this.#upAtNs = UP;
    this.#parts.server.up();
    port.mustDrain = true;
    guests.restart(this.#held);
    return this.#waiting.splice(0);
  }

  /** To be called after every event: takes a sample where one is due. */
  look(): void {
    const { sampler, server } = this.#parts;
    if (sampler === null || this.isDown) return;
    const { nowNs } = this.#world.agenda;
    const phase = sampler.due(nowNs);
    if (phase !== null) this.#figures.push(...server.sample(nowNs, phase));
  }

  save(): CrashRunnerState {
    const { server, sampler } = this.#parts;
    return {
      server: server.save(),
      sampler: sampler === null ? null : sampler.save(),
      figures: [...this.#figures],
      waiting: [...this.#waiting],
      upAtNs: this.#upAtNs,
      held: this.#held,
    };
  }

  restore(state: CrashRunnerState): void {
    this.#parts.server.restore(state.server);
    if (state.sampler !== null) this.#parts.sampler?.restore(state.sampler);
    this.#figures = [...state.figures];
    this.#waiting = [...state.waiting];
    this.#upAtNs = state.upAtNs;
    this.#held = state.held;
  }
}

/** Of the phases under way, the one that comes last in the table: the least usual; −1: none. */
function rarest(counts: Int32Array): number {
  for (let phase = counts.length - 1; phase >= 0; phase -= 1) if (counts[phase] > 0) return phase;
  return -1;
}
