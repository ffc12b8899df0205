/**
 * A flash SSD: channels × dies × planes behind a write buffer and a page-mapped translation layer with garbage collection.
 *
 * Timing. A write is done when all of it is in the buffer: the interface's time and `hostLatency`, if there is room; else it waits, first come, first served, until programs have
 * made some. Data leaves the buffer when its stripe is programmed; stripes that are not full stay in it. A read takes its pages from the dies (those in the buffer and those never
 * written take nothing), then the interface to the host and `hostLatency`; the latter delays, it does not occupy. The interface does one operation at a time: `interfaceLatency` and the
 * transfer. A write of part of a
 * mapping unit that is not in the buffer reads the rest of it from its die, which nobody waits for. A discard takes `hostLatency`; units that it covers in part stay. How dies and
 * channels share their time is in `dies.ts`, where data goes in `translation.ts`, sizes in `flashGeometry.ts`.
 *
 * Without power: the buffer keeps its content (capacitors), so what was acknowledged is there, and so is the map; what was not, may be there in part. Faults: this one, as
 * `sim/faults/plannedCut.ts` has it, and contents that change at rest (`sim/oracle/damageFlash.ts`: the model has no contents). Dies do not fail, and reads never need a second try.
 *
 * Left out: the map's own reads and writes (it is wholly in the controller's memory), program and erase suspension, read disturb, bad blocks, temperature, read-ahead.
 * The engine sends no discards to flash when slots fall free: the device takes what is in them for wanted until they are written again.
 *
 * Source of the structure: N. Agrawal et al., Design Tradeoffs for SSD Performance, USENIX ATC 2008; A. Tavakkol et al., MQSim, FAST 2018.
 */
import { assert } from '../../base/assert.ts';
import { createSampler } from '../../base/distributions.ts';
import type { Distribution, Sampler } from '../../base/distributions.ts';
import { LiveSampler } from '../../base/liveSampler.ts';
import type { RandomState, RandomStream } from '../../base/random.ts';
import { TransferOp, WriteCause, WriteStream } from '../device.ts';
import type { CompletionList, DeviceCounters, DeviceModel, FlashWear, Transfer } from '../device.ts';
import type { DeviceContext } from '../deviceSpec.ts';
import { OpBoard } from '../opBoard.ts';
import type { OpBoardState } from '../opBoard.ts';
import { Dies } from './dies.ts';
import { DieQueues } from './dieQueues.ts';
import type { DieOwner } from './dies.ts';
import { flashGeometry } from './flashGeometry.ts';
import type { FlashGeometry } from './flashGeometry.ts';
import { gcPolicies } from './gc/gcPolicies.ts';
import { precondition } from './precondition.ts';
import type { SsdParams } from './ssdParams.ts';
import { Translation } from './translation.ts';
import type { TranslationCounts } from './translation.ts';

interface SsdState {
  readonly board: OpBoardState;
  readonly dies: unknown;
  readonly translation: unknown;
  readonly columns: readonly Int32Array[];
  readonly lengthBytes: Float64Array;
  readonly waiting: readonly Int32Array[];
  readonly numbers: readonly [number, number, number];
  readonly baseline: TranslationCounts;
  readonly stream: RandomState;
  readonly hostLatency: Distribution;
}

/** Of a waiting write: which of its outer units are covered in part. */
const Partial = { First: 1, Last: 2 } as const;

export class Ssd implements DeviceModel, DieOwner {
  readonly name: string;
  /** Dies. */
  readonly parallel: number;
  readonly #geometry: FlashGeometry;
  readonly #hasStreams: boolean;
  readonly #cyclesRated: number;
  readonly #board: OpBoard;
  readonly #dies: Dies;
  readonly #translation: Translation;
  readonly #hostLatency: LiveSampler;
  readonly #interfaceLatency: Sampler;
  readonly #hostStream: RandomStream;
  readonly #interfaceNsPerByte: number;
  /** By operation: pages to come; of writes the first unit, the next, the end, the stream, `Partial`. */
  #pagesLeft = new Int32Array(64);
  #firstUnit = new Int32Array(64);
  #nextUnit = new Int32Array(64);
  #endUnit = new Int32Array(64);
  #writeStream = new Int32Array(64);
  #partial = new Int32Array(64);
  #lengthBytes = new Float64Array(64);
  /** Writes that wait for room in the buffer, in order. */
  readonly #waiting = new DieQueues(1);
  #bufferedUnits = 0;
  #readsOpen = 0;
  #interfaceFreeNs = 0;
  /** What the translation had counted when the run began. */
  #baseline: TranslationCounts;

  /** With another `TranslationLayer` tests break it on purpose. */
  constructor(params: SsdParams, context: DeviceContext, TranslationLayer: typeof Translation = Translation) {
    const geometry = flashGeometry(params, context);
    const gcSpec = gcPolicies.find(({ name }) => name === params.gc);
    assert(gcSpec !== undefined, 'a policy of garbage collection is named by a name in the table');
    this.name = context.name;
    this.parallel = geometry.dies;
    this.#geometry = geometry;
    this.#cyclesRated = params.cycles;
    this.#board = new OpBoard(context.insideMax);
    this.#dies = new Dies(geometry, params, this, context.stream('dies'));
    this.#translation = new TranslationLayer(geometry, { hasStreams: params.streams, isLevelling: params.wearLevelling }, (gc) =>
      gcSpec.create({ choices: params.gcChoices }, { ...gc, stream: context.stream('gc') }),
    );
    this.#hostStream = context.stream('host');
    this.#hostLatency = new LiveSampler(params.hostLatency, this.#hostStream);
    this.#interfaceLatency = createSampler(params.interfaceLatency, this.#hostStream);
    this.#interfaceNsPerByte = params.interfaceBandwidthBytesPerSecond === null ? 0 : 1e9 / params.interfaceBandwidthBytesPerSecond;
    this.#hasStreams = params.streams;
    precondition(params.precondition, geometry.logicalUnits, this.#translation, context.stream('precondition'));
    this.#translation.workOn(this.#dies);
    this.#bufferedUnits = this.#translation.gatheringUnits();
    this.#baseline = { ...this.#translation.counts };
  }

  submit(nowNs: number, transfer: Transfer): void {
    const { unitBytes, logicalUnits } = this.#geometry;
    this.#advance(nowNs);
    const op = this.#board.arrive(nowNs, transfer);
    if (op >= this.#pagesLeft.length) this.#grow();
    const endBytes = transfer.offsetBytes + transfer.lengthBytes;
    const first = Math.floor(transfer.offsetBytes / unitBytes);
    const end = Math.ceil(endBytes / unitBytes);
    assert(transfer.offsetBytes >= 0 && end <= logicalUnits, 'an operation lies within the device');
    this.#lengthBytes[op] = transfer.lengthBytes;
    if (transfer.op === TransferOp.Read) {
      this.#read(op, first, end);
    } else if (transfer.op === TransferOp.Write) {
      this.#firstUnit[op] = first;
      this.#nextUnit[op] = first;
      this.#endUnit[op] = end;
      this.#writeStream[op] = this.#hasStreams && transfer.stream !== undefined ? transfer.stream : WriteStream.Current;
      this.#partial[op] = (transfer.offsetBytes === first * unitBytes ? 0 : Partial.First) | (endBytes === end * unitBytes ? 0 : Partial.Last);
      this.#waiting.push(0, op, 0);
      this.#admitWrites();
    } else {
      for (let unit = Math.ceil(transfer.offsetBytes / unitBytes); unit < Math.floor(endBytes / unitBytes); unit += 1) this.#translation.discard(unit);
      this.#board.endAt(op, nowNs + this.#hostLatency.next());
    }
  }

  wake(nowNs: number): void {
    this.#advance(nowNs);
  }

  /** What goes on in the dies is of interest only when someone waits for it. */
  nextWakeNs(): number {
    const endNs = this.#board.nextEndNs;
    if (this.#readsOpen === 0 && this.#waiting.counts[0] === 0) return endNs;
    const dieNs = this.#dies.nextNs;
    return dieNs < endNs ? dieNs : endNs;
  }

  drain(completions: CompletionList): void {
    this.#board.drain(completions);
  }

  counters(nowNs: number): DeviceCounters {
    this.#dies.advance(nowNs);
    const { counters } = this.#board;
    const { unitBytes } = this.#geometry;
    const { hostUnits, movedUnits, erases } = this.#translation.counts;
    this.#board.settle(nowNs);
    counters.busyNs = this.#dies.busyNs;
    counters.erases = erases - this.#baseline.erases;
    counters.bytesWrittenByCause[WriteCause.Gc] = (movedUnits - this.#baseline.movedUnits) * unitBytes;
    counters.bytesProgrammed = (hostUnits - this.#baseline.hostUnits) * unitBytes + counters.bytesWrittenByCause[WriteCause.Gc];
    return counters;
  }

  wear(): FlashWear {
    const { unitBytes, logicalUnits, physicalUnits } = this.#geometry;
    const { cycles } = this.#translation;
    return {
      logicalBytes: logicalUnits * unitBytes,
      physicalBytes: physicalUnits * unitBytes,
      mappedBytes: this.#translation.mappedUnits() * unitBytes,
      foundBytes: this.#translation.foundUnits() * unitBytes,
      blocks: cycles.length * this.#geometry.planes,
      blocksFree: this.#translation.blocksFree() * this.#geometry.planes,
      cyclesMin: cycles.reduce((least, count) => Math.min(least, count), Infinity),
      cyclesMean: cycles.reduce((sum, count) => sum + count, 0) / cycles.length,
      cyclesMax: cycles.reduce((most, count) => Math.max(most, count), 0),
      cyclesRated: this.#cyclesRated,
    };
  }

  /** Of the dies: a page that the operation waits for is there. */
  pageRead(op: number): void {
    this.#pagesLeft[op] -= 1;
    if (this.#pagesLeft[op] > 0) return;
    this.#readsOpen -= 1;
    this.#endThroughInterface(op);
  }

  /** Of the dies: so many units leave the buffer. */
  stripeProgrammed(block: number, hostUnits: number): void {
    this.#translation.programmed(block);
    this.#bufferedUnits -= hostUnits;
    if (this.#waiting.counts[0] > 0) this.#admitWrites();
  }

  change(_nowNs: number, param: string, value: unknown): void {
    const { readLatency, programLatency, eraseLatency } = this.#dies;
    const sampler = { readLatency, programLatency, eraseLatency, hostLatency: this.#hostLatency }[param];
    assert(sampler !== undefined, 'of an SSD, the latencies of cells and host can change');
    sampler.change(value as Distribution);
  }

  save(): SsdState {
    return {
      board: this.#board.save(),
      dies: this.#dies.save(),
      translation: this.#translation.save(),
      columns: this.#columns().map((column) => column.slice()),
      lengthBytes: this.#lengthBytes.slice(),
      waiting: this.#waiting.save(),
      numbers: [this.#bufferedUnits, this.#readsOpen, this.#interfaceFreeNs],
      baseline: { ...this.#baseline },
      stream: this.#hostStream.save(),
      hostLatency: this.#hostLatency.save(),
    };
  }

  restore(state: unknown): void {
    const saved = state as SsdState;
    this.#board.restore(saved.board);
    this.#dies.restore(saved.dies);
    this.#translation.restore(saved.translation);
    while (this.#pagesLeft.length < saved.lengthBytes.length) this.#grow();
    for (const [index, column] of this.#columns().entries()) column.set(saved.columns[index]);
    this.#lengthBytes.set(saved.lengthBytes);
    this.#waiting.restore(saved.waiting);
    [this.#bufferedUnits, this.#readsOpen, this.#interfaceFreeNs] = saved.numbers;
    this.#baseline = { ...saved.baseline };
    this.#hostStream.restore(saved.stream);
    this.#hostLatency.restore(saved.hostLatency);
  }

  #advance(nowNs: number): void {
    this.#dies.advance(nowNs);
    this.#board.advance(nowNs);
  }

  /** Units of one page that follow each other are read together. */
  #read(op: number, first: number, end: number): void {
    const { unitsPerPage, unitsPerBlock, blocksPerDie } = this.#geometry;
    const translation = this.#translation;
    let page = -1;
    let units = 0;
    let pages = 0;
    for (let unit = first; unit < end; unit += 1) {
      const place = translation.place(unit);
      if (place < 0 || translation.isBuffered(place)) continue;
      const pageOfUnit = Math.floor(place / unitsPerPage);
      if (pageOfUnit !== page) {
        if (units > 0) this.#dies.read(Math.floor((page * unitsPerPage) / unitsPerBlock / blocksPerDie), op, units);
        page = pageOfUnit;
        units = 0;
        pages += 1;
      }
      units += 1;
    }
    if (units > 0) this.#dies.read(Math.floor((page * unitsPerPage) / unitsPerBlock / blocksPerDie), op, units);
    this.#pagesLeft[op] = pages;
    if (pages === 0) this.#endThroughInterface(op);
    else this.#readsOpen += 1;
  }

  /** Lets writes into the buffer, unit by unit, while there is room. */
  #admitWrites(): void {
    const waiting = this.#waiting;
    while (waiting.counts[0] > 0) {
      const op = waiting.first(0);
      const isIn = this.#takeIn(op);
      this.#dies.hasWaitingWrites = !isIn;
      if (!isIn) return;
      waiting.shift(0);
      this.#endThroughInterface(op);
    }
  }

  /** Is all of the write in the buffer now? */
  #takeIn(op: number): boolean {
    const translation = this.#translation;
    const end = this.#endUnit[op];
    for (let unit = this.#nextUnit[op]; unit < end; unit += 1) {
      const place = translation.place(unit);
      if (place >= 0 && translation.isGathering(place)) continue;
      if (this.#bufferedUnits >= this.#geometry.bufferUnits) {
        this.#nextUnit[op] = unit;
        return false;
      }
      const isPartial = this.#partial[op] !== 0 && this.#isPartial(op, unit);
      if (isPartial && place >= 0 && !translation.isBuffered(place)) this.#dies.readForMerge(this.#dieOf(place));
      this.#bufferedUnits += 1;
      translation.write(unit, this.#writeStream[op], isPartial);
    }
    return true;
  }

  #isPartial(op: number, unit: number): boolean {
    const partial = this.#partial[op];
    if ((partial & Partial.Last) !== 0 && unit === this.#endUnit[op] - 1) return true;
    return (partial & Partial.First) !== 0 && unit === this.#firstUnit[op];
  }

  #dieOf(place: number): number {
    const { unitsPerBlock, blocksPerDie } = this.#geometry;
    return Math.floor(Math.floor(place / unitsPerBlock) / blocksPerDie);
  }

  #endThroughInterface(op: number): void {
    const { nowNs } = this.#dies;
    const startNs = this.#interfaceFreeNs > nowNs ? this.#interfaceFreeNs : nowNs;
    this.#interfaceFreeNs = startNs + this.#interfaceLatency.next() + Math.ceil(this.#lengthBytes[op] * this.#interfaceNsPerByte);
    this.#board.endAt(op, this.#interfaceFreeNs + this.#hostLatency.next());
  }

  #columns(): readonly Int32Array[] {
    return [this.#pagesLeft, this.#firstUnit, this.#nextUnit, this.#endUnit, this.#writeStream, this.#partial];
  }

  #grow(): void {
    const wider = (values: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(values.length * 2);
      grown.set(values);
      return grown;
    };
    this.#pagesLeft = wider(this.#pagesLeft);
    this.#firstUnit = wider(this.#firstUnit);
    this.#nextUnit = wider(this.#nextUnit);
    this.#endUnit = wider(this.#endUnit);
    this.#writeStream = wider(this.#writeStream);
    this.#partial = wider(this.#partial);
    const lengthBytes = new Float64Array(this.#lengthBytes.length * 2);
    lengthBytes.set(this.#lengthBytes);
    this.#lengthBytes = lengthBytes;
  }
}
