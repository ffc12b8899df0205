/**
 * Every crash of a small run: power is cut after every command that ends or is sent, and each write under way, or covered by no barrier, is kept, lost or torn,
 * in every combination. The run itself goes on as if nothing had happened.
 *
 * Bounds. Of up to 5 writes in doubt at an instant all 3^n combinations are tried (243 at most). Of more: all of them alike, each one alone unlike the others
 * in all ways, and 100 combinations by chance. A torn append lacks every second sector; a torn slot or array block is poison. Of several writes to one slot
 * that no barrier covers the last counts as the one that was kept.
 */
import { sectorBytes, WriteFate } from '../../sim/base/writeFate.ts';
import type { WriteFates } from '../../sim/base/writeFate.ts';
import type { EngineOutbox } from '../../sim/engine/protocol.ts';
import { recoverEngine } from '../../sim/engine/recovery/recoverEngine.ts';
import { CutView } from '../../sim/oracle/cutView.ts';
import { item } from '../support/item.ts';
import { campaignPlan } from './crashCampaign.ts';
import { CrashableEngines } from './crashableEngines.ts';
import { ChaosHost } from './chaosHost.ts';
import type { ChaosListener } from './chaosHost.ts';
import { isWriteCommand } from './commandPlaces.ts';
import type { FuzzPlan } from './fuzzPlan.ts';
import { StepRandom } from './stepRandom.ts';

const allTriedMax = 5;
const byChance = 100;
const fates = [WriteFate.Kept, WriteFate.Lost, WriteFate.Torn] as const;

/** Deals what it is told, then `Lost`. */
class ListedFates implements WriteFates {
  asked = 0;
  private readonly list: readonly WriteFate[];
  private sectors = 0;

  constructor(list: readonly WriteFate[]) {
    this.list = list;
  }

  begin(): void {
    this.sectors = 0;
  }

  fate(): WriteFate {
    this.sectors = 0;
    return this.list[this.asked++] ?? WriteFate.Lost;
  }

  isSectorKept(): boolean {
    return this.sectors++ % 2 === 0;
  }

  next(): number {
    return 1 - 1 / sectorBytes;
  }
}

export interface ExhaustiveCounts {
  writes: number;
  instants: number;
  crashes: number;
  /** Instants at which there were too many writes in doubt to try all combinations, and how many combinations were left out at those. */
  bounded: number;
  leftOut: number;
  /** Most writes in doubt at one instant. */
  inDoubtMax: number;
}

export function newExhaustiveCounts(): ExhaustiveCounts {
  return { writes: 0, instants: 0, crashes: 0, bounded: 0, leftOut: 0, inDoubtMax: 0 };
}

/** The small server of a seed. */
function smallPlan(seed: number): FuzzPlan {
  const { plan } = campaignPlan(seed);
  const config = { ...plan.config, destagesInFlightMax: 2 };
  return { ...plan, config, requestsInFlightMax: 2, verifyInterval: 50, crashAt: {}, weights: { ...plan.weights, crash: 0 } };
}

/** Crashes at every instant of a run until `writesMax` commands that write have ended; adds to the counts. Null when nothing was found. */
export function crashEverywhere(seed: number, writesMax: number, counts: ExhaustiveCounts): string | null {
  const plan = smallPlan(seed);
  const crashable = new CrashableEngines();
  const host = new ChaosHost(plan, seed, (config) => crashable.create(config), 'full', crashable);
  const watch = new CrashWatch(host, plan, seed, counts);
  host.listener = watch;
  for (let step = 0; watch.writes < writesMax; step++) {
    host.step(step);
    if (host.oracle.violations.count > 0) return `seed ${String(seed)}, step ${String(step)}: ${host.oracle.violations.texts[0] ?? ''}`;
  }
  return null;
}

class CrashWatch implements ChaosListener {
  writes = 0;
  private readonly host: ChaosHost;
  private readonly plan: FuzzPlan;
  private readonly counts: ExhaustiveCounts;
  private readonly random = new StepRandom();
  private readonly writing = new Set<number>();
  private hasEnded = false;

  constructor(host: ChaosHost, plan: FuzzPlan, seed: number, counts: ExhaustiveCounts) {
    this.host = host;
    this.plan = plan;
    this.counts = counts;
    this.random.begin(seed, -2);
  }

  input(_nowNs: number, what: string, tag: number): void {
    if (what !== 'complete') return;
    this.hasEnded = true;
    if (!this.writing.delete(tag)) return;
    this.writes++;
    this.counts.writes++;
  }

  output(nowNs: number, { commands }: EngineOutbox): void {
    for (let i = 0; i < commands.count; i++) {
      const { kind, tag } = item(commands.items, i);
      if (isWriteCommand(kind)) this.writing.add(tag);
    }
    if (!this.hasEnded && commands.count === 0) return;
    this.hasEnded = false;
    this.counts.instants++;
    for (const list of this.combinations()) {
      if (this.host.oracle.violations.count > 0) return;
      this.crash(nowNs, list);
    }
  }

  private combinations(): WriteFate[][] {
    const dry = new ListedFates([]);
    this.host.oracle.store.powerCut(dry);
    const inDoubt = dry.asked;
    this.counts.inDoubtMax = Math.max(this.counts.inDoubtMax, inDoubt);
    if (inDoubt <= allTriedMax) {
      return Array.from({ length: 3 ** inDoubt }, (_, number) => Array.from({ length: inDoubt }, (_write, i) => item(fates, Math.floor(number / 3 ** i) % 3)));
    }
    this.counts.bounded++;
    const lists: WriteFate[][] = fates.map((fate) => new Array<WriteFate>(inDoubt).fill(fate));
    for (const usual of fates) {
      for (const other of fates) {
        if (other === usual) continue;
        for (let i = 0; i < inDoubt; i++) lists.push(Array.from({ length: inDoubt }, (_, at) => (at === i ? other : usual)));
      }
    }
    for (let i = 0; i < byChance; i++) lists.push(Array.from({ length: inDoubt }, () => this.random.pick(fates)));
    this.counts.leftOut += 3 ** inDoubt - lists.length;
    return lists;
  }

  private crash(nowNs: number, list: readonly WriteFate[]): void {
    const { oracle } = this.host;
    const { store } = oracle;
    const view = new CutView(store, store.powerCut(new ListedFates(list)));
    const { log } = store;
    if (log === null) throw new Error('the log is kept');
    this.counts.crashes++;
    view.during(() => {
      const reader = { areaBytes: log.length, read: (offset: number, lengthBytes: number) => log.subarray(offset, offset + lengthBytes) };
      const image = view.checksums();
      const array = { snapshots: this.plan.config.vms.map((_, vm) => view.snapshotNumbers(vm)), settled: view.settled };
      const recovery = recoverEngine(this.plan.config, reader, array, nowNs, image);
      if (recovery === null) throw new Error('recovery finds no superblock');
      if (recovery.report.damagedSegments.length > 0) throw new Error(`recovery finds segments damaged: ${recovery.report.damagedSegments.join(', ')}`);
      recovery.engine.verifyInvariants();
      const to = recovery.report.vms.map(({ disk, memory, sequence }) => ({ points: [disk, memory] as const, sequence }));
      oracle.branchRecovered(nowNs, to, recovery.engine, view);
    });
  }
}
