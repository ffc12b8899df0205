/**
 * The flash translation layer: where each logical unit is, where the next one goes, and garbage collection. Knows no time: what it decides becomes work of the dies, which
 * `DieWork` takes. So mapping changes at once, and the dies pay for it in the order in which it was decided; a unit that collection moves stays within its die.
 *
 * Writes gather in the open stripe of their stream; a full one is programmed. Streams go round the dies, one stripe each, past dies that are full. Each die has an open block per stream.
 * When a stream needs a new block and its die has too few free ones, blocks that the policy picks are collected until there are enough: with `streams` what they still hold goes to
 * a block of its own; without, everything goes to one open block, the survivors first. A unit whose stripe is not yet on its way to the die is overwritten in the buffer.
 *
 * Guarantees: a unit that was written and not discarded is in exactly one place (`foundUnits` counts them, `mappedUnits` is what it must be); a block is erased when nothing in it is wanted.
 * Left out: copies of the map itself on flash, bad blocks, read disturb, retention, moving cold data for wear's sake.
 */
import type { Stateful } from '../../base/stateful.ts';
import { GC_STREAM, STREAMS } from './flashGeometry.ts';
import type { FlashGeometry } from './flashGeometry.ts';
import { FreeBlocks } from './freeBlocks.ts';
import type { GcContext, GcPolicy } from './gc/gcPolicy.ts';

/** Work that the translation gives to the dies. */
export interface DieWork {
  /** A stripe of that block; `hostUnits` of it leave the write buffer then. */
  program(die: number, block: number, hostUnits: number): void;
  /** `pageReads` and `stripePrograms` of survivors, and an erase. */
  collect(die: number, pageReads: number, stripePrograms: number): void;
}

/** Counts since the start. */
export interface TranslationCounts {
  /** Units of the host that were put into a stripe. */
  hostUnits: number;
  movedUnits: number;
  /** Blocks of one plane. */
  erases: number;
}

const NOWHERE = -1;

export class Translation implements Stateful<unknown> {
  readonly counts: TranslationCounts = { hostUnits: 0, movedUnits: 0, erases: 0 };
  /** By block: erases. Read only. */
  readonly cycles: Int32Array;
  /** By block: stripes that are filled, and of these those not yet programmed (with those of the block's former life). */
  readonly #filledStripes: Int32Array;
  readonly #waitingStripes: Int32Array;
  readonly #geometry: FlashGeometry;
  readonly #gc: GcPolicy;
  readonly #gcStream: number;
  readonly #freeBlocks: FreeBlocks;
  readonly #physicalOf: Int32Array;
  readonly #logicalOf: Int32Array;
  readonly #validUnits: Int32Array;
  readonly #validOfDie: Int32Array;
  /** By die and stream: the open block or NOWHERE, its open stripe's first unit, how many units are in it, and how many of these are the host's. */
  readonly #openBlock: Int32Array;
  readonly #stripeStart: Int32Array;
  readonly #stripeFill: Int32Array;
  readonly #stripeHost: Int32Array;
  /** By stream of the host: the die that its next unit goes to; NOWHERE while no stripe is begun. */
  readonly #dieOf: Int32Array;
  readonly #lastDieOf: Int32Array;
  #stripesOfCollection = 0;
  /** Null: what is decided takes no time. */
  #work: DieWork | null = null;

  constructor(
    geometry: FlashGeometry,
    options: { readonly hasStreams: boolean; readonly isLevelling: boolean },
    createGc: (context: Omit<GcContext, 'stream'>) => GcPolicy,
  ) {
    const { dies, blocksPerDie, unitsPerBlock } = geometry;
    const blocks = dies * blocksPerDie;
    this.#geometry = geometry;
    this.#gcStream = options.hasStreams ? GC_STREAM : 0;
    this.cycles = new Int32Array(blocks);
    this.#filledStripes = new Int32Array(blocks);
    this.#waitingStripes = new Int32Array(blocks);
    this.#freeBlocks = new FreeBlocks(dies, blocksPerDie, options.isLevelling);
    this.#physicalOf = new Int32Array(geometry.logicalUnits).fill(NOWHERE);
    this.#logicalOf = new Int32Array(geometry.physicalUnits).fill(NOWHERE);
    this.#validUnits = new Int32Array(blocks);
    this.#validOfDie = new Int32Array(dies);
    this.#openBlock = new Int32Array(dies * STREAMS).fill(NOWHERE);
    this.#stripeStart = new Int32Array(dies * STREAMS);
    this.#stripeFill = new Int32Array(dies * STREAMS);
    this.#stripeHost = new Int32Array(dies * STREAMS);
    this.#dieOf = new Int32Array(STREAMS).fill(NOWHERE);
    this.#lastDieOf = new Int32Array(STREAMS).fill(dies - 1);
    this.#gc = createGc({ dies, blocksPerDie, unitsPerBlock, validUnits: this.#validUnits });
  }

  /** From now on what is decided is work for the dies. */
  workOn(dies: DieWork): void {
    this.#work = dies;
  }

  /** Physical place of a logical unit, or -1. */
  place(unit: number): number {
    return this.#physicalOf[unit];
  }

  /** Is what is in that place still (or only) in the write buffer? Survivors of a collection count as written where streams are kept apart. */
  isBuffered(place: number): boolean {
    const block = Math.floor(place / this.#geometry.unitsPerBlock);
    const filled = this.#filledStripes[block];
    const stripe = Math.floor((place - block * this.#geometry.unitsPerBlock) / this.#geometry.unitsPerStripe);
    return stripe >= filled || (stripe >= filled - this.#waitingStripes[block] && this.#waitingStripes[block] > 0);
  }

  /** The place lies in a stripe that is not full: it can be overwritten in the buffer. */
  isGathering(place: number): boolean {
    const block = Math.floor(place / this.#geometry.unitsPerBlock);
    return place - block * this.#geometry.unitsPerBlock >= this.#filledStripes[block] * this.#geometry.unitsPerStripe;
  }

  /** Puts the new content of a unit into the open stripe of `stream`. With `hasMoreToCome` the stripe waits, if it is full now, until the stream needs another: the unit may be completed. */
  write(unit: number, stream: number, hasMoreToCome: boolean): void {
    this.#forget(unit);
    const die = this.#dieFor(stream);
    const writer = die * STREAMS + stream;
    this.#append(writer, die, unit, 1);
    if (!hasMoreToCome && this.#stripeFill[writer] === this.#geometry.unitsPerStripe) this.#closeStripe(die, writer);
    this.counts.hostUnits += 1;
  }

  /** The unit is no longer wanted. */
  discard(unit: number): void {
    this.#forget(unit);
  }

  /** A stripe of the block has been programmed. */
  programmed(block: number): void {
    this.#waitingStripes[block] -= 1;
  }

  blocksFree(): number {
    return this.#freeBlocks.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Units of the host in stripes that are not full: they wait in the buffer. */
  gatheringUnits(): number {
    return this.#stripeHost.reduce((sum, count) => sum + count, 0);
  }

  mappedUnits(): number {
    let count = 0;
    for (const place of this.#physicalOf) if (place !== NOWHERE) count += 1;
    return count;
  }

  /** Units that can be found on flash or in the buffer, page by page. */
  foundUnits(): number {
    let count = 0;
    for (let place = 0; place < this.#logicalOf.length; place += 1) {
      const unit = this.#logicalOf[place];
      if (unit !== NOWHERE && this.#physicalOf[unit] === place) count += 1;
    }
    return count;
  }

  /** Is what lies there the unit's content? What is not goes with its block. */
  protected isWanted(unit: number, place: number): boolean {
    return this.#physicalOf[unit] === place;
  }

  save(): unknown {
    return { arrays: this.#arrays().map((array) => array.slice()), counts: { ...this.counts }, freeBlocks: this.#freeBlocks.save(), gc: this.#gc.save() };
  }

  restore(state: unknown): void {
    const saved = state as {
      readonly arrays: readonly Int32Array[];
      readonly counts: TranslationCounts;
      readonly freeBlocks: ReturnType<FreeBlocks['save']>;
      readonly gc: unknown;
    };
    for (const [index, array] of this.#arrays().entries()) array.set(saved.arrays[index]);
    Object.assign(this.counts, saved.counts);
    this.#freeBlocks.restore(saved.freeBlocks);
    this.#gc.restore(saved.gc);
  }

  #arrays(): readonly Int32Array[] {
    return [
      this.cycles,
      this.#filledStripes,
      this.#waitingStripes,
      this.#physicalOf,
      this.#logicalOf,
      this.#validUnits,
      this.#validOfDie,
      this.#openBlock,
      this.#stripeStart,
      this.#stripeFill,
      this.#stripeHost,
      this.#dieOf,
      this.#lastDieOf,
    ];
  }

  #forget(unit: number): void {
    const place = this.#physicalOf[unit];
    if (place === NOWHERE) return;
    const block = Math.floor(place / this.#geometry.unitsPerBlock);
    this.#validUnits[block] -= 1;
    this.#validOfDie[Math.floor(block / this.#geometry.blocksPerDie)] -= 1;
    this.#physicalOf[unit] = NOWHERE;
    this.#gc.invalidate(block);
  }

  /** The die of the stripe that the stream has open; a new stripe goes to the next die in turn that has room. */
  #dieFor(stream: number): number {
    let die = this.#dieOf[stream];
    const { dies, unitsPerStripe, unitsPerDieMax } = this.#geometry;
    if (die !== NOWHERE) {
      if (this.#stripeFill[die * STREAMS + stream] < unitsPerStripe) return die;
      this.#closeStripe(die, die * STREAMS + stream);
    }
    die = this.#lastDieOf[stream];
    for (let tried = 0; tried < dies; tried += 1) {
      die = die + 1 === dies ? 0 : die + 1;
      if (this.#validOfDie[die] + unitsPerStripe <= unitsPerDieMax) break;
    }
    const writer = die * STREAMS + stream;
    while (this.#openBlock[writer] === NOWHERE && this.#freeBlocks.counts[die] <= this.#geometry.blocksFreeMin) this.#collect(die);
    if (this.#openBlock[writer] === NOWHERE) this.#open(die, writer);
    this.#dieOf[stream] = die;
    this.#lastDieOf[stream] = die;
    return die;
  }

  #open(die: number, writer: number): void {
    const block = this.#freeBlocks.take(die);
    this.#openBlock[writer] = block;
    this.#stripeStart[writer] = block * this.#geometry.unitsPerBlock;
    this.#filledStripes[block] = 0;
  }

  /** Into the writer's open stripe; `hostUnits` is 1 for the host's own, 0 for survivors. */
  #append(writer: number, die: number, unit: number, hostUnits: number): void {
    const place = this.#stripeStart[writer] + this.#stripeFill[writer];
    this.#physicalOf[unit] = place;
    this.#logicalOf[place] = unit;
    this.#validUnits[this.#openBlock[writer]] += 1;
    this.#validOfDie[die] += 1;
    this.#stripeFill[writer] += 1;
    this.#stripeHost[writer] += hostUnits;
  }

  #closeStripe(die: number, writer: number): void {
    const block = this.#openBlock[writer];
    const stream = writer - die * STREAMS;
    const hostUnits = this.#stripeHost[writer];
    this.#stripeFill[writer] = 0;
    this.#stripeHost[writer] = 0;
    this.#stripeStart[writer] += this.#geometry.unitsPerStripe;
    this.#filledStripes[block] += 1;
    if (stream === GC_STREAM) {
      this.#stripesOfCollection += 1;
    } else {
      this.#dieOf[stream] = NOWHERE;
      if (this.#work !== null) {
        this.#waitingStripes[block] += 1;
        this.#work.program(die, block, hostUnits);
      }
    }
    if (this.#filledStripes[block] < this.#geometry.stripesPerBlock) return;
    this.#openBlock[writer] = NOWHERE;
    this.#gc.close(block);
  }

  /** Moves what is still wanted of one block, and erases it. */
  #collect(die: number): void {
    const { unitsPerBlock, unitsPerPage, planes } = this.#geometry;
    const writer = die * STREAMS + this.#gcStream;
    const victim = this.#gc.take(die);
    const first = victim * unitsPerBlock;
    let pageReads = 0;
    let lastPage = NOWHERE;
    this.#stripesOfCollection = 0;
    for (let place = first; place < first + unitsPerBlock; place += 1) {
      const unit = this.#logicalOf[place];
      this.#logicalOf[place] = NOWHERE;
      if (unit === NOWHERE || !this.isWanted(unit, place)) continue;
      const page = Math.floor(place / unitsPerPage);
      if (page !== lastPage) pageReads += 1;
      lastPage = page;
      this.#validOfDie[die] -= 1;
      if (this.#openBlock[writer] === NOWHERE) this.#open(die, writer);
      this.#append(writer, die, unit, 0);
      if (this.#stripeFill[writer] === this.#geometry.unitsPerStripe) this.#closeStripe(die, writer);
      this.counts.movedUnits += 1;
    }
    this.#validUnits[victim] = 0;
    this.cycles[victim] += 1;
    this.counts.erases += planes;
    this.#freeBlocks.put(victim, this.cycles[victim]);
    if (this.#work !== null) this.#work.collect(die, pageReads, this.#stripesOfCollection);
  }
}
