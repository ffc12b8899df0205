/**
 * The server crashes: what flash and array are left with, the engine that recovery makes of it, and what is lost. In truth (`crash`, then `up`), or only to see
 * what it would be like (`sample`): then nothing of the run changes.
 *
 * After the cut DRAM is gone, and of what was being written to flash and array each is there, torn, or not. Recovery reads the log's bytes from flash; its
 * first writes end it, so a crash before them finds what the first one found.
 */
import { assert } from '../../base/assert.ts';
import { RandomStream } from '../../base/random.ts';
import type { RandomState } from '../../base/random.ts';
import type { Stateful } from '../../base/stateful.ts';
import type { DurableImage } from '../../engine/durableImage.ts';
import { recoverEngine } from '../../engine/recovery/recoverEngine.ts';
import type { FlashWrite } from '../../engine/recovery/firstWrites.ts';
import type { FoundArray, Recovery } from '../../engine/recovery/recoverEngine.ts';
import type { EngineConfig, Portion, VmId } from '../../engine/protocol.ts';
import type { RecoveredTo } from '../../oracle/crashChecks.ts';
import { checksumsOf } from '../../oracle/checksums.ts';
import { damageArray } from '../../oracle/damageArray.ts';
import { damageFlash } from '../../oracle/damageFlash.ts';
import { dealFates } from '../../oracle/cutFate.ts';
import type { CutFate } from '../../oracle/cutFate.ts';
import { CutView } from '../../oracle/cutView.ts';
import type { ImageVerdict } from '../../oracle/imageCheck.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { consistencies, noLoss } from '../../results/crashFigures.ts';
import type { CrashFigures, CrashImage, CrashPhase } from '../../results/crashFigures.ts';
import type { EngineSeat } from './engineSeat.ts';
import type { RecoveryClock } from './recoveryClock.ts';

export interface ServerCrashParts {
  readonly config: EngineConfig;
  readonly seat: EngineSeat;
  readonly oracle: Oracle;
  readonly clock: RecoveryClock;
  readonly seed: number;
}

export interface ServerCrashState {
  readonly random: RandomState;
  readonly sampleRandom: RandomState;
  readonly firstWrites: readonly FlashWrite[];
  readonly to: readonly RecoveredTo[];
  readonly downNs: number;
}

type About = Pick<CrashFigures, 'atNs' | 'phase' | 'source'>;

/** A torn write reaches the flash in units of so many bytes. */
const UNIT_BYTES = 512;

export class ServerCrash implements Stateful<ServerCrashState> {
  readonly #parts: ServerCrashParts;
  readonly #random: RandomStream;
  /** Apart, so that samples change nothing in the run. */
  readonly #sampleRandom: RandomStream;
  /** Of the recovery under way. */
  #firstWrites: readonly FlashWrite[] = [];
  #to: readonly RecoveredTo[] = [];
  /** How long it takes. */
  #downNs = 0;

  constructor(parts: ServerCrashParts) {
    this.#parts = parts;
    this.#random = new RandomStream(parts.seed, 'crash');
    this.#sampleRandom = new RandomStream(parts.seed, 'crash/sample');
  }

  /** Where the VMs are by the last recovery. */
  get recoveredTo(): readonly RecoveredTo[] {
    return this.#to;
  }

  /** Of the VMs, as recovery found them. */
  get portions(): readonly Portion[] {
    const { config, seat } = this.#parts;
    return config.vms.map((_, vm) => seat.portion(vm as VmId));
  }

  /** It crashes now. What is left, and how long the server is down. The recovered engine is in its seat, and waits. */
  crash(nowNs: number, fate: CutFate, phase: CrashPhase): { readonly figures: readonly CrashFigures[]; readonly downNs: number } {
    const { seat, oracle, clock } = this.#parts;
    const { store } = oracle;
    const about: About = { atNs: nowNs, phase, source: 'timeline' };
    if (seat.isDown) return this.#crashAgain(about);
    oracle.crash(
      nowNs,
      dealFates(() => this.#random.next(), fate),
    );
    const ofArray = figuresOf(about, 'array', oracle.arrayImages(nowNs, store));
    const recovery = this.#recover(nowNs, checksumsOf(store), this.#foundArray(store.array), true);
    seat.replace(recovery.engine, nowNs);
    this.#to = pointsOf(recovery);
    const images = oracle.recovered(nowNs, this.#to, this.portions, seat.configNow(this.#parts.config).vms);
    this.#firstWrites = recovery.firstWrites;
    const rtoNs = clock.time(recovery.report, recovery.firstWrites);
    this.#downNs = rtoNs;
    return { figures: [ofArray, { ...figuresOf(about, 'server', images), rtoNs, ...costOf(recovery) }], downNs: rtoNs };
  }

  /** While it recovers: nothing has been written since, so recovery finds the same again. Nothing more is lost. */
  #crashAgain(about: About): { readonly figures: readonly CrashFigures[]; readonly downNs: number } {
    const { oracle } = this.#parts;
    const images = oracle.arrayImages(about.atNs, oracle.store);
    const ofServer: CrashFigures = { ...figuresOf(about, 'server', []), rtoNs: this.#downNs };
    return { figures: [figuresOf(about, 'array', images), ofServer], downNs: this.#downNs };
  }

  damageFlash(offsetBytes: number, lengthBytes: number): void {
    const { config, oracle } = this.#parts;
    damageFlash(oracle.store, config.blockBytes, offsetBytes, lengthBytes);
  }

  damageArray(vm: number, offsetBytes: number, lengthBytes: number): void {
    const { config, oracle, seat } = this.#parts;
    const end = Math.min(config.vms[vm].diskBlocks, Math.ceil((offsetBytes + lengthBytes) / config.blockBytes));
    for (let block = Math.floor(offsetBytes / config.blockBytes); block < end; block++) damageArray(oracle.store, seat, vm, block);
  }

  /** Recovery is over. */
  up(): void {
    for (const { offset, bytes } of this.#firstWrites) this.#parts.oracle.store.writeLog(offset, bytes);
    this.#firstWrites = [];
    this.#parts.seat.isDown = false;
  }

  /** What a crash at this instant would leave. In the phase `recovery` the server crashes once more while it recovers. */
  sample(nowNs: number, phase: CrashPhase): readonly CrashFigures[] {
    const { oracle, clock } = this.#parts;
    const random = (): number => this.#sampleRandom.next();
    const about: About = { atNs: nowNs, phase, source: 'sample' };
    const view = new CutView(oracle.store, oracle.store.powerCut(dealFates(random)));
    const image = view.checksums();
    return view.during(() => {
      const recover = (): Recovery => this.#recover(nowNs, image, this.#foundArray(view), false);
      let recovery = recover();
      // The second recovery is to find what the first one found; it may well call a point by the number that the first one gave it.
      const to = pointsOf(recovery);
      let rtoNs = clock.time(recovery.report, recovery.firstWrites);
      if (phase === 'recovery') {
        for (const { offset, bytes } of unitsThatArrived(recovery.firstWrites, random)) view.writeLog(offset, bytes);
        recovery = recover();
        rtoNs += clock.time(recovery.report, recovery.firstWrites);
      }
      const images = oracle.branchRecovered(nowNs, to, recovery.engine, view);
      return [figuresOf(about, 'array', oracle.arrayImages(nowNs, view)), { ...figuresOf(about, 'server', images), rtoNs, ...costOf(recovery) }];
    });
  }

  save(): ServerCrashState {
    return { random: this.#random.save(), sampleRandom: this.#sampleRandom.save(), firstWrites: this.#firstWrites, to: this.#to, downNs: this.#downNs };
  }

  restore(state: ServerCrashState): void {
    this.#random.restore(state.random);
    this.#sampleRandom.restore(state.sampleRandom);
    this.#firstWrites = state.firstWrites;
    this.#to = state.to;
    this.#downNs = state.downNs;
  }

  #foundArray(array: Pick<CutView, 'settled' | 'snapshotNumbers'>): FoundArray {
    return { snapshots: this.#parts.config.vms.map((_, vm) => array.snapshotNumbers(vm)), settled: array.settled };
  }

  #recover(nowNs: number, image: DurableImage, array: FoundArray, isObserved: boolean): Recovery {
    const { oracle, seat } = this.#parts;
    const config = seat.configNow(this.#parts.config);
    const { log, logWrittenBytes } = oracle.store;
    assert(log !== null, 'a server that may crash keeps the bytes of its log');
    const reader = {
      areaBytes: log.length,
      writtenBytes: logWrittenBytes,
      read: (offset: number, lengthBytes: number) => log.subarray(offset, offset + lengthBytes),
    };
    const recovery = recoverEngine(config, reader, array, nowNs, image, isObserved);
    assert(recovery !== null, 'the log is that of this server');
    const { damagedSegments } = recovery.report;
    if (damagedSegments.length > 0 && !oracle.store.damage.isLogHit)
      oracle.violations.add('I11', `recovery finds segments damaged: ${damagedSegments.join(', ')}`);
    return recovery;
  }
}

function pointsOf({ report }: Recovery): RecoveredTo[] {
  return report.vms.map(({ disk, memory, sequence, isCacheLost }) => ({ points: [disk, memory], sequence, isCacheLost }));
}

function costOf({ report }: Recovery): Omit<typeof noLoss, 'lostBlocks'> & Pick<CrashFigures, 'logBytes' | 'logEntries'> {
  return {
    logBytes: report.bytesRead,
    logEntries: report.entries,
    damagedSegments: report.damagedSegments.length,
    doubtfulSegments: report.doubtfulSegments.length,
    cachesLost: report.vms.filter(({ isCacheLost }) => isCacheLost).length,
  };
}

/** All disks together. */
function figuresOf(about: About, image: CrashImage, verdicts: readonly ImageVerdict[]): CrashFigures {
  const worst = verdicts.reduce((most, { consistency }) => Math.max(most, consistencies.indexOf(consistency)), 0);
  return {
    ...about,
    image,
    consistency: consistencies[worst],
    lostWrites: verdicts.reduce((sum, { lostWrites }) => sum + lostWrites, 0),
    lostBytes: verdicts.reduce((sum, { lostBytes }) => sum + lostBytes, 0),
    rpoNs: verdicts.reduce((most, { rpoNs }) => Math.max(most, rpoNs), 0),
    rtoNs: 0,
    checked: true,
    logBytes: 0,
    logEntries: 0,
    ...noLoss,
    lostBlocks: verdicts.reduce((sum, { lostBlocks }) => sum + lostBlocks, 0),
  };
}

/** The first writes of a recovery come one after the other: some are there, of the next any units. */
function unitsThatArrived(writes: readonly FlashWrite[], random: () => number): FlashWrite[] {
  const whole = Math.floor(random() * (writes.length + 1));
  const torn = writes.slice(whole, whole + 1).flatMap(({ offset, bytes }) =>
    Array.from({ length: Math.ceil(bytes.length / UNIT_BYTES) }, (_, unit) => unit * UNIT_BYTES)
      .filter(() => random() < 0.5)
      .map((at) => ({ offset: offset + at, bytes: bytes.subarray(at, at + UNIT_BYTES) })),
  );
  return [...writes.slice(0, whole), ...torn];
}
