/** The past of a VM as a band: its window, its bookmarks as flags, the rollbacks so far, and a handle to take back, by pointer or by keys. */
import { html } from 'lit/html.js';
import { styleMap } from 'lit/directives/style-map.js';
import { readableInstant } from '../../../reports/text/readable.ts';
import { clockText } from '../../run/clockText.ts';
import type { RunStatus } from '../../worker/messages.ts';
import type { Handle } from './rollbackTarget.ts';

export interface TimelineActs {
  /** Null: back to now. */
  move(handle: Handle | null): void;
  release(): void;
}

type VmStatus = RunStatus['vms'][number];

/** The handle jumps to a bookmark that is so near, as a share of the width. */
const snapShare = 0.012;
const keyShare = 0.01;
const ticksMax = 6;

export function timelineOf(vm: VmStatus, number: number, status: RunStatus, handle: Handle | null, acts: TimelineActs): unknown {
  const nowNs = Math.max(1, status.nowNs);
  const share = (ns: number): string => `${Math.min(100, Math.max(0, (100 * ns) / nowNs)).toFixed(3)}%`;
  const atNs = handle?.atNs ?? nowNs;
  const bookmarks = vm.bookmarks.filter(({ name }) => name !== null);
  const place = (ns: number): Handle => placeHandle(ns, nowNs, vm);
  return html`<div class="rb-timeline" style=${styleMap({ '--ink': `var(--line-${number % 8})` })}>
    <div
      class="rb-band"
      @pointerdown=${(event: PointerEvent) => press(event, nowNs, place, acts)}
      @pointermove=${(event: PointerEvent) => drag(event, nowNs, place, acts)}
      @pointerup=${(event: PointerEvent) => drop(event, acts)}
    >
      <div class="rb-window" style=${styleMap({ left: share(vm.window.oldestNs) })} title="The window: every instant in it can be reached"></div>
      <div class="rb-undone" style=${styleMap({ left: share(atNs) })}></div>
      ${status.rollbacks
        .filter((rollback) => rollback.vm === vm.name)
        .map(
          ({ atNs: when, kind, target, refused }) =>
            html`<span
              class="rb-past ${refused ? 'refused' : kind}"
              style=${styleMap({ left: share(when) })}
              title="${kind} to ${target}${refused ? ', refused' : ''}, ${readableInstant(when)}"
            ></span>`,
        )}
      ${bookmarks.map(
        ({ name, timeNs, state }) =>
          html`<span
            class="rb-flag ${state}"
            style=${styleMap({ left: share(timeNs) })}
            title="${name!}, ${readableInstant(timeNs)}${state === 'expired' ? ', expired' : ''}"
            ><i></i>${name}</span
          >`,
      )}
      <button
        type="button"
        class="rb-handle"
        role="slider"
        aria-label="Take ${vm.name} back to"
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax=${Math.round(nowNs)}
        aria-valuenow=${Math.round(atNs)}
        aria-valuetext=${handle === null ? 'now' : (handle.bookmark ?? clockText(atNs))}
        style=${styleMap({ left: share(atNs) })}
        @keydown=${(event: KeyboardEvent) => pressKey(event, atNs, nowNs, vm, acts)}
      ></button>
    </div>
    <div class="rb-axis" aria-hidden="true">
      ${roundTicks(nowNs).map((ns) => html`<span style=${styleMap({ left: share(ns) })}>${readableInstant(ns)}</span>`)}<span class="rb-now">now</span>
    </div>
  </div>`;
}

/** Round instants, none of them so near to now that they would meet its name. */
function roundTicks(nowNs: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(nowNs / ticksMax));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => nowNs / candidate <= ticksMax) ?? nowNs;
  return Array.from({ length: Math.floor((nowNs * 0.96) / step) + 1 }, (_, tick) => tick * step);
}

function placeHandle(ns: number, nowNs: number, vm: VmStatus): Handle {
  const atNs = Math.round(Math.min(nowNs, Math.max(0, ns)));
  const near = vm.bookmarks
    .filter(({ state, name }) => state === 'valid' && name !== null)
    .map((bookmark) => ({ bookmark, distance: Math.abs(bookmark.timeNs - atNs) }))
    .sort((first, second) => first.distance - second.distance)
    .at(0);
  return near !== undefined && near.distance <= snapShare * nowNs ? { atNs: near.bookmark.timeNs, bookmark: near.bookmark.name } : { atNs, bookmark: null };
}

function nsAt(event: PointerEvent, nowNs: number): number {
  const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return ((event.clientX - left) / width) * nowNs;
}

function press(event: PointerEvent, nowNs: number, place: (ns: number) => Handle, acts: TimelineActs): void {
  if (event.button !== 0) return;
  (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  acts.move(place(nsAt(event, nowNs)));
}

function drag(event: PointerEvent, nowNs: number, place: (ns: number) => Handle, acts: TimelineActs): void {
  if ((event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) acts.move(place(nsAt(event, nowNs)));
}

function drop(event: PointerEvent, acts: TimelineActs): void {
  const band = event.currentTarget as HTMLElement;
  if (!band.hasPointerCapture(event.pointerId)) return;
  band.releasePointerCapture(event.pointerId);
  acts.release();
}

function pressKey(event: KeyboardEvent, atNs: number, nowNs: number, vm: VmStatus, acts: TimelineActs): void {
  const valid = vm.bookmarks.filter(({ state, name }) => state === 'valid' && name !== null);
  const to: Readonly<Record<string, () => Handle | null | undefined>> = {
    ArrowLeft: () => ({ atNs: Math.max(0, Math.round(atNs - keyShare * nowNs)), bookmark: null }),
    ArrowRight: () => (atNs + keyShare * nowNs >= nowNs ? null : { atNs: Math.round(atNs + keyShare * nowNs), bookmark: null }),
    Home: () => ({ atNs: Math.max(0, Math.ceil(vm.window.oldestNs)), bookmark: null }),
    End: () => null,
    PageUp: () => handleOn(valid.findLast(({ timeNs }) => timeNs < atNs)),
    PageDown: () => handleOn(valid.find(({ timeNs }) => timeNs > atNs)) ?? null,
  };
  const moved = to[event.key]?.();
  if (event.key === 'Enter' || event.key === ' ') acts.release();
  else if (moved !== undefined) acts.move(moved);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function handleOn(bookmark: VmStatus['bookmarks'][number] | undefined): Handle | undefined {
  return bookmark === undefined ? undefined : { atNs: bookmark.timeNs, bookmark: bookmark.name };
}
