/** The devices and the way to them: the engine's commands become transfers, and what completes goes back to the engine. */
import type { Stateful } from '../../base/stateful.ts';
import type { CompletionList, DeviceModel, Transfer } from '../../devices/device.ts';
import type { EngineCommand, EngineConfig, OutboxList } from '../../engine/protocol.ts';
import type { Agenda } from './agenda.ts';
import { DeviceLedger } from './deviceLedger.ts';
import type { DeviceLedgerState } from './deviceLedger.ts';
import { assert } from '../../base/assert.ts';
import { CommandRouter, DeviceNumber } from './commandRouter.ts';
import type { CommandRouterState } from './commandRouter.ts';
import type { EnginePort } from './enginePort.ts';
import type { LiveChange } from './simulationConfig.ts';

export interface DeviceBayState {
  readonly devices: readonly unknown[];
  readonly router: CommandRouterState;
  readonly ledgers: readonly DeviceLedgerState[];
  readonly changed: readonly boolean[];
  readonly firstTag: number;
}

/** More than an engine ever uses. */
const TAGS = 2 ** 32;

export class DeviceBay implements Stateful<DeviceBayState> {
  /** By DeviceNumber. */
  readonly devices: readonly DeviceModel[];
  /** What went in and came out, by DeviceNumber. */
  readonly ledgers: readonly DeviceLedger[];
  /** By DeviceNumber: has a parameter changed on the way? */
  readonly changed: boolean[];
  readonly #router: CommandRouter;
  readonly #port: EnginePort;
  readonly #transfer: Transfer = { tag: 0, op: 0, offsetBytes: 0, lengthBytes: 0, cause: 0, stream: 0, isAtomic: false, keepsFormer: false };
  readonly #completions: CompletionList = { count: 0, tags: [], statuses: [] };
  /** By DeviceNumber: it may have another time at which it wants to be woken than `setWakes` said last. */
  readonly #touched = new Uint8Array(3).fill(1);
  /** Commands that complete at once. */
  readonly #immediate: number[] = [];
  /** At the devices, tags of the present engine count from here: what comes back from before a crash is for nobody. */
  #firstTag = 0;

  /** `places`: operations that each device was told to serve at the same time, Infinity where that is not known. */
  constructor(devices: readonly DeviceModel[], places: readonly number[], config: EngineConfig, port: EnginePort) {
    this.devices = devices;
    this.changed = devices.map(() => false);
    this.ledgers = places.map((count) => new DeviceLedger(count));
    this.#router = new CommandRouter(config);
    this.#port = port;
  }

  /** Hands the commands to the devices. Those that need none complete once all are handed over. */
  take(nowNs: number, commands: OutboxList<EngineCommand>): void {
    const transfer = this.#transfer;
    for (let index = 0; index < commands.count; index += 1) {
      const command = commands.items[index];
      const device = this.#router.route(command, transfer);
      if (device === DeviceNumber.None) this.#immediate.push(command.tag);
      else {
        this.ledgers[device].handIn(nowNs, transfer);
        transfer.tag += this.#firstTag;
        this.devices[device].submit(nowNs, transfer);
        this.#touched[device] = 1;
      }
    }
    commands.count = 0;
    for (let tag = this.#immediate.pop(); tag !== undefined; tag = this.#immediate.pop()) this.#port.complete(nowNs, tag, 0);
  }

  /** A device has something to give. */
  wake(nowNs: number, number: number): void {
    const device = this.devices[number];
    const completions = this.#completions;
    device.wake(nowNs);
    device.drain(completions);
    this.#touched[number] = 1;
    const ledger = this.ledgers[number];
    for (let index = 0; index < completions.count; index += 1) {
      const status = completions.statuses[index];
      ledger.handOut(nowNs, status);
      const tag = completions.tags[index] - this.#firstTag;
      if (tag >= 0) this.#port.complete(nowNs, tag, status);
    }
    completions.count = 0;
  }

  /** Sees to it that each device is woken when it wants to be; wake-ups have the numbers of devices. */
  setWakes(agenda: Agenda): void {
    for (let number = 0; number < this.#touched.length; number += 1) {
      if (this.#touched[number] === 0) continue;
      this.#touched[number] = 0;
      agenda.setWake(number, this.devices[number].nextWakeNs());
    }
  }

  /** The run is over: what devices have done by this very instant and nobody has fetched yet comes out of them, for nobody. */
  end(nowNs: number): void {
    const completions = this.#completions;
    for (const [number, device] of this.devices.entries()) {
      if (device.nextWakeNs() > nowNs) continue;
      device.wake(nowNs);
      device.drain(completions);
      for (let index = 0; index < completions.count; index += 1) this.ledgers[number].handOut(nowNs, completions.statuses[index]);
      this.ledgers[number].lost += completions.count;
      completions.count = 0;
    }
  }

  /** A parameter of a device is another from now on. */
  change(nowNs: number, { device, param, value }: LiveChange & { readonly kind: 'device' }): void {
    const number = { dram: DeviceNumber.Dram, flash: DeviceNumber.Flash, array: DeviceNumber.Array }[device];
    const model = this.devices[number];
    assert(model.change !== undefined, 'what changes is a parameter that the model calls live');
    model.change(nowNs, param, value);
    this.changed[number] = true;
    this.#touched[number] = 1;
  }

  /** The server has crashed. The devices serve out what they were given; the array has it, flash and DRAM are left out of account for that short time. */
  crash(): void {
    for (const ledger of this.ledgers) ledger.lost += ledger.inside;
    this.#firstTag += TAGS;
  }

  save(): DeviceBayState {
    return {
      devices: this.devices.map((device) => device.save()),
      router: this.#router.save(),
      ledgers: this.ledgers.map((ledger) => ledger.save()),
      changed: [...this.changed],
      firstTag: this.#firstTag,
    };
  }

  restore(state: DeviceBayState): void {
    for (const [number, device] of this.devices.entries()) device.restore(state.devices[number]);
    for (const [number, hasChanged] of state.changed.entries()) this.changed[number] = hasChanged;
    this.#router.restore(state.router);
    for (const [number, ledger] of this.ledgers.entries()) ledger.restore(state.ledgers[number]);
    this.#firstTag = state.firstTag;
    this.#touched.fill(1);
  }
}
