/** A button that opens a list of things to do. */
import { html } from 'lit/html.js';

export interface MenuItem {
  readonly label: string;
  readonly hint?: string;
  choose(): void;
}

export function menu(label: string, items: readonly MenuItem[], isDisabled = false): unknown {
  return html`<details class="menu" @toggle=${opened} @focusout=${leave} @keydown=${escape}>
    <summary role="button" aria-disabled=${String(isDisabled)} tabindex=${isDisabled ? -1 : 0} @click=${(event: Event) => isDisabled && event.preventDefault()}>
      ${label}
    </summary>
    <div class="menu-list">
      ${items.map(
        (item) =>
          html`<button type="button" @click=${(event: Event) => choose(event, item)}>
            ${item.label}${item.hint === undefined ? '' : html`<small>${item.hint}</small>`}
          </button>`,
      )}
    </div>
  </details>`;
}

function opened(event: Event): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (details.open) details.querySelector<HTMLElement>('.menu-list button')?.focus();
}

function leave(event: Event): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (!details.contains((event as FocusEvent).relatedTarget as Node | null)) details.open = false;
}

function escape(event: Event): void {
  if ((event as KeyboardEvent).key !== 'Escape') return;
  const details = event.currentTarget as HTMLDetailsElement;
  details.open = false;
  details.querySelector('summary')?.focus();
}

function choose(event: Event, item: MenuItem): void {
  const details = (event.currentTarget as HTMLElement).closest('details');
  if (details !== null) details.open = false;
  details?.querySelector('summary')?.focus();
  item.choose();
}
