/** The scenarios that ship, as cards with the question that each asks and what one should see; one of them, or a new one, in the editor. */
import { html, render } from 'lit/html.js';
import { readableAmount, readableDuration } from '../../../reports/text/readable.ts';
import type { EditorHost, RunnableScenario, ScenarioEditor } from '../../editor/scenarioEditor.ts';
import { openScenario, setsIn, textOfSet } from '../../run/runAddress.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import type { ScenarioCard } from '../../worker/messages.ts';
import { drafts, type Draft } from './drafts.ts';
import { scenarioNotes } from './scenarioNotes.ts';
import styles from './scenariosScreen.css?inline';

adoptStyles(styles);

const newName = 'new';
const newText = `# Question: what would I like to know?
name: mine
summary: What would I like to know?
duration: 4s
server:
  dram: { size: 64MiB }
  flash: { size: 512MiB }
  cache:
    flush: { policy: periodic, interval: 1s }
vms: 2
timeline:
  - { at: 1s, do: bookmark, name: before, vm: vm1 }
  - { at: 3s, do: rollback, target: before, vm: vm1 }
`;

export function scenariosScreen(place: HTMLElement, app: App): () => void {
  let isGone = false;
  let editor: ScenarioEditor | null = null;
  render(html`<p class="soft">Reading the scenarios …</p>`, place);
  const show = async (): Promise<void> => {
    const cards = await app.run.tell('list', null);
    if (isGone || cards === null) return;
    const editing = app.address.get('edit');
    editor?.destroy();
    editor = null;
    if (editing === null) render(cardsOf(cards, app), place);
    else editor = await openEditor(place, app, editing, cards, () => isGone);
  };
  const stop = app.address.place.listen(({ screen }) => {
    if (screen === 'scenarios') void show();
  });
  void show();
  return () => {
    isGone = true;
    stop();
    editor?.destroy();
  };
}

async function openEditor(place: HTMLElement, app: App, name: string, cards: readonly ScenarioCard[], isGone: () => boolean): Promise<ScenarioEditor | null> {
  const card = cards.find((found) => found.name === name);
  const draft = drafts.get(name) ?? freshDraft(name, card);
  if (draft === null) {
    render(
      html`<div class="empty">
        <p>There is no scenario ${name} here. <a href=${app.address.link('scenarios', { edit: null })}>All scenarios</a></p>
      </div>`,
      place,
    );
    return null;
  }
  drafts.set(name, draft);
  const { ScenarioEditor } = await import('../../editor/scenarioEditor.ts');
  const { scenarioText } = await import('../../run/scenarioText.ts');
  if (isGone()) return null;
  const isShown = card !== undefined && app.address.get('scenario') === name && draft.text === draft.original;
  // What the run on the other screens was changed by is in the text too.
  if (isShown) draft.text = scenarioText(draft.text, setsIn(app));
  render(html`<div class="editor"></div>`, place);
  const host: EditorHost = {
    close: () => app.address.go('scenarios', { edit: null }),
    keep: (text) => (draft.text = text),
    run: (scenario) => runEdited(app, card, draft.sourceName, scenario),
  };
  const edited = { shippedName: card?.name ?? null, sourceName: draft.sourceName, original: draft.original };
  return new ScenarioEditor(place.querySelector<HTMLElement>('.editor')!, app, edited, host, draft.text);
}

/** One that ships is named by the address, with its changes, and loaded because of that; another is loaded from its text. */
function runEdited(app: App, card: ScenarioCard | undefined, sourceName: string, { text, sets }: RunnableScenario): void {
  if (card !== undefined && sets !== null) {
    app.address.go('run', { edit: null, scenario: card.name, text: null, set: sets.map(textOfSet), at: null, from: null, to: null });
    return;
  }
  void openScenario(app, { text, sourceName });
}

function freshDraft(name: string, card: ScenarioCard | undefined): Draft | null {
  if (name === newName) return { original: newText, text: newText, sourceName: 'mine.yaml' };
  return card === undefined ? null : { original: card.text, text: card.text, sourceName: `workloads/scenarios/${card.name}.yaml` };
}

function cardsOf(cards: readonly ScenarioCard[], app: App): unknown {
  return html`<div class="scenario-cards">
    ${cards.map((card) => cardOf(card, app))}
    <section class="scenario-card fresh">
      <h2>One of your own</h2>
      <p>Begin with a dozen lines, or drop a scenario file anywhere on this page.</p>
      <div class="card-foot"><a class="button" href=${app.address.link('scenarios', { edit: newName })}>Write a scenario</a></div>
    </section>
  </div>`;
}

function cardOf(card: ScenarioCard, app: App): unknown {
  const { question, setup, expected } = scenarioNotes(card.text);
  const facts = [
    readableAmount(card.vms, 'VM'),
    readableDuration(card.durationNs),
    ...(card.rollbacks > 0 ? [readableAmount(card.rollbacks, 'rollback')] : []),
  ];
  const shown = { scenario: card.name, text: null, set: null, at: null, from: null, to: null };
  return html`<section class="scenario-card" aria-labelledby=${`card-${card.name}`}>
    <h2 id=${`card-${card.name}`}>${card.name}</h2>
    <p class="question">${question === '' ? card.summary : question}</p>
    ${
      expected === ''
        ? ''
        : html`<details>
            <summary>What one should see<span class="unseen"> in ${card.name}</span></summary>
            <p>${expected}</p>
            ${setup === '' ? '' : html`<p class="soft">${setup}</p>`}
          </details>`
    }
    <div class="card-foot">
      <small>${facts.join(', ')}</small>
      <a class="button" href=${app.address.link('scenarios', { ...shown, edit: card.name })}>Edit<span class="unseen"> ${card.name}</span></a>
      <a class="button primary" href=${app.address.link('run', shown)}>Open<span class="unseen"> ${card.name}</span></a>
    </div>
  </section>`;
}
