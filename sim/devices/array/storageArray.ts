/**
 * A storage array at the far end of a network: link, controllers, caches, RAID over disks or flash.
 *
 * Timing. An operation goes over the link (`networkLink.ts`), is served by one of the controllers (first come, first served), then by the back end
 * (`arrayBackEnd.ts`), and goes back over the link. A write is done when it is durable in the array. The utilisation of the array is that of its disks; every
 * part is a station with counters of its own.
 *
 * Faults. The link can be lost, by plan (`outages`) or from outside (`setLink`): what is on the way is lost and sent anew when the link is back; an operation
 * that has waited for `timeoutNs` fails, though the array may have carried it out. An operation that a disk fails, fails.
 *
 * Left out: several paths, failover of controllers, priorities between hosts.
 */
import { assert } from '../../base/assert.ts';
import type { Distribution } from '../../base/distributions.ts';
import { LiveSampler } from '../../base/liveSampler.ts';
import type { RandomState, RandomStream } from '../../base/random.ts';
import { CompletionStatus, TransferOp, copyDeviceCounters } from '../device.ts';
import type { CompletionList, DeviceCounters, DeviceModel, DeviceStation, Transfer } from '../device.ts';
import { IntFifo } from '../intFifo.ts';
import type { RaidGroup } from '../raid/raidGroup.ts';
import { StationMeter, type StationMeterState } from '../stationMeter.ts';
import { TimerHeap, type TimerHeapState } from '../timerHeap.ts';
import { ArrayBackEnd, type ArrayBackEndConfig, type ArrayBackEndState } from './arrayBackEnd.ts';
import { ArrayOpFlag, ArrayOps, type ArrayOpsState } from './arrayOps.ts';
import { ArrayTimer } from './arrayTimer.ts';
import { LinkWay, NetworkLink, type NetworkLinkConfig, type NetworkLinkState } from './networkLink.ts';

export interface StorageArrayConfig {
  readonly link: NetworkLinkConfig;
  readonly outages: readonly { readonly atNs: number; readonly forNs: number }[];
  /** How long an operation waits for a link that is down; Infinity: for ever. */
  readonly timeoutNs: number;
  readonly controllers: number;
  /** Of each operation. */
  readonly controllerTime: Distribution;
  readonly backEnd: ArrayBackEndConfig;
  /** Mean time between two operations from elsewhere that keeps the disks busy to such a share. */
  readonly backgroundMeanNsOf: (load: number) => number;
  readonly insideMax: number;
}

export interface StorageArrayState {
  readonly port: StationMeterState;
  readonly controllers: StationMeterState;
  readonly timers: TimerHeapState;
  readonly ops: ArrayOpsState;
  readonly queue: Float64Array;
  readonly parked: Float64Array;
  readonly link: NetworkLinkState;
  readonly backEnd: ArrayBackEndState;
  readonly stream: RandomState;
  readonly controllerTime: Distribution;
  readonly done: { readonly tags: readonly number[]; readonly statuses: readonly number[]; readonly atNs: number };
}

export class StorageArray implements DeviceModel {
  readonly name: string;
  readonly parallel: number;
  readonly stations: readonly DeviceStation[];
  readonly #config: StorageArrayConfig;
  readonly #timers = new TimerHeap();
  readonly #ops = new ArrayOps();
  readonly #link: NetworkLink;
  readonly #backEnd: ArrayBackEnd;
  readonly #group: RaidGroup;
  readonly #port: StationMeter;
  readonly #controllers: StationMeter;
  readonly #controllerTime: LiveSampler;
  readonly #stream: RandomStream;
  /** Operations that wait for a controller. */
  readonly #queue = new IntFifo();
  /** Operations that wait for the link, as they began to: number × 2 + way. */
  readonly #parked = new IntFifo();
  /** What is over and not drained yet, and when the last of it was. */
  readonly #done = { count: 0, tags: [] as number[], statuses: [] as number[], atNs: 0 };

  /** `stream` makes a random stream for each purpose. */
  constructor(name: string, config: StorageArrayConfig, group: RaidGroup, stream: (purpose: string) => RandomStream) {
    this.name = name;
    this.#config = config;
    this.#group = group;
    this.#link = new NetworkLink(config.link, stream('network'));
    this.#stream = stream('controllers');
    this.#controllerTime = new LiveSampler(config.controllerTime, this.#stream);
    this.#backEnd = new ArrayBackEnd(config.backEnd, group, this.#ops, this.#timers, { cache: stream('cache'), background: stream('background') });
    this.#port = new StationMeter(name, 1);
    this.#controllers = new StationMeter('controllers', config.controllers);
    this.parallel = group.members.reduce((sum, member) => sum + member.parallel, 0);
    this.stations = [...this.#link.meters, this.#controllers, this.#backEnd.roomMeter, ...group.members];
    for (const { atNs, forNs } of config.outages) {
      this.#timers.push(atNs, ArrayTimer.LinkDown, 0);
      this.#timers.push(atNs + forNs, ArrayTimer.LinkUp, 0);
    }
  }

  submit(nowNs: number, transfer: Transfer): void {
    if (this.nextWakeNs() <= nowNs) this.wake(nowNs);
    assert(this.#port.inside < this.#config.insideMax, 'a device is given no more operations than it has room for');
    const ops = this.#ops;
    const op = ops.take();
    ops.tag[op] = transfer.tag;
    ops.op[op] = transfer.op;
    ops.offsetBytes[op] = transfer.offsetBytes;
    ops.lengthBytes[op] = transfer.lengthBytes;
    ops.submittedNs[op] = nowNs;
    ops.halfTripNs[op] = this.#link.drawHalfTripNs();
    ops.flags[op] = (transfer.isAtomic === true ? ArrayOpFlag.IsAtomic : 0) | (transfer.keepsFormer === true ? ArrayOpFlag.KeepsFormer : 0);
    ops.copyLengthBytes[op] = 0;
    this.#port.arrive(nowNs, transfer.op, transfer.lengthBytes, transfer.cause);
    this.#send(nowNs, op, LinkWay.There);
  }

  wake(nowNs: number): void {
    for (;;) {
      const groupNs = this.#group.nextWakeNs();
      const timerNs = this.#timers.nextNs();
      if (groupNs <= timerNs) {
        if (groupNs > nowNs || groupNs === Infinity) return;
        this.#backEnd.wake(groupNs);
      } else {
        if (timerNs > nowNs) return;
        this.#onTimer();
      }
    }
  }

  nextWakeNs(): number {
    if (this.#done.count > 0) return this.#done.atNs;
    const groupNs = this.#group.nextWakeNs();
    const timerNs = this.#timers.nextNs();
    return groupNs < timerNs ? groupNs : timerNs;
  }

  drain(completions: CompletionList): void {
    const done = this.#done;
    for (let index = 0; index < done.count; index += 1) {
      completions.tags[completions.count] = done.tags[index];
      completions.statuses[completions.count] = done.statuses[index];
      completions.count += 1;
    }
    done.count = 0;
  }

  setLink(nowNs: number, isUp: boolean): void {
    if (this.nextWakeNs() <= nowNs) this.wake(nowNs);
    if (isUp) this.#linkUp(nowNs);
    else this.#link.goDown();
  }

  counters(nowNs: number): DeviceCounters {
    const counters = this.#port.counters(nowNs);
    counters.busyNs = 0;
    for (const member of this.#group.members) counters.busyNs += member.counters(nowNs).busyNs;
    return counters;
  }

  change(nowNs: number, param: string, value: unknown): void {
    if (this.nextWakeNs() <= nowNs) this.wake(nowNs);
    if (param === 'backgroundLoad') {
      this.#backEnd.setBackgroundMeanNs(nowNs, this.#config.backgroundMeanNsOf(value as number));
      return;
    }
    const sampler = { networkLatency: this.#link.roundTrip, controllerTime: this.#controllerTime, cacheTime: this.#backEnd.cacheTime }[param];
    assert(sampler !== undefined, 'of an array, its load and the times of network, controllers and cache can change');
    sampler.change(value as Distribution);
  }

  save(): StorageArrayState {
    const { count, tags, statuses, atNs } = this.#done;
    const port = this.#port.save();
    return {
      port: { ...port, counters: copyDeviceCounters(port.counters) },
      controllers: this.#controllers.save(),
      timers: this.#timers.save(),
      ops: this.#ops.save(),
      queue: this.#queue.save(),
      parked: this.#parked.save(),
      link: this.#link.save(),
      backEnd: this.#backEnd.save(),
      stream: this.#stream.save(),
      controllerTime: this.#controllerTime.save(),
      done: { tags: tags.slice(0, count), statuses: statuses.slice(0, count), atNs },
    };
  }

  restore(state: unknown): void {
    const saved = state as StorageArrayState;
    this.#port.restore(saved.port);
    this.#controllers.restore(saved.controllers);
    this.#timers.restore(saved.timers);
    this.#ops.restore(saved.ops);
    this.#queue.restore(saved.queue);
    this.#parked.restore(saved.parked);
    this.#link.restore(saved.link);
    this.#backEnd.restore(saved.backEnd);
    this.#stream.restore(saved.stream);
    this.#controllerTime.restore(saved.controllerTime);
    this.#done.atNs = saved.done.atNs;
    this.#done.count = saved.done.tags.length;
    for (let index = 0; index < this.#done.count; index += 1) {
      this.#done.tags[index] = saved.done.tags[index];
      this.#done.statuses[index] = saved.done.statuses[index];
    }
  }

  #onTimer(): void {
    const timers = this.#timers;
    timers.pop();
    const { timeNs, kind, subject } = timers;
    switch (kind) {
      case ArrayTimer.Request:
        if (this.#arrives(timeNs, subject, LinkWay.There)) this.#toControllers(timeNs, subject);
        return;
      case ArrayTimer.Controller:
        this.#controllerDone(timeNs, subject);
        return;
      case ArrayTimer.Answer:
        this.#send(timeNs, subject, LinkWay.Back);
        return;
      case ArrayTimer.Reply:
        if (this.#arrives(timeNs, subject, LinkWay.Back)) this.#finish(timeNs, subject, this.#ops.has(subject, ArrayOpFlag.Failed));
        return;
      case ArrayTimer.Background:
        this.#backEnd.background(timeNs);
        return;
      case ArrayTimer.LinkDown:
        this.#link.goDown();
        return;
      case ArrayTimer.LinkUp:
        this.#linkUp(timeNs);
        return;
      case ArrayTimer.Expire:
        this.#expire(timeNs, subject);
        return;
      default:
        assert(false, 'a timer of an array has a kind');
    }
  }

  /** Bytes of an operation's message in one direction: a write's data goes there, a read's comes back. */
  #messageBytes(op: number, way: LinkWay): number {
    const carries = way === LinkWay.There ? TransferOp.Write : TransferOp.Read;
    return this.#ops.op[op] === carries ? this.#ops.lengthBytes[op] : 0;
  }

  #send(nowNs: number, op: number, way: LinkWay): void {
    const ops = this.#ops;
    ops.sentNs[op] = nowNs;
    if (this.#link.isDown) {
      this.#parked.push(op * 2 + way);
      if (this.#config.timeoutNs < Infinity) this.#timers.push(nowNs + this.#config.timeoutNs, ArrayTimer.Expire, op);
      return;
    }
    ops.epoch[op] = this.#link.epoch;
    const atNs = this.#link.send(nowNs, way, ops.op[op] as TransferOp, this.#messageBytes(op, way), ops.halfTripNs[op]);
    this.#timers.push(atNs, way === LinkWay.There ? ArrayTimer.Request : ArrayTimer.Reply, op);
  }

  /** Has a message come through? If it was lost, it waits for the link, or is sent anew. */
  #arrives(nowNs: number, op: number, way: LinkWay): boolean {
    const isLost = this.#ops.epoch[op] !== this.#link.epoch;
    this.#link.arrived(nowNs, way, this.#messageBytes(op, way), this.#ops.sentNs[op], isLost);
    if (isLost) this.#send(nowNs, op, way);
    return !isLost;
  }

  #linkUp(nowNs: number): void {
    if (!this.#link.isDown) return;
    this.#link.comeUp(nowNs);
    for (let left = this.#parked.length; left > 0; left -= 1) {
      const parked = this.#parked.shift();
      this.#send(nowNs, Math.floor(parked / 2), (parked % 2) as LinkWay);
    }
  }

  /** The first to wait is the first whose time is up: all wait equally long. A timer of one that waits no more finds another one first, or none. */
  #expire(nowNs: number, op: number): void {
    if (this.#parked.length === 0 || Math.floor(this.#parked.first() / 2) !== op) return;
    if (this.#ops.sentNs[op] + this.#config.timeoutNs !== nowNs) return;
    this.#parked.shift();
    this.#finish(nowNs, op, true);
  }

  #toControllers(nowNs: number, op: number): void {
    const controllers = this.#controllers;
    const ops = this.#ops;
    ops.arrivedNs[op] = nowNs;
    controllers.arrive(nowNs, ops.op[op] as TransferOp, ops.lengthBytes[op], 0);
    if (controllers.busy < controllers.parallel) this.#serve(nowNs, op);
    else this.#queue.push(op);
  }

  #serve(nowNs: number, op: number): void {
    this.#controllers.occupy(nowNs, 1);
    this.#timers.push(nowNs + this.#controllerTime.next(), ArrayTimer.Controller, op);
  }

  #controllerDone(nowNs: number, op: number): void {
    this.#controllers.occupy(nowNs, -1);
    this.#controllers.leave(nowNs, this.#ops.arrivedNs[op]);
    if (this.#queue.length > 0) this.#serve(nowNs, this.#queue.shift());
    this.#backEnd.begin(nowNs, op);
  }

  #finish(nowNs: number, op: number, failed: boolean): void {
    const done = this.#done;
    this.#port.leave(nowNs, this.#ops.submittedNs[op]);
    done.tags[done.count] = this.#ops.tag[op];
    done.statuses[done.count] = failed ? CompletionStatus.Failed : CompletionStatus.Ok;
    done.count += 1;
    done.atNs = nowNs;
    this.#ops.give(op);
  }
}
