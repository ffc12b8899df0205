/**
 * The tour for the first visit: five steps on a small run (write, overwrite, bookmark, damage, rollback), each done before one's eyes, the last confirmed by
 * the oracle. It only asks the worker for what the buttons of the Run screen ask too.
 */
import { html, render } from 'lit/html.js';
import { readableBytes, readableCount, readableDuration } from '../../reports/text/readable.ts';
import type { App } from '../shell/screen.ts';
import type { RunStatus } from '../worker/messages.ts';
import { openScenario } from './runAddress.ts';

interface TourStep {
  readonly title: string;
  readonly text: string;
  /** What the next step does, on the button that leads to it. */
  readonly next: string;
  go(app: App): Promise<unknown>;
}

const storageName = 'hindcast-tour';
const sets = [
  { path: 'duration', value: '1s' },
  { path: 'timeline', value: '[]' },
  { path: 'vms', value: '2' },
  { path: 'server.dram.size', value: '32MiB' },
  { path: 'server.flash.size', value: '256MiB' },
];

const steps: readonly TourStep[] = [
  {
    title: 'Write',
    text: 'Two VMs write and read through a cache of DRAM and flash. Each write goes to a fresh place: nothing is ever overwritten.',
    next: 'Overwrite',
    go: async (app) => {
      await openScenario(app, { name: 'quickstart' }, sets);
      await goTo(app, 100e6);
    },
  },
  {
    title: 'Overwrite',
    text: 'Where a block is written again, the log remembers where its previous version is. Look at the log records grow: each is a step back in time.',
    next: 'Set a bookmark',
    go: (app) => goTo(app, 250e6),
  },
  {
    title: 'Bookmark',
    text: 'A bookmark names this instant of vm1, disk and memory together. It copies nothing.',
    next: 'Damage the disk',
    go: async (app) => {
      await app.run.tell('inject', { deed: 'do: bookmark, name: safe, vm: vm1' });
      await app.run.tell('stepTo', { target: 'bookmark' });
    },
  },
  {
    title: 'Damage',
    text: 'Something overwrites 8 MiB of the disk of vm1, as ransomware would. The other VM works on.',
    next: 'Take it back',
    go: async (app) => {
      await app.run.tell('inject', { deed: 'do: damage, size: 8MiB, vm: vm1' });
      await goTo(app, (app.run.status.value?.nowNs ?? 0) + 60e6);
    },
  },
  {
    title: 'Rollback',
    text: 'vm1 goes back to its bookmark: the log is walked backwards, and only where each block is changes.',
    next: '',
    go: async (app) => {
      await app.run.tell('inject', { deed: 'do: rollback, target: safe, vm: vm1' });
      await app.run.tell('stepTo', { target: 'rollback' });
    },
  },
];

/** Runs up to this instant, and is back when it is there. */
function goTo(app: App, atNs: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = app.run.status.listen((status) => {
      if (status?.phase === 'playing') return;
      stop();
      resolve();
    });
    void app.run.tell('jump', { atNs });
  });
}

/** Offers the tour, once. */
export function offerTour(app: App): void {
  if (isKnown()) return;
  const place = openPlace();
  render(
    html`<h2>First time here?</h2>
      <p>Five steps show what this is about: a cache that can take a VM back in time.</p>
      <div class="tour-foot">
        <button type="button" class="primary" @click=${() => void run(app, place, 0)}>Take the tour</button>
        <button type="button" class="quiet" @click=${() => close(place)}>Not now</button>
      </div>`,
    place,
  );
}

export function startTour(app: App): void {
  void run(app, openPlace(), 0);
}

async function run(app: App, place: HTMLElement, number: number): Promise<void> {
  const step = steps[number]!;
  if (app.address.place.value.screen !== 'run') app.address.go('run');
  show(app, place, number, true);
  await step.go(app);
  show(app, place, number, false);
  app.say(`${step.title}. ${step.text}`);
}

function show(app: App, place: HTMLElement, number: number, isBusy: boolean): void {
  const step = steps[number]!;
  const isLast = number === steps.length - 1;
  const status = app.run.status.value;
  render(
    html`<p class="tour-step">Step ${number + 1} of ${steps.length}</p>
      <h2>${step.title}</h2>
      <p>${step.text}</p>
      ${isLast && !isBusy && status !== null ? verdictOf(status) : ''}
      <div class="tour-foot">
        ${
          isLast
            ? html`<button type="button" class="primary" ?disabled=${isBusy} @click=${() => leaveFor(app, place)}>Try it yourself</button>`
            : html`<button type="button" class="primary" ?disabled=${isBusy} @click=${() => void run(app, place, number + 1)}>
                ${isBusy ? 'Running …' : step.next}
              </button>`
        }
        <button type="button" class="quiet" @click=${() => close(place)}>Leave the tour</button>
      </div>`,
    place,
  );
  if (!isBusy) place.querySelector<HTMLElement>('button.primary')?.focus();
}

function verdictOf({ rollbacks, oracle }: RunStatus): unknown {
  const done = rollbacks.at(-1);
  if (done === undefined || oracle === null) return '';
  const isConfirmed = !done.refused && oracle.violations === 0 && oracle.checkedRollbacks > 0;
  return html`<p class=${isConfirmed ? 'good' : 'bad'} data-testid="tour-verdict">
    ${
      isConfirmed
        ? `The oracle, a naive model with the full history, confirms it: every block is as it was. ${readableCount(done.blocksRestored)} blocks (${readableBytes(done.blocksRestored * 4096)}) in ${readableDuration(done.rtoNs)}.`
        : `The oracle disagrees: ${oracle.first ?? done.reason ?? ''}`
    }
  </p>`;
}

function leaveFor(app: App, place: HTMLElement): void {
  close(place);
  app.address.go('rollback');
}

function openPlace(): HTMLElement {
  document.querySelector('.tour')?.remove();
  const place = document.createElement('section');
  place.className = 'tour';
  place.setAttribute('aria-label', 'Tour');
  document.body.append(place);
  return place;
}

function close(place: HTMLElement): void {
  place.remove();
  try {
    localStorage.setItem(storageName, 'seen');
  } catch {
    // Offered again next time.
  }
}

function isKnown(): boolean {
  try {
    return localStorage.getItem(storageName) !== null;
  } catch {
    return true;
  }
}
