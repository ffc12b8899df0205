/**
 * Plays a run in slices, between which the worker hears the page, and tells how it stands ten times a second. How it is sliced changes nothing in the run.
 */
import type { RunRecord } from '../../sim/results/runRecord.ts';
import type { SteeredRun } from '../../sim/scenario/steeredRun.ts';
import type { StepTarget } from '../../sim/scenario/stepTargets.ts';
import type { FromWorker, RunPhase, RunStatus } from './messages.ts';

const sliceMs = 25;
const tellMs = 100;
/** Playing goes on for so long from one snapshot to the next, and longer where snapshots would take more than this part of the time: going back takes no longer. */
const snapshotMs = 4000;
const snapshotShareMax = 1 / 25;
const sliceEventsMin = 256;

export class Player {
  readonly run: SteeredRun;
  readonly #tell: (message: FromWorker) => void;
  #phase: RunPhase = 'paused';
  #sliceEvents = 4096;
  /** Wall time spent playing. */
  #playedMs = 0;
  #toldAtMs = 0;
  /** When it is to be told next: slices that end late do not make it rarer. */
  #tellAtMs = 0;
  #toldEvents = 0;
  #toldIos = 0;
  #toldNs = 0;
  /** When the next is due. */
  #snapshotAtMs = 0;
  /** Counts up with each change of mind; a slice of before stops. */
  #turn = 0;
  #record: RunRecord | null = null;
  /** As it stood at the end, before everything was destaged and checked. */
  #end: ReturnType<SteeredRun['inspect']> | null = null;

  constructor(run: SteeredRun, tell: (message: FromWorker) => void) {
    this.run = run;
    this.#tell = tell;
  }

  get phase(): RunPhase {
    return this.#phase;
  }

  /** Once the run is over. */
  get record(): RunRecord | null {
    return this.#record;
  }

  play(speed: number, untilNs: number, fail: (error: unknown) => void): void {
    if (this.#phase === 'finished') return;
    this.#turn += 1;
    this.#phase = 'playing';
    const startMs = performance.now();
    this.#snapshotAtMs = startMs + snapshotMs;
    this.#tellAtMs = startMs + tellMs;
    this.#beginTelling(startMs);
    this.#playOn({ turn: this.#turn, speed, untilNs, startMs, startNs: this.run.nowNs }).catch((error: unknown) => {
      this.#phase = 'paused';
      fail(error);
    });
  }

  pause(): void {
    if (this.#phase !== 'playing') return;
    this.#stop();
    this.run.keepSnapshot();
    this.tellStatus();
  }

  step(events: 1 | -1): void {
    this.#stop();
    if (events === 1) this.run.run(1);
    else if (this.run.events > 0) this.#goBack(() => this.run.goToEvent(this.run.events - 1));
    this.#afterChange();
  }

  async stepTo(target: StepTarget): Promise<void> {
    const turn = this.#stop();
    while (!this.run.stepTo(target, 20_000)) {
      await nextTurn();
      if (turn !== this.#turn) return;
    }
    this.#afterChange();
  }

  /** Goes to this instant: forward by playing, back from a snapshot. */
  jump(atNs: number, fail: (error: unknown) => void): void {
    this.#stop();
    if (atNs < this.run.nowNs || this.#record !== null) this.#goBack(() => this.run.rewindBefore(atNs));
    this.play(Infinity, atNs, fail);
  }

  /** Ends the run where it is. */
  finish(): void {
    if (this.#record !== null) return;
    this.#turn += 1;
    this.#phase = 'finished';
    this.#end = this.run.inspect();
    const record = this.run.finish();
    this.#record = record;
    this.tellStatus();
    this.#tell({ kind: 'finished', record, wallSeconds: this.#playedMs / 1000 });
  }

  tellStatus(): void {
    this.#tell({ kind: 'status', status: this.#status() });
  }

  #goBack(back: () => void): void {
    this.#record = null;
    this.#end = null;
    this.#phase = 'paused';
    back();
  }

  #stop(): number {
    if (this.#phase === 'playing') this.#phase = 'paused';
    this.#turn += 1;
    return this.#turn;
  }

  #afterChange(): void {
    if (this.run.finished) this.finish();
    else this.tellStatus();
  }

  async #playOn(play: { turn: number; speed: number; untilNs: number; startMs: number; startNs: number }): Promise<void> {
    const { run } = this;
    for (;;) {
      const sliceStartMs = performance.now();
      const paceNs = play.speed === Infinity ? Infinity : play.startNs + (sliceStartMs - play.startMs) * 1e6 * play.speed;
      run.run(this.#sliceEvents, Math.min(play.untilNs, paceNs));
      const endMs = performance.now();
      this.#learnSlice(endMs - sliceStartMs, run.hasReached(paceNs));
      this.#playedMs += endMs - sliceStartMs;
      if (run.finished) {
        this.finish();
        return;
      }
      if (run.hasReached(play.untilNs)) {
        this.pause();
        return;
      }
      if (endMs >= this.#tellAtMs) {
        this.#tellAtMs = Math.max(this.#tellAtMs + tellMs, endMs + tellMs / 2);
        this.tellStatus();
      }
      if (endMs >= this.#snapshotAtMs) this.#keepSnapshot(endMs);
      await (run.hasReached(paceNs) ? pause(8) : nextTurn());
      if (play.turn !== this.#turn) return;
    }
  }

  #keepSnapshot(startMs: number): void {
    this.run.keepSnapshot();
    const endMs = performance.now();
    this.#snapshotAtMs = endMs + Math.max(snapshotMs, (endMs - startMs) / snapshotShareMax);
  }

  #learnSlice(tookMs: number, isWaiting: boolean): void {
    if (tookMs > sliceMs * 1.5) this.#sliceEvents = Math.max(sliceEventsMin, Math.floor(this.#sliceEvents / 2));
    else if (tookMs < sliceMs / 2 && !isWaiting) this.#sliceEvents *= 2;
  }

  #beginTelling(nowMs: number): void {
    this.#toldAtMs = nowMs;
    this.#toldEvents = this.run.events;
    this.#toldIos = this.run.ios;
    this.#toldNs = this.run.nowNs;
  }

  #status(): RunStatus {
    const { run } = this;
    const nowMs = performance.now();
    const seconds = Math.max(1e-3, (nowMs - this.#toldAtMs) / 1000);
    const isPlaying = this.#phase === 'playing';
    const rate = (now: number, before: number): number => (isPlaying ? Math.max(0, now - before) / seconds : 0);
    const { traces: _, ...inspection } = this.#end ?? run.inspect();
    const status: RunStatus = {
      ...inspection,
      phase: this.#phase,
      nowNs: run.nowNs,
      events: run.events,
      ios: run.ios,
      eventsPerSecond: rate(run.events, this.#toldEvents),
      iosPerSecond: rate(run.ios, this.#toldIos),
      simulatedPerSecond: rate(run.nowNs, this.#toldNs) / 1e9,
      digest: isPlaying ? null : run.digest(),
      seriesToNs: run.series.timesNs.at(-1) ?? 0,
      added: run.added,
      addedSets: run.addedSets,
    };
    this.#beginTelling(nowMs);
    return status;
  }
}

const channel = new MessageChannel();
let wakeUp: (() => void) | null = null;
channel.port1.onmessage = () => wakeUp?.();

/** Messages that wait are heard; unlike a timer, this takes no time when there are none. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const before = wakeUp;
    wakeUp = () => {
      before?.();
      wakeUp = null;
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
