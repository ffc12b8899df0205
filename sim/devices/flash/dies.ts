/**
 * Dies and channels: what each die does when, and how long it takes.
 *
 * A die does one thing at a time, to its end. Reads of the host come before whatever else waits for the die, but wait for the program or the erase that is under way; when writes of the
 * host wait for room in the buffer, reads and the rest take turns, so that neither starves. The rest (programs, collections, reads that complete a partial write) keeps its order.
 * Read: the cells' time, then the channel in the order of need, with the die's register held. Program: the channel first, then the cells' time. Erase: the cells' time. A survivor of a
 * collection is read through the channel and programmed through it: its errors are corrected on the way. Each latency is drawn when the cells begin.
 *
 * Time is the caller's: `advance` carries out all that happens up to then, in order of time, and what is due at the same time in the order in which it began.
 */
import type { Distribution } from '../../base/distributions.ts';
import { LiveSampler } from '../../base/liveSampler.ts';
import type { RandomState, RandomStream } from '../../base/random.ts';
import type { Stateful } from '../../base/stateful.ts';
import { TimeHeap } from '../timeHeap.ts';
import { DieQueues } from './dieQueues.ts';
import type { FlashGeometry } from './flashGeometry.ts';
import type { SsdParams } from './ssdParams.ts';
import type { DieWork } from './translation.ts';

/** Whoever gave the dies their work; called at the time that it is done (`nowNs`), and may give more. */
export interface DieOwner {
  pageRead(op: number): void;
  stripeProgrammed(block: number, hostUnits: number): void;
}

const Phase = { Idle: 0, ReadCells: 1, ReadChannel: 2, CollectCells: 3, CollectChannel: 4, Program: 5, CollectProgram: 6, Erase: 7 } as const;

/** What waits beside reads of the host: a block (program a stripe of it), or one of these, with how often. */
const Background = { Read: -1, Program: -2, Erase: -3 } as const;

export class Dies implements DieWork, Stateful<unknown> {
  /** Writes of the host wait for room in the buffer. Set by the owner. */
  hasWaitingWrites = false;
  readonly #owner: DieOwner;
  readonly #channels: number;
  readonly #nsPerByte: number;
  readonly #pageBytes: number;
  readonly #unitBytes: number;
  readonly #stripeBytes: number;
  /** Of the cells: they can change while the run goes on. */
  readonly readLatency: LiveSampler;
  readonly programLatency: LiveSampler;
  readonly eraseLatency: LiveSampler;
  readonly #stream: RandomStream;
  readonly #events = new TimeHeap();
  /** Pairs: operation, units of the page that are wanted. */
  readonly #reads: DieQueues;
  /** Pairs: see `Background`; a block with how many units of the host are in the stripe. */
  readonly #background: DieQueues;
  /** By die: phase, operation or block, units; was the last thing a read of the host? */
  readonly #phase: Int32Array;
  readonly #subject: Int32Array;
  readonly #units: Int32Array;
  readonly #lastWasRead: Int32Array;
  readonly #channelFreeNs: Float64Array;
  #nextRank = 0;
  #active = 0;
  #busyNs = 0;
  #busyChangedNs = 0;
  #nowNs = 0;

  constructor(geometry: FlashGeometry, params: SsdParams, owner: DieOwner, stream: RandomStream) {
    const { dies } = geometry;
    this.#owner = owner;
    this.#channels = geometry.channels;
    this.#nsPerByte = params.channelBandwidthBytesPerSecond === null ? 0 : 1e9 / params.channelBandwidthBytesPerSecond;
    this.#pageBytes = geometry.pageBytes;
    this.#unitBytes = geometry.unitBytes;
    this.#stripeBytes = geometry.pageBytes * geometry.planes;
    this.readLatency = new LiveSampler(params.readLatency, stream);
    this.programLatency = new LiveSampler(params.programLatency, stream);
    this.eraseLatency = new LiveSampler(params.eraseLatency, stream);
    this.#stream = stream;
    this.#reads = new DieQueues(dies);
    this.#background = new DieQueues(dies);
    this.#phase = new Int32Array(dies);
    this.#subject = new Int32Array(dies);
    this.#units = new Int32Array(dies);
    this.#lastWasRead = new Int32Array(dies);
    this.#channelFreeNs = new Float64Array(geometry.channels);
  }

  /** Up to here everything has happened. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** Infinity: nothing is going on. */
  get nextNs(): number {
    return this.#events.topNs;
  }

  /** Sum over the dies of the time that they were busy, up to `nowNs`. */
  get busyNs(): number {
    return this.#busyNs + this.#active * (this.#nowNs - this.#busyChangedNs);
  }

  advance(nowNs: number): void {
    const events = this.#events;
    while (events.topNs <= nowNs) {
      this.#nowNs = events.topNs;
      this.#endPhase(events.pop());
    }
    this.#nowNs = nowNs;
  }

  /** A page is read for the host, `units` of it. */
  read(die: number, op: number, units: number): void {
    this.#reads.push(die, op, units);
    this.#kick(die);
  }

  /** A page is read for nobody: to complete a partial write. */
  readForMerge(die: number): void {
    this.#background.push(die, Background.Read, 1);
    this.#kick(die);
  }

  program(die: number, block: number, hostUnits: number): void {
    this.#background.push(die, block, hostUnits);
    this.#kick(die);
  }

  collect(die: number, pageReads: number, stripePrograms: number): void {
    if (pageReads > 0) this.#background.push(die, Background.Read, pageReads);
    if (stripePrograms > 0) this.#background.push(die, Background.Program, stripePrograms);
    this.#background.push(die, Background.Erase, 1);
    this.#kick(die);
  }

  save(): unknown {
    return {
      events: this.#events.save(),
      reads: this.#reads.save(),
      background: this.#background.save(),
      arrays: this.#arrays().map((array) => array.slice()),
      channelFreeNs: this.#channelFreeNs.slice(),
      numbers: [this.#nextRank, this.#active, this.#busyNs, this.#busyChangedNs, this.#nowNs],
      hasWaitingWrites: this.hasWaitingWrites,
      stream: this.#stream.save(),
      latencies: [this.readLatency.save(), this.programLatency.save(), this.eraseLatency.save()],
    };
  }

  restore(state: unknown): void {
    const saved = state as {
      readonly events: ReturnType<TimeHeap['save']>;
      readonly reads: readonly Int32Array[];
      readonly background: readonly Int32Array[];
      readonly arrays: readonly Int32Array[];
      readonly channelFreeNs: Float64Array;
      readonly numbers: readonly [number, number, number, number, number];
      readonly hasWaitingWrites: boolean;
      readonly stream: RandomState;
      readonly latencies: readonly [Distribution, Distribution, Distribution];
    };
    this.#events.restore(saved.events);
    this.#reads.restore(saved.reads);
    this.#background.restore(saved.background);
    for (const [index, array] of this.#arrays().entries()) array.set(saved.arrays[index]);
    this.#channelFreeNs.set(saved.channelFreeNs);
    [this.#nextRank, this.#active, this.#busyNs, this.#busyChangedNs, this.#nowNs] = saved.numbers;
    this.hasWaitingWrites = saved.hasWaitingWrites;
    this.#stream.restore(saved.stream);
    this.readLatency.restore(saved.latencies[0]);
    this.programLatency.restore(saved.latencies[1]);
    this.eraseLatency.restore(saved.latencies[2]);
  }

  #arrays(): readonly Int32Array[] {
    return [this.#phase, this.#subject, this.#units, this.#lastWasRead];
  }

  #kick(die: number): void {
    if (this.#phase[die] !== Phase.Idle) return;
    this.#accountBusy();
    this.#active += 1;
    this.#begin(die);
  }

  #accountBusy(): void {
    this.#busyNs += this.#active * (this.#nowNs - this.#busyChangedNs);
    this.#busyChangedNs = this.#nowNs;
  }

  /** The die is free: whatever comes next. */
  #begin(die: number): void {
    const waiting = this.#background.counts[die];
    if (this.#reads.counts[die] > 0 && !(waiting > 0 && this.hasWaitingWrites && this.#lastWasRead[die] === 1)) {
      this.#subject[die] = this.#reads.first(die);
      this.#units[die] = this.#reads.second(die);
      this.#reads.shift(die);
      this.#lastWasRead[die] = 1;
      this.#until(die, Phase.ReadCells, this.#nowNs + this.readLatency.next());
    } else if (waiting > 0) {
      this.#lastWasRead[die] = 0;
      this.#beginBackground(die);
    } else {
      this.#accountBusy();
      this.#active -= 1;
      this.#phase[die] = Phase.Idle;
    }
  }

  #beginBackground(die: number): void {
    const queue = this.#background;
    const kind = queue.first(die);
    const second = queue.second(die);
    if (kind >= 0 || second === 1) queue.shift(die);
    else queue.setSecond(die, second - 1);
    if (kind >= 0) {
      this.#subject[die] = kind;
      this.#units[die] = second;
      this.#until(die, Phase.Program, this.#throughChannel(die, this.#stripeBytes) + this.programLatency.next());
    } else if (kind === Background.Read) {
      this.#until(die, Phase.CollectCells, this.#nowNs + this.readLatency.next());
    } else if (kind === Background.Program) {
      this.#until(die, Phase.CollectProgram, this.#throughChannel(die, this.#stripeBytes) + this.programLatency.next());
    } else {
      this.#until(die, Phase.Erase, this.#nowNs + this.eraseLatency.next());
    }
  }

  #endPhase(die: number): void {
    switch (this.#phase[die]) {
      case Phase.ReadCells:
        this.#until(die, Phase.ReadChannel, this.#throughChannel(die, this.#units[die] * this.#unitBytes));
        return;
      case Phase.CollectCells:
        this.#until(die, Phase.CollectChannel, this.#throughChannel(die, this.#pageBytes));
        return;
      case Phase.ReadChannel:
        this.#owner.pageRead(this.#subject[die]);
        break;
      case Phase.Program:
        this.#owner.stripeProgrammed(this.#subject[die], this.#units[die]);
        break;
      default:
    }
    this.#begin(die);
  }

  /** Takes the die's channel from when it is free; when the transfer ends. */
  #throughChannel(die: number, bytes: number): number {
    const channel = die % this.#channels;
    const freeNs = this.#channelFreeNs[channel];
    const endNs = (freeNs > this.#nowNs ? freeNs : this.#nowNs) + Math.ceil(bytes * this.#nsPerByte);
    this.#channelFreeNs[channel] = endNs;
    return endNs;
  }

  #until(die: number, phase: number, endNs: number): void {
    this.#phase[die] = phase;
    this.#events.push(endNs, this.#nextRank, die);
    this.#nextRank += 1;
  }
}
