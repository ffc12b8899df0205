/**
 * Requests of guests, from submission to answer: each is answered once, each read with the versions that were current when it was admitted, each write
 * when its durability class says so.
 */
import type { Stateful } from '../base/stateful.ts';
import { Op, opNames, Space } from '../engine/protocol.ts';
import type { Acknowledgement, Durability, IoRequest, Notice } from '../engine/protocol.ts';
import { printStamp, partialWriteStamp, writeStamp, zeroStamp } from './content.ts';
import { isWatched } from './oracleWorld.ts';
import type { OracleWorld } from './oracleWorld.ts';
import { checkArray } from './stateChecks.ts';

interface RequestInFlight {
  vm: number;
  space: Space;
  op: Op;
  firstBlock: number;
  blockCount: number;
  offsetBytes: number;
  lengthBytes: number;
  forceUnitAccess: boolean;
  buffer: number;
  view: number;
  /** Number of the write among all writes, from which its contents are made. */
  write: number;
  isAdmitted: boolean;
  sequence: number;
  /** The class that the write was admitted in. */
  durability: Durability;
  /** A flush: the newest write that was acknowledged before it. */
  requiredSequence: number;
  /** A read of a view whose bookmark is gone. */
  mustFail: boolean;
  /** A read: what each block must hold; -1 where it is not watched. */
  expected: number[];
}

export interface RequestChecksState {
  readonly writes: number;
  readonly checkedReads: number;
  readonly checkedViews: number;
  readonly failedRequests: number;
  readonly durabilities: readonly Durability[];
  readonly newestOrderedAck: readonly number[];
  readonly destaged: readonly (readonly (readonly [number, number])[])[];
  readonly inFlight: readonly (readonly [number, RequestInFlight])[];
}

export class RequestChecks implements Stateful<RequestChecksState> {
  checkedReads = 0;
  checkedViews = 0;
  failedRequests = 0;
  private readonly world: OracleWorld;
  private writes = 0;
  private readonly inFlight = new Map<number, RequestInFlight>();
  private readonly spare: RequestInFlight[] = [];
  /** Per VM. */
  private readonly durabilities: Durability[];
  /** Per VM and space: the newest write of class flash or array that was acknowledged. */
  private readonly newestOrderedAck: number[];
  /** Per VM: the newest version of each disk block that the array ever held. */
  private readonly destaged: Map<number, number>[];

  constructor(world: OracleWorld) {
    this.world = world;
    this.durabilities = world.config.vms.map((vm) => vm.durability);
    this.newestOrderedAck = world.config.vms.flatMap(() => [0, 0]);
    this.destaged = world.config.vms.map(() => new Map<number, number>());
  }

  get requestsInFlight(): number {
    return this.inFlight.size;
  }

  /** To be called before the engine gets the request. */
  submitted(request: IoRequest): void {
    const { world } = this;
    if (this.inFlight.has(request.tag)) world.violations.add('protocol', `two requests in flight have tag ${request.tag}`);
    const flight = this.copy(request);
    if (request.op === Op.Write) flight.write = ++this.writes;
    if (request.op === Op.Read || request.op === Op.Write) world.store.buffers.open(request, flight.write);
    if (request.op === Op.Flush) flight.requiredSequence = world.models[request.vm].acked[request.space];
    this.inFlight.set(request.tag, flight);
  }

  setDurability(vm: number, durability: Durability): void {
    this.durabilities[vm] = durability;
  }

  durabilityOf(vm: number): Durability {
    return this.durabilities[vm];
  }

  readAdmitted(notice: Notice): void {
    const flight = this.admit(notice, Op.Read, false);
    if (flight === null) return;
    const model = this.world.models[flight.vm];
    const space = model.spaces[flight.space];
    const bookmark = flight.view < 0 ? undefined : model.views.get(flight.view);
    const isThere = bookmark !== undefined && model.bookmarks.some((other) => other.name === bookmark.name && other.sequence === bookmark.sequence);
    flight.sequence = model.current;
    flight.mustFail = flight.view >= 0 && !isThere;
    for (let i = 0; i < flight.blockCount; i++) {
      const block = flight.firstBlock + i;
      const stamp = bookmark === undefined ? space.stamp(block) : space.stampAt(block, bookmark.sequence);
      flight.expected[i] = isWatched(this.world, flight.vm, block) ? stamp : -1;
    }
  }

  writeAdmitted(notice: Notice, nowNs: number): void {
    const flight = this.admit(notice, Op.Write, true);
    if (flight === null) return;
    const model = this.world.models[flight.vm];
    flight.durability = this.durabilities[flight.vm];
    model.admit(flight.sequence, nowNs);
    if (flight.space === Space.Disk) model.disk?.wrote(flight.sequence, nowNs, flight.lengthBytes);
    for (let i = 0; i < flight.blockCount; i++) {
      const block = flight.firstBlock + i;
      if (isWatched(this.world, flight.vm, block)) model.supersede(flight.space, block, this.written(flight, i));
    }
  }

  /** Only the blocks that it covers whole are superseded. One that finds only zeros may change nothing: it then carries the number of the state as it is. */
  discardAdmitted(notice: Notice, nowNs: number): void {
    const model = this.world.models[notice.vm];
    const changes = notice.sequence !== model.current;
    const flight = this.admit(notice, Op.Discard, changes);
    if (flight === null) return;
    const { blockBytes } = this.world.config;
    const space = model.spaces[flight.space];
    if (changes) {
      flight.durability = this.durabilities[flight.vm];
      model.admit(flight.sequence, nowNs);
      // No data is lost with it.
      if (flight.space === Space.Disk) model.disk?.wrote(flight.sequence, nowNs, 0);
    }
    const first = Math.ceil(flight.offsetBytes / blockBytes);
    const end = Math.floor((flight.offsetBytes + flight.lengthBytes) / blockBytes);
    for (let block = first; block < end; block++) {
      if (!isWatched(this.world, flight.vm, block)) continue;
      if (space.stamp(block) === zeroStamp) continue;
      if (changes) model.supersede(flight.space, block, zeroStamp);
      else this.world.violations.add('I4', `discard ${notice.tag} of VM ${flight.vm} leaves block ${block} as it is, ${printStamp(space.stamp(block))}`);
    }
  }

  /** The array holds version `sequence` of the block. */
  blockDestaged(vm: number, block: number, sequence: number): void {
    const destaged = this.destaged[vm];
    if (sequence > (destaged.get(block) ?? 0)) destaged.set(block, sequence);
  }

  /** A rollback took effect: a flush need not wait for what it took away. */
  rolledBack(vm: number, sequence: number): void {
    for (const flight of this.inFlight.values()) if (flight.vm === vm) flight.requiredSequence = Math.min(flight.requiredSequence, sequence);
  }

  acknowledged(ack: Acknowledgement): void {
    const flight = this.inFlight.get(ack.tag);
    if (flight === undefined) {
      this.world.violations.add('protocol', `request ${ack.tag} is answered, but is not in flight`);
      return;
    }
    if (ack.vm !== flight.vm || ack.op !== flight.op || ack.space !== flight.space)
      this.world.violations.add('protocol', `the answer to request ${ack.tag} is of another kind`);
    if (ack.status === 0) this.checkAnswer(flight, ack);
    else this.checkFailure(flight, ack);
    if (flight.op === Op.Read || flight.op === Op.Write) this.world.store.buffers.close(flight.buffer);
    this.inFlight.delete(ack.tag);
    this.spare.push(flight);
  }

  /** The server has crashed: no request is answered any more. `durabilities`: the classes from now on, by VM. */
  crashed(durabilities: readonly Durability[]): void {
    this.inFlight.clear();
    this.newestOrderedAck.fill(0);
    durabilities.forEach((durability, vm) => (this.durabilities[vm] = durability));
  }

  save(): RequestChecksState {
    return structuredClone({
      writes: this.writes,
      checkedReads: this.checkedReads,
      checkedViews: this.checkedViews,
      failedRequests: this.failedRequests,
      durabilities: this.durabilities,
      newestOrderedAck: this.newestOrderedAck,
      destaged: this.destaged.map((destaged) => [...destaged]),
      inFlight: [...this.inFlight],
    });
  }

  restore(state: RequestChecksState): void {
    const copy = structuredClone(state);
    this.writes = copy.writes;
    this.checkedReads = copy.checkedReads;
    this.checkedViews = copy.checkedViews;
    this.failedRequests = copy.failedRequests;
    copy.durabilities.forEach((durability, vm) => (this.durabilities[vm] = durability));
    copy.newestOrderedAck.forEach((sequence, i) => (this.newestOrderedAck[i] = sequence));
    this.destaged.forEach((destaged, vm) => {
      destaged.clear();
      for (const [block, sequence] of copy.destaged[vm]) destaged.set(block, sequence);
    });
    this.inFlight.clear();
    for (const [tag, flight] of copy.inFlight) this.inFlight.set(tag, flight);
  }

  private admit(notice: Notice, op: Op, changes: boolean): RequestInFlight | null {
    const { violations, models } = this.world;
    const flight = this.inFlight.get(notice.tag);
    if (flight === undefined || flight.op !== op || flight.vm !== notice.vm || flight.isAdmitted) {
      violations.add('protocol', `${opNames[op]} ${notice.tag} of VM ${notice.vm} is admitted, but none such waits`);
      return null;
    }
    flight.isAdmitted = true;
    flight.sequence = notice.sequence;
    if (changes && notice.sequence <= models[flight.vm].newest) violations.add('I5', `VM ${flight.vm} uses sequence ${notice.sequence} twice`);
    return flight;
  }

  /** What block `i` of a write holds from its admission on. */
  private written(flight: RequestInFlight, i: number): number {
    const { blockBytes } = this.world.config;
    const blockStart = (flight.firstBlock + i) * blockBytes;
    const fromBytes = Math.max(0, flight.offsetBytes - blockStart);
    const toBytes = Math.min(blockBytes, flight.offsetBytes + flight.lengthBytes - blockStart);
    if (fromBytes === 0 && toBytes === blockBytes) return writeStamp(flight.write, i);
    const old = this.world.models[flight.vm].spaces[flight.space].stamp(flight.firstBlock + i);
    return partialWriteStamp(old, flight.write, fromBytes, toBytes);
  }

  private checkAnswer(flight: RequestInFlight, ack: Acknowledgement): void {
    const { violations, models } = this.world;
    const model = models[flight.vm];
    if (flight.op === Op.Flush) {
      if (flight.requiredSequence <= model.current) model.safe[flight.space] = Math.max(model.safe[flight.space], flight.requiredSequence);
      if (flight.space === Space.Disk) model.disk?.flushed(flight.requiredSequence, model.current);
      if (!model.hasFlash) checkArray(this.world, flight.vm, 'I9', 'after a flush', flight.requiredSequence);
      else if (!model.isDurable(flight.space, flight.requiredSequence)) {
        violations.add(
          'I9',
          `a flush of VM ${flight.vm} is answered at durable point ${model.durable[flight.space]}; write ${flight.requiredSequence} was acknowledged before it`,
        );
      }
      return;
    }
    if (!flight.isAdmitted) {
      violations.add('I4', `${opNames[flight.op]} ${ack.tag} of VM ${flight.vm} is answered without having been admitted`);
      return;
    }
    if (flight.op === Op.Read) this.checkRead(flight, ack);
    else this.checkWrite(flight, ack);
  }

  private checkRead(flight: RequestInFlight, ack: Acknowledgement): void {
    const { violations, store } = this.world;
    if (flight.mustFail) violations.add('I4', `read ${ack.tag} of a view of VM ${flight.vm} succeeds, but its bookmark is gone`);
    else {
      for (let i = 0; i < flight.blockCount; i++) {
        const stamp = store.buffers.guestStamp(flight.buffer, i);
        if (flight.expected[i] === stamp || flight.expected[i] < 0) continue;
        const block = `${flight.space === Space.Disk ? 'disk' : 'memory'} block ${flight.firstBlock + i} of VM ${flight.vm}`;
        violations.add('I4', `read ${ack.tag} of ${block} returns ${printStamp(stamp)} instead of ${printStamp(flight.expected[i])}`);
      }
    }
    if (flight.view >= 0) this.checkedViews++;
    this.checkedReads++;
  }

  private checkWrite(flight: RequestInFlight, ack: Acknowledgement): void {
    const { violations, models } = this.world;
    const model = models[flight.vm];
    const what = `${opNames[flight.op]} ${flight.sequence} of VM ${flight.vm}`;
    if (ack.sequence !== flight.sequence) violations.add('protocol', `${what} is answered as ${ack.sequence}`);
    const isOrdered = flight.durability !== 'dram';
    if ((isOrdered || flight.forceUnitAccess) && !model.isDurable(flight.space, flight.sequence)) {
      violations.add(
        'I9',
        `${what}, ${flight.durability}${flight.forceUnitAccess ? ' with FUA' : ''}, is acknowledged at durable point ${model.durable[flight.space]}`,
      );
    }
    if (flight.space === Space.Disk) model.disk?.acknowledged(flight.sequence);
    if (isOrdered) this.checkAckOrder(flight, what);
    if ((flight.durability === 'array' || (flight.forceUnitAccess && !model.hasFlash)) && flight.space === Space.Disk) this.checkArrayHolds(flight, what);
    if ((isOrdered || flight.forceUnitAccess) && flight.sequence <= model.current)
      model.safe[flight.space] = Math.max(model.safe[flight.space], flight.sequence);
    if (flight.sequence > model.acked[flight.space] && flight.sequence <= model.current) model.acked[flight.space] = flight.sequence;
  }

  private checkAckOrder(flight: RequestInFlight, what: string): void {
    const i = flight.vm * 2 + flight.space;
    if (flight.sequence < this.newestOrderedAck[i]) this.world.violations.add('I9', `${what} is acknowledged after ${this.newestOrderedAck[i]}`);
    this.newestOrderedAck[i] = Math.max(this.newestOrderedAck[i], flight.sequence);
  }

  private checkArrayHolds(flight: RequestInFlight, what: string): void {
    const space = this.world.models[flight.vm].spaces[Space.Disk];
    for (let i = 0; i < flight.blockCount; i++) {
      const block = flight.firstBlock + i;
      if (space.sequence(block) !== flight.sequence || (this.destaged[flight.vm].get(block) ?? 0) >= flight.sequence) continue;
      this.world.violations.add('I9', `${what}, array, is acknowledged before the array holds block ${block}`);
    }
  }

  private checkFailure(flight: RequestInFlight, ack: Acknowledgement): void {
    const { violations, store } = this.world;
    const isChange = flight.op === Op.Write || flight.op === Op.Discard;
    this.failedRequests++;
    if (ack.status === 2 && flight.isAdmitted) violations.add('I5', `${opNames[flight.op]} ${ack.tag} of VM ${flight.vm} is dropped after it was admitted`);
    if (ack.status === 3) {
      const isTrue =
        flight.op === Op.Read && flight.expected.length > 0 ? flight.expected.some((stamp) => stamp < 0 || store.damage.has(stamp)) : store.damage.isAny;
      if (!isTrue) violations.add('I11', `${opNames[flight.op]} ${ack.tag} of VM ${flight.vm} is answered as lost, but nothing that it asks for was damaged`);
    }
    if (ack.status === 1 && isChange && flight.isAdmitted && !flight.forceUnitAccess) {
      violations.add('I4', `${opNames[flight.op]} ${flight.sequence} of VM ${flight.vm} has failed, but was admitted`);
    }
  }

  private copy(request: IoRequest): RequestInFlight {
    const { blockBytes } = this.world.config;
    const flight = this.spare.pop() ?? newFlight();
    const endBytes = request.offsetBytes + request.lengthBytes;
    flight.vm = request.vm;
    flight.space = request.space;
    flight.op = request.op;
    flight.firstBlock = Math.floor(request.offsetBytes / blockBytes);
    flight.blockCount = Math.ceil(endBytes / blockBytes) - flight.firstBlock;
    flight.offsetBytes = request.offsetBytes;
    flight.lengthBytes = request.lengthBytes;
    flight.forceUnitAccess = request.forceUnitAccess;
    flight.buffer = request.buffer;
    flight.view = request.view;
    flight.write = 0;
    flight.isAdmitted = false;
    flight.sequence = 0;
    flight.durability = 'dram';
    flight.requiredSequence = 0;
    flight.mustFail = false;
    flight.expected.length = 0;
    return flight;
  }
}

function newFlight(): RequestInFlight {
  return {
    vm: 0,
    space: Space.Disk,
    op: Op.Read,
    firstBlock: 0,
    blockCount: 0,
    offsetBytes: 0,
    lengthBytes: 0,
    forceUnitAccess: false,
    buffer: -1,
    view: -1,
    write: 0,
    isAdmitted: false,
    sequence: 0,
    durability: 'dram',
    requiredSequence: 0,
    mustFail: false,
    expected: [],
  };
}
