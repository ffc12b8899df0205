/**
 * Moves portions from what they are to what a planner wants: those that shrink first, then, of what that left over, those that grow.
 *
 * A VM that gives of one tier and gets of another is asked twice. The engine may take its time (what is dirty has to be destaged first) and may refuse; as long
 * as an answer is missing no other move begins. A refused shrink leaves less to grow on; whoever comes first grows first then. Nothing moves when less than a
 * given share of both tiers would change hands.
 *
 * Guarantees: what is granted never adds up to more than the total; a grow is only asked for when what it takes is free.
 */
import { assert } from '../base/assert.ts';
import type { Stateful } from '../base/stateful.ts';
import type { Portion } from '../engine/protocol.ts';

export interface PortionRequest {
  readonly vm: number;
  readonly portion: Portion;
}

export interface PortionBounds {
  readonly atLeast: Portion;
  readonly atMost: Portion;
}

export interface PortionMoverState {
  readonly granted: readonly Portion[];
  readonly target: readonly Portion[];
  readonly asked: readonly (Portion | null)[];
  readonly phase: number;
}

const IDLE = 0;
const SHRINKING = 1;
const GROWING = 2;

export class PortionMover implements Stateful<PortionMoverState> {
  readonly #total: Portion;
  readonly #bounds: readonly PortionBounds[];
  /** Where the log is not divided: records per block of DRAM and flash. */
  readonly #logRecordsPerBlock: number;
  #granted: Portion[];
  #target: readonly Portion[] = [];
  /** Per VM: what was asked for and is not answered. */
  #asked: (Portion | null)[];
  #phase = IDLE;

  /** `granted` are the portions at the start. */
  constructor(total: Portion, bounds: readonly PortionBounds[], granted: readonly Portion[], logRecordsPerBlock: number) {
    this.#total = total;
    this.#bounds = bounds;
    this.#granted = [...granted];
    this.#asked = granted.map(() => null);
    this.#logRecordsPerBlock = logRecordsPerBlock;
  }

  /** Answers are missing. */
  get isMoving(): boolean {
    return this.#phase !== IDLE;
  }

  granted(vm: number): Portion {
    return this.#granted[vm];
  }

  /** Begins to move to `wanted`; not while it moves. What is to be asked of the engine now: nothing when too little would change hands. */
  begin(wanted: readonly Portion[], stepRatio: number): readonly PortionRequest[] {
    assert(this.#phase === IDLE, 'a move begins when the one before it is over');
    this.#target = wanted.map((portion, vm) => this.#withLog(portion, vm));
    if (!this.#isWorthIt(stepRatio)) return [];
    const shrinks = this.#ask(this.#shrinks());
    if (shrinks.length === 0) return this.#grow();
    this.#phase = SHRINKING;
    return shrinks;
  }

  /** The engine has answered. What is to be asked next. */
  answered(vm: number, isDone: boolean): readonly PortionRequest[] {
    const portion = this.#asked[vm];
    assert(portion !== null, 'an answer is to a request that was made');
    if (isDone) this.#granted[vm] = portion;
    this.#asked[vm] = null;
    if (this.#asked.some((other) => other !== null)) return [];
    if (this.#phase === SHRINKING) return this.#grow();
    this.#phase = IDLE;
    return [];
  }

  /** No answer will come: the portions are these. */
  settle(granted: readonly Portion[]): void {
    this.#granted = [...granted];
    this.#asked.fill(null);
    this.#phase = IDLE;
  }

  save(): PortionMoverState {
    return { granted: [...this.#granted], target: [...this.#target], asked: [...this.#asked], phase: this.#phase };
  }

  restore(state: PortionMoverState): void {
    this.#granted = [...state.granted];
    this.#target = state.target;
    this.#asked = [...state.asked];
    this.#phase = state.phase;
  }

  /** A share of a tier changes hands. */
  #isWorthIt(stepRatio: number): boolean {
    return (['dramBlocks', 'flashBlocks', 'logRecords'] as const).some((field) => {
      let gained = 0;
      let lost = 0;
      this.#target.forEach((portion, vm) => {
        gained += Math.max(0, portion[field] - this.#granted[vm][field]);
        lost += Math.max(0, this.#granted[vm][field] - portion[field]);
      });
      const all = this.#total[field] === Infinity ? this.#granted.reduce((sum, portion) => sum + portion[field], 0) : this.#total[field];
      return Math.max(gained, lost) > 0 && Math.max(gained, lost) >= stepRatio * all;
    });
  }

  #grow(): readonly PortionRequest[] {
    const requests = this.#ask(this.#grows());
    this.#phase = requests.length > 0 ? GROWING : IDLE;
    return requests;
  }

  #ask(requests: readonly PortionRequest[]): readonly PortionRequest[] {
    for (const { vm, portion } of requests) this.#asked[vm] = portion;
    return requests;
  }

  /** What VMs are to give up. */
  #shrinks(): PortionRequest[] {
    return this.#granted.flatMap((granted, vm) => {
      const target = this.#target[vm];
      const portion = {
        dramBlocks: Math.min(granted.dramBlocks, target.dramBlocks),
        flashBlocks: Math.min(granted.flashBlocks, target.flashBlocks),
        logRecords: Math.min(granted.logRecords, target.logRecords),
      };
      return isSame(portion, granted) ? [] : [{ vm, portion }];
    });
  }

  /** What VMs are to get, as far as it is free. */
  #grows(): PortionRequest[] {
    let dramFree = this.#total.dramBlocks;
    let flashFree = this.#total.flashBlocks;
    let logFree = this.#total.logRecords;
    for (const { dramBlocks, flashBlocks, logRecords } of this.#granted) {
      dramFree -= dramBlocks;
      flashFree -= flashBlocks;
      logFree -= logRecords;
    }
    return this.#granted.flatMap((granted, vm) => {
      const target = this.#target[vm];
      const dramBlocks = granted.dramBlocks + Math.max(0, Math.min(dramFree, target.dramBlocks - granted.dramBlocks));
      const flashBlocks = granted.flashBlocks + Math.max(0, Math.min(flashFree, target.flashBlocks - granted.flashBlocks));
      const logRecords = granted.logRecords + Math.max(0, Math.min(logFree, target.logRecords - granted.logRecords));
      dramFree -= dramBlocks - granted.dramBlocks;
      flashFree -= flashBlocks - granted.flashBlocks;
      logFree -= logRecords - granted.logRecords;
      const portion = { dramBlocks, flashBlocks, logRecords };
      return isSame(portion, granted) ? [] : [{ vm, portion }];
    });
  }

  /** Where the log is not divided it is as large as DRAM and flash ask for. */
  #withLog(portion: Portion, vm: number): Portion {
    if (portion.logRecords !== Infinity) return portion;
    const { atLeast, atMost } = this.#bounds[vm];
    const records = this.#logRecordsPerBlock * (portion.dramBlocks + portion.flashBlocks);
    return { ...portion, logRecords: Math.min(atMost.logRecords, Math.max(atLeast.logRecords, records)) };
  }
}

function isSame(first: Portion, second: Portion): boolean {
  return first.dramBlocks === second.dramBlocks && first.flashBlocks === second.flashBlocks && first.logRecords === second.logRecords;
}
