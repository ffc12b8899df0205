/** What can be done to the run while it goes: bookmarks, damage, rollbacks, undo, and whatever may change. Each becomes an event of its timeline. */
import { html } from 'lit/html.js';
import { readableBytes } from '../../../reports/text/readable.ts';
import { menu } from '../../shell/menu.ts';
import type { App } from '../../shell/screen.ts';
import type { Signal } from '../../shell/signal.ts';
import type { LoadedRun, RunStatus } from '../../worker/messages.ts';

/** What the knobs act on, and what is being typed. */
export interface KnobState {
  /** Number of a VM, or -1: all. */
  readonly vm: number;
  readonly path: string;
  readonly value: string;
}

export const firstKnobs: KnobState = { vm: 0, path: 'server.cache.flush', value: '' };

const damageBytes = 8 * 1024 * 1024;
const latencyValues = ['0.5x', '2x', '5x', '10x', '1x'] as const;

/** YAML of an event for the VM that the knobs act on. */
export function deedOf(loaded: LoadedRun, vm: number, deed: string): string {
  return vm < 0 ? deed : `${deed}, vm: ${loaded.vms[vm]?.name ?? ''}`;
}

/** Adds to the timeline and says so. */
export async function act(app: App, deed: string, said: string): Promise<void> {
  if ((await app.run.tell('inject', { deed })) === null) return;
  app.say(said);
}

/** A name that no bookmark has. */
export function freshBookmark(status: RunStatus): string {
  const names = new Set(status.vms.flatMap(({ bookmarks }) => bookmarks.map(({ name }) => name)));
  let number = 1;
  while (names.has(`mark-${number}`)) number += 1;
  return `mark-${number}`;
}

export function knobsOf(app: App, loaded: LoadedRun, status: RunStatus, state: Signal<KnobState>): unknown {
  const { vm } = state.value;
  const isOver = status.phase === 'finished';
  const name = vm < 0 ? 'all VMs' : (loaded.vms[vm]?.name ?? '');
  const choose = (changes: Partial<KnobState>): void => state.set({ ...state.value, ...changes });
  const vms = [
    ...loaded.vms.map((each, number) => ({ label: each.name, choose: () => choose({ vm: number }) })),
    { label: 'all VMs', choose: () => choose({ vm: -1 }) },
  ];
  const targets = (status.vms[Math.max(0, vm)]?.bookmarks ?? []).filter(({ state: kind, name: given }) => kind === 'valid' && given !== null);
  const bookmark = freshBookmark(status);
  return html`<section class="knobs panel" aria-labelledby="knobs-title">
    <h2 id="knobs-title">Do something to ${menu(name, vms)}</h2>
    <div class="knob-buttons">
      <button
        type="button"
        class="plain"
        ?disabled=${isOver}
        @click=${() => act(app, deedOf(loaded, vm, `do: bookmark, name: ${bookmark}`), `Bookmark ${bookmark} set in ${name}`)}
      >
        Bookmark
      </button>
      <button
        type="button"
        class="plain"
        ?disabled=${isOver}
        title="Overwrite ${readableBytes(damageBytes)} of the disk"
        @click=${() => act(app, deedOf(loaded, vm, `do: damage, size: ${damageBytes}B`), `Damage to ${name}`)}
      >
        Damage
      </button>
      ${menu(
        'Roll back to',
        targets.length === 0
          ? [{ label: 'no bookmark yet', choose: () => undefined }]
          : targets.toReversed().map((target) => ({
              label: target.name!,
              choose: () => void act(app, deedOf(loaded, vm, `do: rollback, target: ${target.name!}`), `${name} goes back to ${target.name!}`),
            })),
        isOver,
      )}
      <button type="button" class="plain" ?disabled=${isOver} @click=${() => act(app, deedOf(loaded, vm, 'do: undo'), `Undo in ${name}`)}>Undo</button>
    </div>
    <form class="knob-change" @submit=${(event: Event) => change(event, app, loaded, state)}>
      ${menu(
        state.value.path,
        loaded.changeable.map(({ path, summary }) => ({ label: path, hint: summary, choose: () => choose({ path, value: '' }) })),
        isOver,
      )}
      <input
        class="plain"
        aria-label="New value of ${state.value.path}"
        placeholder=${placeholderOf(state.value.path)}
        list="knob-values"
        ?disabled=${isOver}
        .value=${state.value.value}
        @input=${(event: Event) => choose({ value: (event.target as HTMLInputElement).value })}
      />
      <datalist id="knob-values">${valuesOf(state.value.path, loaded).map((value) => html`<option value=${value}></option>`)}</datalist>
      <button type="submit" class="plain" ?disabled=${isOver || state.value.value.trim() === ''}>Change</button>
    </form>
  </section>`;
}

function change(event: Event, app: App, loaded: LoadedRun, state: Signal<KnobState>): void {
  event.preventDefault();
  const { path, value, vm } = state.value;
  const known = loaded.changeable.find((each) => each.path === path);
  const deed = `do: change, path: ${path}, value: ${value}`;
  void act(app, known?.scope === 'vm' ? deedOf(loaded, vm, deed) : deed, `${path} is ${value} from now on`);
}

function placeholderOf(path: string): string {
  return /atency/.test(path) ? '2x or 5ms' : 'new value';
}

function valuesOf(path: string, loaded: LoadedRun): readonly string[] {
  if (path.endsWith('flush')) return loaded.flushPolicies;
  if (path.endsWith('durability')) return ['dram', 'flash', 'array'];
  return /atency/.test(path) ? latencyValues : [];
}
