/** The bar that says which part of the run the charts show, with the way back; not there while they show all. Escape goes back as well. */
import type { TimeLink } from '../charts/timeLink.ts';
import { readableInstant } from '../text/readable.ts';

export function showTimeBar(link: TimeLink): void {
  const bar = document.querySelector<HTMLElement>('.timebar');
  const text = bar?.querySelector('span');
  if (bar === null || text === null || text === undefined) return;
  link.subscribe({
    onRange(range) {
      bar.hidden = range === null;
      text.textContent = range === null ? '' : `Charts show ${readableInstant(range.fromNs)} – ${readableInstant(range.toNs)}`;
    },
  });
  bar.querySelector('button')?.addEventListener('click', () => link.setRange(null));
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') link.setRange(null);
  });
}
