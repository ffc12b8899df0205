/** In place of what an experiment found, while it runs or when it could not: the same for comparisons and sweeps. */
import { html } from 'lit/html.js';

export function failedPart(message: string): unknown {
  return html`<div class="empty"><p class="bad" role="alert">${message}</p></div>`;
}

/** `total` 0: not known yet. */
export function progressPart(text: string, done: number, total: number, label: string): unknown {
  return html`<div class="empty" role="status">
    <p>${text}</p>
    <progress max=${Math.max(1, total)} .value=${done} aria-label=${label}></progress>
  </div>`;
}
