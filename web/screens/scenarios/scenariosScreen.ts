/** The scenarios that ship, as cards with the question that each asks. */
import { html, render } from 'lit/html.js';
import { readableAmount, readableDuration } from '../../../reports/text/readable.ts';
import type { App } from '../../shell/screen.ts';
import type { ScenarioCard } from '../../worker/messages.ts';

export function scenariosScreen(place: HTMLElement, app: App): () => void {
  render(html`<p class="soft">Reading the scenarios …</p>`, place);
  let isGone = false;
  void app.run.tell('list', null).then((cards) => {
    if (isGone || cards === null) return;
    render(html`<div class="cards">${cards.map((card) => cardOf(card, app))}</div>`, place);
  });
  return () => (isGone = true);
}

function cardOf(card: ScenarioCard, app: App): unknown {
  const facts = [
    readableAmount(card.vms, 'VM'),
    readableDuration(card.durationNs),
    ...(card.rollbacks > 0 ? [readableAmount(card.rollbacks, 'rollback')] : []),
  ];
  return html`<a class="card" href=${app.address.link('run', { scenario: card.name, set: null, at: null, from: null, to: null })}>
    <b>${card.name}</b>
    <p>${card.summary}</p>
    <small>${facts.join(', ')}</small>
  </a>`;
}
