/** The controls of the run, above every screen that shows it: what is loaded, the clock, run and pause, steps, speed, where in time. */
import { html, render } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { readableCount, readableDuration } from '../../reports/text/readable.ts';
import { stepTargets } from '../../sim/scenario/stepTargets.ts';
import type { StepTarget } from '../../sim/scenario/stepTargets.ts';
import type { KeyBinding } from '../shell/keyboard.ts';
import { menu } from '../shell/menu.ts';
import type { App } from '../shell/screen.ts';
import { Signal } from '../shell/signal.ts';
import type { RunStatus } from '../worker/messages.ts';
import { clockText } from './clockText.ts';
import { copyMenu } from './copyMenu.ts';

const speeds: readonly (readonly [number, string, string])[] = [
  [0.001, '1 ms', 'a millisecond of simulated time each second'],
  [0.01, '10 ms', 'ten milliseconds of simulated time each second'],
  [0.1, '100 ms', 'a tenth of a second of simulated time each second'],
  [1, '1 s', 'as fast as time'],
  [Infinity, 'full', 'as fast as it goes'],
];

/** Stays in the page for good. */
export function mountRunBar(place: HTMLElement, app: App): void {
  const { run } = app;
  const speed = new Signal(Infinity);
  const act = controlsOf(app, speed);
  const draw = (): void => void render(barOf(app, speed, act), place);
  for (const signal of [run.status, run.loaded, run.isLoading, run.finished, speed]) signal.listen(draw);
  app.keyboard.bind({ title: 'The run', bindings: keysOf(act) });
  draw();
}

interface Controls {
  toggle(): void;
  step(events: 1 | -1): void;
  stepTo(target: StepTarget): void;
  jump(atNs: number): void;
  finish(): void;
}

function controlsOf(app: App, speed: Signal<number>): Controls {
  const { run } = app;
  const isLoaded = (): boolean => run.loaded.value !== null && !run.isLoading.value;
  return {
    toggle: () => {
      if (!isLoaded()) return;
      const phase = run.status.value?.phase;
      if (phase === 'playing') void run.tell('pause', null);
      else if (phase === 'finished') void run.tell('jump', { atNs: 0 }).then(() => run.tell('play', { speed: speed.value }));
      else void run.tell('play', { speed: speed.value });
    },
    step: (events) => isLoaded() && void run.tell('step', { events }),
    stepTo: (target) => isLoaded() && void run.tell('stepTo', { target }),
    jump: (atNs) => isLoaded() && void run.tell('jump', { atNs }),
    finish: () => isLoaded() && void run.tell('finish', null),
  };
}

function keysOf(act: Controls): readonly KeyBinding[] {
  return [
    { key: ' ', does: 'Run or pause', act: () => act.toggle() },
    { key: '.', does: 'One event forward', act: () => act.step(1) },
    { key: ',', does: 'One event back', act: () => act.step(-1) },
    { key: 'n', does: 'To the next IO answered', act: () => act.stepTo('io') },
    { key: 'f', does: 'To the next destage', act: () => act.stepTo('flush') },
    { key: 'b', does: 'To the next bookmark', act: () => act.stepTo('bookmark') },
    { key: 'r', does: 'To the next rollback', act: () => act.stepTo('rollback') },
    { key: '0', does: 'Back to the start', act: () => act.jump(0) },
  ];
}

const stepNames: Readonly<Record<StepTarget, string>> = { io: 'next IO', flush: 'next destage', bookmark: 'next bookmark', rollback: 'next rollback' };

const stepKeys: Readonly<Record<StepTarget, string>> = { io: 'n', flush: 'f', bookmark: 'b', rollback: 'r' };

function barOf(app: App, speed: Signal<number>, act: Controls): unknown {
  const { run } = app;
  const loaded = run.loaded.value;
  const status = run.status.value;
  if (loaded === null || status === null) {
    return html`<p class="soft bar-empty">
      ${run.isLoading.value ? 'Loading the scenario …' : html`No scenario is loaded. <a href=${app.address.link('scenarios')}>Choose one</a>, or <button type="button" class="link" @click=${() => app.address.go('run', { scenario: 'quickstart', text: null })}>take the quickstart</button>.`}
    </p>`;
  }
  const isPlaying = status.phase === 'playing';
  return html`<div class="bar-line">
      <strong class="bar-name" title=${loaded.summary}>${loaded.name}</strong>
      ${buttonsOf(status, act)}
      ${menu(
        'Step to',
        stepTargets.map((target) => ({ label: stepNames[target], hint: stepKeys[target], choose: () => act.stepTo(target) })),
        status.phase === 'finished',
      )}
      <div class="segments" role="group" aria-label="Speed in simulated time per second">
        ${speeds.map(([value, name, hint]) => html`<button type="button" title=${hint} aria-pressed=${String(value === speed.value)} @click=${() => chooseSpeed(value, app, speed)}>${name}</button>`)}
      </div>
      <output class="clock" data-phase=${run.isLoading.value ? 'loading' : status.phase} aria-label="Simulated time" aria-live="off"
        >${clockText(status.nowNs)}<small> of ${readableDuration(loaded.durationNs)}</small></output
      >
      <span class="bar-rates soft" data-testid="rates"
        >${isPlaying ? `${readableCount(Math.round(status.eventsPerSecond))} events/s` : status.phase === 'finished' ? 'finished' : `${readableCount(status.events)} events`}</span
      >
      <button
        type="button"
        class="quiet"
        ?disabled=${status.phase === 'finished' || status.events === 0}
        @click=${() => act.finish()}
        title="End the run here and check everything"
      >
        Finish
      </button>
      ${copyMenu(app)}
    </div>
    <input
      class="scrubber"
      type="range"
      min="0"
      max=${loaded.durationNs}
      step="1000"
      aria-label="Where the run is"
      aria-valuetext=${clockText(status.nowNs)}
      .value=${live(String(Math.min(status.nowNs, loaded.durationNs)))}
      @change=${(event: Event) => act.jump(Number((event.target as HTMLInputElement).value))}
    />`;
}

function buttonsOf(status: RunStatus, act: Controls): unknown {
  const main = status.phase === 'playing' ? 'Pause' : status.phase === 'finished' ? 'Run again' : status.events > 0 ? 'Go on' : 'Run';
  return html`<div class="buttons" role="group" aria-label="Control">
    <button
      type="button"
      class="icon"
      title="Back to the start (0)"
      aria-label="Back to the start"
      ?disabled=${status.events === 0}
      @click=${() => act.jump(0)}
    >
      ${icon('M3 2v10M12 2v10L5 7z')}
    </button>
    <button type="button" class="icon" title="One event back (,)" aria-label="One event back" ?disabled=${status.events === 0} @click=${() => act.step(-1)}>
      ${icon('M10 2v10L3 7z')}
    </button>
    <button type="button" class="primary" id="play" @click=${() => act.toggle()}>${main}</button>
    <button
      type="button"
      class="icon"
      title="One event forward (.)"
      aria-label="One event forward"
      ?disabled=${status.phase === 'finished'}
      @click=${() => act.step(1)}
    >
      ${icon('M4 2v10l7-5z')}
    </button>
  </div>`;
}

function icon(path: string): unknown {
  return html`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d=${path} /></svg>`;
}

function chooseSpeed(value: number, app: App, speed: Signal<number>): void {
  speed.set(value);
  if (app.run.status.value?.phase === 'playing') void app.run.tell('play', { speed: value });
}
