import { durabilities } from '../../sim/engine/protocol.ts';
import type { ControlRequest, Portion, RollbackTarget, VmId } from '../../sim/engine/protocol.ts';
import { item } from '../support/item.ts';
import type { EngineReader } from '../../sim/oracle/engineReader.ts';
import { drawFlush } from './fuzzPlan.ts';
import type { Action, FuzzPlan } from './fuzzPlan.ts';
import type { StepRandom } from './stepRandom.ts';

const bookmarkNames = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
/** A view's number is the VM's own: a pair of both as one number is VM × viewScale + number. */
export const viewScale = 1_000_000;

/** Draws what the chaos host asks of the engine besides IO; mostly what is possible, now and then what must be refused. */
export class ControlDraws {
  private readonly plan: FuzzPlan;
  private readonly engine: EngineReader;
  private readonly random: StepRandom;

  constructor(plan: FuzzPlan, engine: EngineReader, random: StepRandom) {
    this.plan = plan;
    this.engine = engine;
    this.random = random;
  }

  /** The control that `action` names. `close-view` takes one out of `views`, which are VM × viewScale + number. */
  control(action: Action, id: number, vm: VmId, views: number[], nowNs: number): ControlRequest {
    const { random } = this;
    switch (action) {
      case 'bookmark':
        return { id, kind: 'bookmark', vms: this.drawGroup(vm), name: random.pick(bookmarkNames) };
      case 'unbookmark':
        return { id, kind: 'unbookmark', vms: this.drawGroup(vm), name: random.pick(bookmarkNames) };
      case 'rollback':
        return { id, kind: 'rollback', vms: this.drawGroup(vm), target: this.drawTarget(vm, nowNs), waiting: random.pick(['keep', 'drop']) };
      case 'undo':
        return { id, kind: 'undo', vms: this.drawGroup(vm) };
      case 'resize':
        return { id, kind: 'resize', vm, portion: this.drawPortion(vm) };
      case 'destage':
        return { id, kind: 'destage', vm };
      case 'set-flush':
        return { id, kind: 'set-flush', vm, flush: drawFlush(random) };
      case 'set-durability':
        return { id, kind: 'set-durability', vm, durability: random.pick(durabilities) };
      case 'open-view':
        return { id, kind: 'open-view', vm, bookmark: this.drawBookmark(vm) };
      default:
        return this.drawCloseView(id, vm, views);
    }
  }

  private drawCloseView(id: number, vm: VmId, views: number[]): ControlRequest {
    if (views.length === 0) return { id, kind: 'close-view', vm, view: 99 };
    const view = item(views.splice(this.random.nextInt(views.length), 1), 0);
    return { id, kind: 'close-view', vm: Math.floor(view / viewScale) as VmId, view: view % viewScale };
  }

  /** After a rollback or undo of `vms`: an undo, or another rollback. */
  followUp(id: number, vms: readonly VmId[], nowNs: number): ControlRequest {
    const target = this.drawTarget(item(vms, 0), nowNs);
    if (this.random.chance(0.6)) return { id, kind: 'undo', vms };
    return { id, kind: 'rollback', vms, target, waiting: 'keep' };
  }

  private drawGroup(vm: VmId): VmId[] {
    if (!this.random.chance(this.plan.groupRatio)) return [vm];
    return this.plan.config.vms.map((_, other) => other as VmId).filter((other) => other === vm || this.random.chance(0.6));
  }

  /** In the window mostly: at its ends, within, and a little outside. */
  private drawTarget(vm: VmId, nowNs: number): RollbackTarget {
    const { random } = this;
    const { oldestSequence, newestSequence } = this.engine.window(vm, nowNs);
    switch (random.nextInt(8)) {
      case 0:
      case 1:
      case 2:
        return { by: 'bookmark', name: this.drawBookmark(vm) };
      case 3:
      case 4:
        return { by: 'time', timeNs: Math.max(0, nowNs - random.nextInt(random.pick([1_000, 20_000, 500_000]))) };
      case 5:
        return { by: 'sequence', sequence: random.pick([oldestSequence, newestSequence, Math.max(0, oldestSequence - 1), newestSequence + 1]) };
      default:
        return { by: 'sequence', sequence: random.between(Math.max(0, oldestSequence - 2), newestSequence) };
    }
  }

  /** One that is there mostly, valid or expired. */
  private drawBookmark(vm: VmId): string {
    const names = this.engine
      .bookmarks(vm)
      .map((bookmark) => bookmark.name)
      .filter((name) => name !== null);
    return names.length > 0 && this.random.chance(0.9) ? this.random.pick(names) : this.random.pick(bookmarkNames);
  }

  private drawPortion(vm: VmId): Portion {
    const { random } = this;
    const { dramBlocks, flashBlocks, logRecords } = item(this.plan.config.vms, vm).portion;
    const scale = (blocks: number): number => Math.max(0, blocks + random.between(-Math.ceil(blocks / 2), Math.ceil(blocks / 2)));
    return { dramBlocks: scale(dramBlocks), flashBlocks: flashBlocks === 0 ? 0 : scale(flashBlocks), logRecords: scale(logRecords) };
  }
}
