/**
 * The workloads of all VMs: when each next has a request, which are held, and how far each has come, so that a rollback can take a workload back to a
 * bookmark.
 *
 * One pending event per source at most. A held VM's sources have none; let go, their coming arrivals move later by the time they were held.
 * A request that a rewound workload issues again is a replay: it was counted the first time, unless it was then dropped unanswered.
 */
import { assert } from '../../base/assert.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { Agenda } from './agenda.ts';
import type { IoSource } from '../../../workloads/ioSource.ts';
import type { SimulatedSource } from './simulationConfig.ts';

/** Where the sources of a VM were when a bookmark was set. */
export interface SourceMark {
  readonly atNs: number;
  readonly states: readonly unknown[];
  readonly positions: readonly number[];
}

export interface SourceSetState {
  readonly sources: readonly unknown[];
  readonly handles: Float64Array;
  readonly eventAtNs: Float64Array;
  readonly heldSinceNs: Float64Array;
  readonly position: Float64Array;
  readonly furthest: Float64Array;
  readonly uncounted: Float64Array;
  readonly marks: readonly (readonly [string, SourceMark])[];
}

const NOT_HELD = -1;
const NO_EVENT = -1;

export class SourceSet implements Stateful<SourceSetState> {
  readonly count: number;
  readonly #sources: readonly IoSource[];
  readonly #vmOf: Int32Array;
  /** Per VM: its sources. */
  readonly #ofVm: readonly (readonly number[])[];
  readonly #handles: Float64Array;
  /** When the pending event of a source fires; Infinity: none. */
  readonly #eventAtNs: Float64Array;
  /** Per VM. */
  readonly #heldSinceNs: Float64Array;
  /** Requests issued since the start or the point that a rewind went back to; the most there ever were; and dropped ones that a replay makes up for. */
  readonly #position: Float64Array;
  readonly #furthest: Float64Array;
  readonly #uncounted: Float64Array;
  readonly #marks = new Map<string, SourceMark>();

  constructor(sources: readonly SimulatedSource[], vmCount: number) {
    this.count = sources.length;
    this.#sources = sources.map(({ source }) => source);
    this.#vmOf = Int32Array.from(sources, ({ vm }) => vm);
    const ofVm = Array.from({ length: vmCount }, (): number[] => []);
    for (const [number, { vm }] of sources.entries()) ofVm[vm].push(number);
    this.#ofVm = ofVm;
    this.#handles = new Float64Array(this.count).fill(NO_EVENT);
    this.#eventAtNs = new Float64Array(this.count).fill(Infinity);
    this.#heldSinceNs = new Float64Array(vmCount).fill(NOT_HELD);
    this.#position = new Float64Array(this.count);
    this.#furthest = new Float64Array(this.count);
    this.#uncounted = new Float64Array(this.count);
  }

  source(number: number): IoSource {
    return this.#sources[number];
  }

  vmOf(number: number): number {
    return this.#vmOf[number];
  }

  ofVm(vm: number): readonly number[] {
    return this.#ofVm[vm];
  }

  isHeld(vm: number): boolean {
    return this.#heldSinceNs[vm] !== NOT_HELD;
  }

  get allDone(): boolean {
    for (let number = 0; number < this.count; number += 1) if (!this.#sources[number].done) return false;
    return true;
  }

  /** The pending event of this source has fired. */
  fired(number: number): void {
    this.#eventAtNs[number] = Infinity;
    this.#handles[number] = NO_EVENT;
  }

  /** Sees to it that the source's event fires at `atNs`; Infinity: no event. */
  arm(number: number, atNs: number, agenda: Agenda, kind: number): void {
    if (this.#eventAtNs[number] === atNs) return;
    if (this.#handles[number] !== NO_EVENT) agenda.cancel(this.#handles[number]);
    this.#eventAtNs[number] = atNs;
    this.#handles[number] = atNs === Infinity ? NO_EVENT : agenda.schedule(atNs, kind, number);
  }

  /** A request was taken from this source. True: it is a replay, and was counted before. */
  countTaken(number: number): boolean {
    const position = this.#position[number] + 1;
    this.#position[number] = position;
    if (position > this.#furthest[number]) {
      this.#furthest[number] = position;
      return false;
    }
    if (this.#uncounted[number] === 0) return true;
    this.#uncounted[number] -= 1;
    return false;
  }

  /** A request of this source was dropped: should it come again, it counts. */
  countDropped(number: number): void {
    this.#uncounted[number] += 1;
  }

  /** Nothing is taken from the VM's sources from now on. */
  hold(vm: number, nowNs: number): void {
    if (!this.isHeld(vm)) this.#heldSinceNs[vm] = nowNs;
  }

  /** Lets the VM's sources go on; with `shift`, what was to come comes later by the time held. */
  release(vm: number, nowNs: number, shift: boolean): void {
    if (!this.isHeld(vm)) return;
    const heldNs = nowNs - this.#heldSinceNs[vm];
    this.#heldSinceNs[vm] = NOT_HELD;
    if (shift && heldNs > 0) for (const number of this.#ofVm[vm]) this.#sources[number].delay(heldNs);
  }

  /** Where the VM's sources are now. */
  mark(vm: number, nowNs: number): SourceMark {
    const numbers = this.#ofVm[vm];
    return { atNs: nowNs, states: numbers.map((number) => this.#sources[number].save()), positions: numbers.map((number) => this.#position[number]) };
  }

  hasMark(vm: number, bookmark: string): boolean {
    return this.#marks.has(markKey(vm, bookmark));
  }

  keepMark(vm: number, bookmark: string, mark: SourceMark): void {
    this.#marks.set(markKey(vm, bookmark), mark);
  }

  /** Takes the VM's sources back to where they were when the bookmark was set. */
  rewind(vm: number, bookmark: string, nowNs: number): void {
    const mark = this.#marks.get(markKey(vm, bookmark));
    assert(mark !== undefined, 'a workload is rewound to a bookmark where its state was kept');
    for (const [index, number] of this.#ofVm[vm].entries()) {
      this.#sources[number].rewind(mark.states[index], mark.atNs, nowNs);
      this.#position[number] = mark.positions[index];
    }
  }

  save(): SourceSetState {
    return {
      sources: this.#sources.map((source) => source.save()),
      handles: this.#handles.slice(),
      eventAtNs: this.#eventAtNs.slice(),
      heldSinceNs: this.#heldSinceNs.slice(),
      position: this.#position.slice(),
      furthest: this.#furthest.slice(),
      uncounted: this.#uncounted.slice(),
      marks: [...this.#marks],
    };
  }

  restore(state: SourceSetState): void {
    for (const [number, source] of this.#sources.entries()) source.restore(state.sources[number]);
    this.#handles.set(state.handles);
    this.#eventAtNs.set(state.eventAtNs);
    this.#heldSinceNs.set(state.heldSinceNs);
    this.#position.set(state.position);
    this.#furthest.set(state.furthest);
    this.#uncounted.set(state.uncounted);
    this.#marks.clear();
    for (const [key, mark] of state.marks) this.#marks.set(key, mark);
  }
}

function markKey(vm: number, bookmark: string): string {
  return `${vm}/${bookmark}`;
}
